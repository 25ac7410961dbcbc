/** Points under the thumb: one tap for a mark out of ten, digits for more, task by task where there are tasks. */
import { records, type AssessmentDoc, type ScoreOutcome } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/gradebook.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { lastEntered, takeBack } from "./desk.ts";
import type { BookCell, BookPupil } from "./model.ts";
import { cellText, columnName, pointsText } from "./words.ts";

interface KeypadProps {
  readonly column: AssessmentDoc;
  readonly pupil: BookPupil;
  readonly cell: BookCell;
  readonly typing: string;
  /** The task whose points are typed, and what is known of all; null where points are typed whole. */
  readonly tasks: { readonly at: number; readonly points: readonly (string | null)[] } | null;
  readonly wrong: boolean;
  readonly onType: (typing: string) => void;
  readonly onNext: () => void;
  readonly onWhole: (points: string) => void;
  readonly onOutcome: (outcome: ScoreOutcome) => void;
  readonly onTask: (at: number) => void;
  readonly onClose: () => void;
}

/** Up to so many points each has a button of its own. */
const QUICK_MAX = 10;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const WITHOUT: readonly ScoreOutcome[] = ["absent", "exempt", "not_studied"];

export function Keypad(props: KeypadProps) {
  const { column, pupil, cell, typing, tasks, wrong, onType, onNext, onWhole, onOutcome, onTask, onClose } = props;
  const max = tasks ? (column.tasks[tasks.at]?.max ?? column.max) : column.max;
  const quick = !tasks && max <= QUICK_MAX;
  const now = cellText(cell.outcome, cell.points);
  return (
    <section class="keys" aria-label={t("keypad")}>
      <div class="keys-head">
        <div class="keys-who">
          <b>{pupil.name}</b>
          <span class="muted small">
            {columnName(column)}
            {now !== "" ? ` · ${now}` : ""}
            {cell.ofTask ? ` · ${t("fromTask")}` : ""}
          </span>
        </div>
        {!quick && (
          <output class="keys-typed" aria-label={t("pointsOf", { n: max })}>
            {typing || "…"} / {max}
          </output>
        )}
        <LastOne />
        <IconButton icon="close" label={t("keypadClose")} onClick={onClose} />
      </div>
      {cell.disputed && <p class="keys-wrong small">{t("disputed", { points: disputed(column.id, pupil.id) })}</p>}
      <p class="keys-wrong small" role="alert">
        {wrong ? t("tooMuch", { n: max }) : ""}
      </p>
      {tasks && (
        <div class="keys-tasks" role="group" aria-label={t("tasks")}>
          {column.tasks.map((task, at) => (
            <button key={at} type="button" class={at === tasks.at ? "key-task key-on" : "key-task"} aria-pressed={at === tasks.at} title={task.objective} onClick={() => onTask(at)}>
              {t("taskOf", { n: at + 1, points: at === tasks.at && typing !== "" ? typing : pointsText(tasks.points[at] ?? null) || "–", max: task.max })}
            </button>
          ))}
        </div>
      )}
      {quick ? (
        <div class="keys-quick">
          {Array.from({ length: max + 1 }, (_, points) => (
            <button key={points} type="button" class={now === String(points) ? "key key-on" : "key"} onClick={() => onWhole(String(points))}>
              {points}
            </button>
          ))}
          <Next onNext={onNext} />
        </div>
      ) : (
        <div class="keys-digits">
          {DIGITS.map((digit) => (
            <button key={digit} type="button" class="key" onClick={() => onType(typing + digit)}>
              {digit}
            </button>
          ))}
          <button type="button" class="key" onClick={() => onType(typing.includes(",") ? typing : `${typing || "0"},`)}>
            ,
          </button>
          <Next onNext={onNext} />
        </div>
      )}
      <div class="keys-foot">
        {WITHOUT.map((outcome) => (
          <button key={outcome} type="button" class={cell.outcome === outcome ? "key-word key-on" : "key-word"} aria-pressed={cell.outcome === outcome} onClick={() => onOutcome(outcome)}>
            {t(outcome as "absent" | "exempt" | "not_studied")}
          </button>
        ))}
        <button type="button" class="key-word" onClick={() => (typing !== "" ? onType("") : onOutcome("none"))}>
          {t("clear")}
        </button>
      </div>
    </section>
  );
}

function Next({ onNext }: { onNext: () => void }) {
  return (
    <button type="button" class="key key-next" aria-label={t("next")} title={t("next")} onClick={onNext}>
      <Icon name="down" />
    </button>
  );
}

/** What was entered just before, and the way back. */
function LastOne() {
  const last = lastEntered.value;
  return (
    <div role="status" aria-live="polite" class="keys-last">
      {last && (
        <>
          <span class="small">{t("entered", { name: firstWord(records.get("person", last.learner)?.name ?? "…"), points: cellText(last.outcome, last.points) || t("noPoints") })}</span>
          <button type="button" class="button button-plain" onClick={() => void takeBack(last)}>
            {core("undo")}
          </button>
        </>
      )}
    </div>
  );
}

function firstWord(name: string): string {
  return name.split(" ")[0] ?? name;
}

function disputed(assessment: string, learner: string): string {
  const score = records.get("score", `${assessment}~${learner}`);
  return score ? [score, ...score.others].map((one) => cellText(one.outcome, one.points) || "–").join(" · ") : "";
}
