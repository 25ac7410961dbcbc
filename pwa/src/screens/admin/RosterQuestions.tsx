/** Parents of a list whose name is known already: nobody is linked to a child before it is said who they are. */
import { t } from "../../i18n/roster.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import type { Answers, RosterQuestion } from "../people/server.ts";

export interface RosterQuestionsProps {
  readonly questions: readonly RosterQuestion[];
  readonly answers: Answers;
  readonly onAnswer: (reference: string, same: boolean) => void;
  /** Shows what the list changes with these answers. */
  readonly onLook: () => void;
}

export function RosterQuestions({ questions, answers, onAnswer, onLook }: RosterQuestionsProps) {
  if (questions.length === 0) return null;
  const open = questions.filter((one) => one.reference in answers).length;
  return (
    <section class="stack" aria-label={t("askTitle")}>
      <h2>{t("askTitle")}</h2>
      <p class="small muted">{t("askMore")}</p>
      {questions.map((one) => (
        <Question key={one.reference} one={one} said={answers[one.reference]} onAnswer={onAnswer} />
      ))}
      {open > 0 && (
        <Button kind="primary" icon="refresh" block onClick={onLook}>
          {t("askLook", { n: open })}
        </Button>
      )}
    </section>
  );
}

function Question({ one, said, onAnswer }: { one: RosterQuestion; said: boolean | undefined; onAnswer: RosterQuestionsProps["onAnswer"] }) {
  const facts = [one.works ? t("askWorks") : "", one.children.length > 0 ? t("askParentOf", { names: one.children.join(", ") }) : ""].filter(Boolean).join("; ");
  return (
    <div class="card stack">
      <div>
        <p>
          <b>{one.who}</b>
        </p>
        <p class="small muted">{`${t("line", { n: one.line })} · ${t("askChild", { name: one.child })}`}</p>
        <p class="small">{facts === "" ? one.known : `${one.known}: ${facts}`}</p>
      </div>
      {one.ended && (
        <Notice tone="warn" icon="alert">
          {t("askEnded")}
        </Notice>
      )}
      <Choices
        name={`same-${one.reference}`}
        legend={t("askLegend", { name: one.who })}
        value={said === undefined ? "" : said ? "same" : "other"}
        options={[
          { value: "same", label: t("askSame") },
          { value: "other", label: t("askOther") },
        ]}
        onChoose={(value) => onAnswer(one.reference, value === "same")}
      />
    </div>
  );
}
