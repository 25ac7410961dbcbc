/** What waits on this phone and why, when the server was last heard, and what the person can do. */
import { exchangeNow, exchanging, lastContact, lastFailure, sendingFiles } from "../../data/exchange.ts";
import { checkLink, link } from "../../data/link.ts";
import { atSchool, clockAhead, schoolNow } from "../../data/now.ts";
import { dismissHeld, type HeldOperation, pending, rows } from "../../data/outbox.ts";
import { type OutboxRow, opId, rowBytes } from "../../data/queue.ts";
import { records } from "../../data/records.ts";
import { mustLogIn, session } from "../../data/session.ts";
import { lookForUpdate } from "../../data/worker.ts";
import { undoing } from "../../data/undoing.ts";
import { t } from "../../i18n/core.ts";
import { w } from "../../i18n/waiting.ts";
import { moment, size, withYear } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import { Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { CourierLink } from "../courier/CourierLink.tsx";
import { linkText } from "./LinkStatus.tsx";
import { MobileDataHint, RungCard } from "./RungCard.tsx";
import { kindName, reasonText } from "./waiting.ts";

/** By how much a phone's clock may differ before its owner is told. */
const CLOCK_TOLERANCE_MS = 600_000;

export function StatusSheet({ onClose }: { onClose: () => void }) {
  const { bytes, held } = pending.value;
  const count = pending.value.count + undoing.value.length;
  const oldest = undoing.value.reduce<number | null>((least, act) => Math.min(least ?? act.made, act.made), pending.value.oldest);
  const wrong = Math.abs(clockAhead.value ?? 0) > CLOCK_TOLERANCE_MS;
  return (
    <Sheet title={t("status")} onClose={onClose}>
      <div class="stack">
        <p class="row">
          <Icon name={link.value === "none" ? "wifi-off" : "link"} small />
          <span class="status-word">{linkText()}</span>
        </p>
        <MobileDataHint />
        {count === 0 ? (
          <Notice tone="good" icon="check">
            <p>
              <strong>{w("statusAllSent")}</strong>
            </p>
            <p class="small">{w("statusAllSentText")}</p>
          </Notice>
        ) : (
          <Notice icon="phone">
            <p>
              <strong>{w("statusWaiting", { n: count })}</strong>
              {bytes > 0 ? ` · ${size(bytes)}` : ""}
            </p>
            {oldest !== null && <p class="small">{w("statusOldest", { when: moment(atSchool(oldest)) })}</p>}
          </Notice>
        )}
        <Waiting />
        {sendingFiles.value && <ProgressBar value={sendingFiles.value.done} max={sendingFiles.value.total} label={w("statusSending")} />}
        <Trouble waiting={count > 0} onClose={onClose} />
        {wrong && (
          <Notice tone="warn" icon="clock">
            {w("clockWrong", { time: withYear(schoolNow()) })}
          </Notice>
        )}
        {held.length > 0 && <Held held={held} onClose={onClose} />}
        <RungCard />
        <CourierLink onLeave={onClose} />
        <p class="muted small">
          {w("statusLastContact")}: {lastContact.value === null ? w("statusNever") : moment(atSchool(lastContact.value))}
        </p>
        {session.value && !mustLogIn.value && (
          <Button
            kind="primary"
            icon="send"
            block
            busy={exchanging.value}
            onClick={() => {
              void checkLink();
              void exchangeNow();
            }}
          >
            {exchanging.value ? w("statusSending") : w("statusSendNow")}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

function Trouble({ waiting, onClose }: { waiting: boolean; onClose: () => void }) {
  const failure = lastFailure.value;
  if (mustLogIn.value) {
    return (
      <Notice tone="warn" icon="person">
        <p>{w("statusLogIn")}</p>
        <Button
          kind="plain"
          onClick={() => {
            onClose();
            go("/login");
          }}
        >
          {t("logIn")}
        </Button>
      </Notice>
    );
  }
  if (link.value === "none") return waiting ? <p class="muted">{w("statusOffline")}</p> : null;
  if (failure?.what !== "problem") return null;
  return (
    <Notice tone="warn" icon="alert">
      <p>{w(SAID.get(failure.type) ?? "statusProblem")}</p>
      {failure.type === "app-too-old" && (
        <Button kind="plain" onClick={lookForUpdate}>
          {t("updateNow")}
        </Button>
      )}
    </Notice>
  );
}

/** Problems that a person can do something about, by their type. */
const SAID: ReadonlyMap<string, Parameters<typeof w>[0]> = new Map([
  ["disk-full", "statusDiskFull"],
  ["disk-failing", "statusDiskFailing"],
  ["QuotaExceededError", "statusPhoneFull"],
  ["app-too-old", "statusAppOld"],
]);

function Waiting() {
  const waiting = rows.value.filter((row) => row.state === "waiting");
  if (waiting.length + undoing.value.length === 0) return null;
  return (
    <ul class="stack">
      {undoing.value.map((act) => (
        <li key={act.id} class="row">
          <span class="row-grow">
            {kindName(act.kind)}
            <span class="muted small"> {titleOf(act)}</span>
          </span>
          <span class="muted small">{w("statusUndoing")}</span>
        </li>
      ))}
      {waiting.map((row) => (
        <li key={opId(row)} class="row">
          <span class="row-grow">
            {kindName(row.kind)}
            <span class="muted small"> {titleOf(row)}</span>
          </span>
          <span class="muted small">
            {size(rowBytes(row) + row.blobBytes)} · {moment(atSchool(row.made))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Held({ held, onClose }: { held: readonly HeldOperation[]; onClose: () => void }) {
  return (
    <section class="stack">
      <h3>{w("statusHeld")}</h3>
      <p class="small muted">{w("statusHeldText")}</p>
      {held.map((one) => {
        const assignment = one.fields["assignment"];
        const judged = records.get("judgement", one.op);
        return (
          <Notice key={one.op} tone={judged?.released ? "good" : "warn"} icon={judged?.released ? "check" : "alert"}>
            <p>
              <strong>{kindName(one.kind)}</strong> {titleOf(one)}
            </p>
            <p class="small">{judged ? w(judged.released ? "judgedReleased" : "judgedSeen") : reasonText(one)}</p>
            {judged?.reason ? <p class="small">«{judged.reason}»</p> : null}
            {!judged && one.kind === "submission.hand_in" && typeof assignment === "string" ? (
              <Button
                kind="plain"
                onClick={() => {
                  onClose();
                  go(`/task/${encodeURIComponent(assignment)}`);
                }}
              >
                {kindName("assignment.set")}
              </Button>
            ) : (
              <Button kind="plain" onClick={() => void dismissHeld(one.op)}>
                {w("gotIt")}
              </Button>
            )}
          </Notice>
        );
      })}
    </section>
  );
}

function titleOf(row: Pick<OutboxRow, "fields" | "record">): string {
  const assignment = row.fields["assignment"];
  const own = row.fields["title"];
  if (typeof own === "string") return `«${own}»`;
  const title = typeof assignment === "string" ? records.get("assignment", assignment)?.title : undefined;
  return title === undefined ? "" : `«${title}»`;
}
