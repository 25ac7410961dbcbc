/** Picking for a portfolio: from the marked works, or an achievement in one's own words. */
import { useState } from "preact/hooks";

import { type PortfolioDoc, records } from "../../data/records.ts";
import { change } from "../../data/rewriting.ts";
import { t } from "../../i18n/portfolio.ts";
import { date, dayOf } from "../../i18n/time.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { marked } from "../pupil/MarkCard.tsx";
import { tasksFor } from "../pupil/mine.ts";

/** Characters that the server takes. */
const TITLE_CHARACTERS = 120;
const TEXT_CHARACTERS = 600;

type Draft = Pick<PortfolioDoc, "kind" | "title" | "text" | "date" | "submission">;

/** Adds it; undoing takes it out again. */
async function pick(learner: string, draft: Draft): Promise<void> {
  const places = records.list("enrolment").peek().filter((one) => one.person === learner);
  const school = places.map((one) => records.get("class", one.class)?.school).find(Boolean) ?? "";
  try {
    const back = await change([{ kind: "portfolio.set", fields: { school, learner, ...draft } }], ([made = ""]) => [{ kind: "portfolio.set", record: made, fields: { school, learner, withdrawn: true } }]);
    toast(t("saved"), back && { label: t("undo"), run: () => void back().then(() => toast(t("undone"))) });
  } catch {
    toast(t("notSaved"));
  }
}

export function WorkSheet({ learner, taken, onClose }: { learner: string; taken: ReadonlySet<string | null>; onClose: () => void }) {
  const works = marked(tasksFor(learner)).filter(({ mark }) => mark.submission !== null && !taken.has(mark.submission));
  return (
    <Sheet title={t("addWork")} onClose={onClose}>
      <div class="stack">
        {works.length === 0 && <p class="muted">{t("noWorks")}</p>}
        {works.map(({ task, mark }) => (
          <Button
            key={mark.id}
            block
            icon="plus"
            onClick={() => {
              const title = task.assignment.title.slice(0, TITLE_CHARACTERS);
              void pick(learner, { kind: "work", title, text: t("mark", { mark: mark.max === null ? mark.mark : `${mark.mark}/${mark.max}` }), date: dayOf(mark.made_at), submission: mark.submission }).then(onClose);
            }}
          >
            {`${task.assignment.title} · ${date(mark.made_at)}`}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}

export function AchievementSheet({ learner, onClose }: { learner: string; onClose: () => void }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [day, setDay] = useState(schoolDay());
  return (
    <FormSheet
      title={t("addAchievement")}
      action={t("save")}
      failed={t("notSaved")}
      fault={title.trim() === "" || day === ""}
      onSave={() => pick(learner, { kind: "achievement", title: title.trim(), text: text.trim(), date: day, submission: null })}
      onClose={onClose}
    >
      {(tried) => (
        <>
          <Field id="item-title" label={t("title")} error={tried && title.trim() === "" ? t("titleMissing") : null}>
            <input id="item-title" class="input" maxLength={TITLE_CHARACTERS} aria-describedby={noteId("item-title")} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
          </Field>
          <Field id="item-text" label={t("text")}>
            <textarea id="item-text" class="input" rows={3} maxLength={TEXT_CHARACTERS} aria-describedby={noteId("item-text")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </Field>
          <Field id="item-day" label={t("date")}>
            <input id="item-day" class="input" type="date" max={schoolDay()} aria-describedby={noteId("item-day")} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
          </Field>
        </>
      )}
    </FormSheet>
  );
}
