/** What schools ask the hub about their people: the oldest first, with an answer for each. */
import { useState } from "preact/hooks";

import { tellMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { t } from "../../i18n/inquiries.ts";
import { moment } from "../../i18n/time.ts";
import { Chip, EmptyState, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { type Outcome, OUTCOMES, type What } from "../admin/inquiries.ts";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import "./console.css";

const HOME = "/api/v1/console/inquiries";

/** What a school asks, and the operation with which it did. */
interface Question {
  readonly asked: string;
  readonly what: What;
  readonly about: string;
  readonly made_at: string;
}

interface Asked extends Question {
  readonly id: string;
  readonly school: string;
  readonly school_name: string;
  readonly region: string;
  readonly answer: Said | null;
}

interface Said {
  readonly op: string;
  readonly outcome: Outcome;
  readonly words: string;
  readonly at: string;
}

export default function InquiriesScreen() {
  const [state, setState] = useState<"open" | "answered">("open");
  const asked = useAnswer<{ inquiries: readonly Asked[] }>(`${HOME}?state=${state}`);
  return (
    <Page title={t("console")} back="/console" wide>
      <div class="stack-wide">
        <p class="muted">{t("consoleText")}</p>
        <Choices
          name="inquiries-state"
          legend={t("console")}
          value={state}
          options={[
            { value: "open", label: t("open") },
            { value: "answered", label: t("answered") },
          ]}
          onChoose={setState}
        />
        <Answer of={asked}>
          {({ inquiries }) =>
            inquiries.length === 0 ? (
              <EmptyState icon="check" title={t(state === "open" ? "noOpen" : "noAnswered")} />
            ) : (
              <ul class="card console-list">
                {inquiries.map((one) => (
                  <Row key={one.id} inquiry={one} onDone={asked.again} />
                ))}
              </ul>
            )
          }
        </Answer>
      </div>
    </Page>
  );
}

function Row({ inquiry, onDone }: { inquiry: Asked; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(inquiry.answer?.outcome ?? "done");
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  /** The school has asked it anew while it was being answered. */
  const [changed, setChanged] = useState<Question | null>(null);
  /** Somebody else has answered it while it was being answered here. */
  const [answered, setAnswered] = useState<Said | null>(null);
  const question = changed ?? inquiry;
  const stands = answered ?? inquiry.answer;
  const answer = async (): Promise<void> => {
    setBusy(true);
    try {
      await tellMine(`${HOME}/${encodeURIComponent(inquiry.id)}/answer`, { method: "PUT", json: { asked: question.asked, over: stands?.op ?? null, outcome, words: words.trim() } });
      toast(t("answeredNow"));
      onDone();
    } catch (error) {
      if (error instanceof ApiProblem && error.type === "inquiry-changed") setChanged(error.members as unknown as Question);
      else if (error instanceof ApiProblem && error.type === "inquiry-answered") setAnswered(error.members["answer"] as Said);
      else toast(t("failed"));
      setBusy(false);
    }
  };
  const id = `answer-${inquiry.id}`;
  return (
    <li class="console-row">
      <div class="row-grow stack">
        <h2>{t(question.what)}</h2>
        <p class="small">
          <a href={`/console/school/${encodeURIComponent(inquiry.school)}`}>{inquiry.school_name}</a> · {[inquiry.region, moment(question.made_at)].filter(Boolean).join(" · ")}
        </p>
        <p class="prose">{question.about}</p>
        {changed && (
          <Notice tone="warn" icon="alert" alert>
            {t("changed")}
          </Notice>
        )}
        {answered && (
          <Notice tone="warn" icon="alert" alert>
            {t("answeredMeanwhile")}
          </Notice>
        )}
        {stands && (
          <Notice>
            <p>
              <Chip>{t(stands.outcome)}</Chip>
            </p>
            {stands.words !== "" && <p class="prose">{stands.words}</p>}
            <p class="small">{moment(stands.at)}</p>
          </Notice>
        )}
        {open ? (
          <form
            class="stack console-answer"
            onSubmit={(event) => {
              event.preventDefault();
              if (!busy) void answer();
            }}
          >
            <Choices name={id} legend={t("outcome")} value={outcome} options={OUTCOMES.map((value) => ({ value, label: t(value) }))} onChoose={setOutcome} />
            <Field id={id} label={t("words")} hint={t("wordsHint")}>
              <textarea id={id} class="input" rows={3} maxLength={1000} aria-describedby={noteId(id)} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
            </Field>
            <div class="console-links">
              <Button type="submit" kind="primary" icon="send" busy={busy}>
                {t("answer")}
              </Button>
              <Button kind="quiet" onClick={() => setOpen(false)}>
                {t("cancel")}
              </Button>
            </div>
          </form>
        ) : (
          <div class="console-links">
            <Button icon="edit" onClick={() => setOpen(true)}>
              {t(stands ? "again" : "answer")}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
