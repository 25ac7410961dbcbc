/** Learners who have left: their data in a file, or figures without a name. */
import { useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { fold } from "../../i18n/fold.ts";
import { t } from "../../i18n/former.ts";
import { date, noon } from "../../i18n/time.ts";
import { EmptyState, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import { IMPORTING, ledSchool } from "./led.ts";
import { PersonFile } from "./PersonFile.tsx";
import "./people.css";

interface Former {
  readonly id: string;
  readonly name: string;
  readonly class_label: string;
  readonly left_on: string;
}

const REASONS = ["period-over", "asked", "left"] as const;
type Reason = (typeof REASONS)[number];
/** Years of work are told again, one operation after the other. */
const LONG_MS = 300_000;

/** `/admin/former` */
export default function FormerScreen() {
  const school = ledSchool(IMPORTING);
  const asked = useAnswer<{ learners: readonly Former[] }>(school === "" ? "" : `/api/v1/former?school=${encodeURIComponent(school)}`);
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState<Former | null>(null);
  return (
    <Page title={t("title")} back="/admin/people">
      <div class="stack-wide">
        <p class="small muted">{t("lead")}</p>
        <Answer of={asked}>
          {({ learners }) =>
            learners.length === 0 ? (
              <EmptyState icon="people" title={t("none")} text={t("noneMore")} />
            ) : (
              <>
                <Field id="former-search" label={t("search")}>
                  <input id="former-search" class="input" type="search" aria-describedby={noteId("former-search")} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
                </Field>
                <ul class="people-list">
                  {learners
                    .filter(({ name }) => fold(name).includes(fold(wanted.trim())))
                    .map((one) => (
                      <li key={one.id}>
                        <button type="button" class="people-row" onClick={() => setOpen(one)}>
                          <span class="people-text">
                            <b>{one.name}</b>
                            <span>{[one.class_label, t("leftOn", { day: date(noon(one.left_on)) })].filter(Boolean).join(" · ")}</span>
                          </span>
                        </button>
                      </li>
                    ))}
                </ul>
              </>
            )
          }
        </Answer>
      </div>
      {open && <FormerSheet key={open.id} one={open} onClose={() => setOpen(null)} onDone={asked.again} />}
    </Page>
  );
}

function FormerSheet({ one, onClose, onDone }: { one: Former; onClose: () => void; onDone: () => void }) {
  const [sure, setSure] = useState(false);
  const [reason, setReason] = useState<Reason>("period-over");
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await askMine(`/api/v1/former/${encodeURIComponent(one.id)}/nameless`, { method: "POST", json: { reason }, timeoutMs: LONG_MS });
      toast(t("done"));
      onDone();
      onClose();
    } catch (problem) {
      const type = problem instanceof ApiProblem ? problem.type : "";
      toast(t(type === "several-schools" ? "severalSchools" : type === "still-at-school" ? "stillHere" : "failed"));
      setBusy(false);
    }
  };
  return (
    <Sheet title={one.name} onClose={onClose}>
      <div class="stack-wide">
        <PersonFile person={one.id} name={one.name} />
        {sure ? (
          <Notice tone="bad" icon="alert" alert>
            <p>
              <b>{t("sure")}</b>
            </p>
            <p class="small">{t("sureMore")}</p>
            <Choices name="reason" legend={t("why")} value={reason} options={REASONS.map((value) => ({ value, label: t(value) }))} onChoose={setReason} />
            <Button kind="danger" icon="trash" block busy={busy} onClick={() => void go()}>
              {t("yes")}
            </Button>
          </Notice>
        ) : (
          <div>
            <Button kind="danger" icon="trash" block onClick={() => setSure(true)}>
              {t("nameless")}
            </Button>
            <p class="field-hint">{t("namelessMore")}</p>
          </div>
        )}
      </div>
    </Sheet>
  );
}
