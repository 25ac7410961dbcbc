/** What a teacher does for several pupils at once, at the foot of the page. */
import { useState } from "preact/hooks";

import { schoolNow } from "../../data/now.ts";
import { submit } from "../../data/outbox.ts";
import { records, type AssignmentDoc } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/packets.ts";
import { dayOf } from "../../i18n/time.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { giveAtOnce } from "./desk.ts";
import { dueOn } from "./model/due.ts";
import { COMMENT_CHARACTERS } from "./model/marking.ts";
import { arrange } from "./model/packet.ts";
import { type Work, workKey } from "./model/work.ts";

/** Which sheet is open. What goes back are the hand-ins of when it was asked for: one that comes while "why" is typed is unread. */
type Asking = { readonly what: "due" } | { readonly what: "back"; readonly works: readonly Work[] } | null;

export function BulkActions({ task, works, onDone }: { task: AssignmentDoc; works: readonly Work[]; onDone: () => void }) {
  const [asking, setAsking] = useState<Asking>(null);
  const learners = works.map((work) => work.learner);
  const handed = works.filter((work) => work.submissions.length > 0);

  const done = (n: number): void => {
    toast(t("done", { n }));
    onDone();
  };
  const write = async (who: readonly string[], what: Parameters<typeof arrange>[2]): Promise<void> => {
    for (const operation of arrange(task.id, who, what, (record) => records.get("arrangement", record))) await submit(operation);
  };
  const set = async (what: Parameters<typeof arrange>[2]): Promise<void> => {
    await write(learners, what);
    done(learners.length);
  };
  const owing = learners.filter((learner) => !records.get("arrangement", workKey(task.id, learner))?.on_paper);
  const onPaper = async (): Promise<void> => {
    const made = owing.length > 0;
    const who = made ? owing : learners;
    await write(who, { on_paper: made });
    toast(t("done", { n: who.length }), { label: core("undo"), run: () => void write(who, { on_paper: !made }) });
    onDone();
  };
  const giveBack = async (handed: readonly Work[], comment: string): Promise<void> => {
    for (const work of handed) await giveAtOnce(work, { mark: "", comment, returned: true });
    done(handed.length);
  };

  return (
    <div class="bulk" role="region" aria-label={t("chosen", { n: works.length })}>
      <p class="small" role="status">
        {t("chosen", { n: works.length })}
      </p>
      <div class="bulk-actions">
        <Button icon="clock" onClick={() => setAsking({ what: "due" })}>
          {t("extend")}
        </Button>
        <Button icon="alert" onClick={() => void set({ reminded_at: new Date(schoolNow()).toISOString() })}>
          {t("remind")}
        </Button>
        <Button icon="book" onClick={() => void onPaper()}>
          {t(owing.length > 0 ? "onPaper" : "notOnPaper")}
        </Button>
        <Button icon="refresh" onClick={() => (handed.length > 0 ? setAsking({ what: "back", works: handed }) : toast(t("giveBackNone")))}>
          {t("giveBack")}
        </Button>
      </div>
      {asking?.what === "due" ? <NewDue onClose={() => setAsking(null)} onDue={(due) => void set({ due_at: due })} /> : null}
      {asking?.what === "back" ? <Why onClose={() => setAsking(null)} onWhy={(comment) => void giveBack(asking.works, comment)} /> : null}
    </div>
  );
}

function NewDue({ onClose, onDue }: { onClose: () => void; onDue: (due: string) => void }) {
  const [due, setDue] = useState<string | null>(null);
  return (
    <Sheet title={t("extend")} onClose={onClose}>
      <div class="stack">
        <label class="field-label" for="bulk-due">
          {t("newDue")}
        </label>
        <input id="bulk-due" class="input form-day" type="date" min={dayOf(schoolNow())} onInput={(event) => setDue(dueOn(event.currentTarget.value))} />
        <Button kind="primary" icon="check" block busy={due === null} onClick={() => due && onDue(due)}>
          {t("extend")}
        </Button>
      </div>
    </Sheet>
  );
}

function Why({ onClose, onWhy }: { onClose: () => void; onWhy: (comment: string) => void }) {
  const [comment, setComment] = useState("");
  return (
    <Sheet title={t("giveBack")} onClose={onClose}>
      <div class="stack">
        <label class="field-label" for="bulk-why">
          {t("giveBackWhy")}
        </label>
        <textarea id="bulk-why" class="input" maxLength={COMMENT_CHARACTERS} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
        <Button kind="primary" icon="check" block busy={comment.trim() === ""} onClick={() => onWhy(comment)}>
          {t("giveBack")}
        </Button>
      </div>
    </Sheet>
  );
}
