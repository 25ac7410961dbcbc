/** What the rule says of a member of an elective, and the leader's word on it. */
import { useState } from "preact/hooks";

import { type ClubDoc, type ClubMemberDoc, type ClubOutcome, records } from "../../data/records.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { Beside } from "../common/Beside.tsx";
import { type Attended, percentOf, proposed, REASON_CHARACTERS } from "./model.ts";
import { periodText } from "./periods.ts";
import { judge } from "./writing.ts";

interface ResultProps {
  readonly club: ClubDoc;
  readonly member: ClubMemberDoc;
  readonly period: string;
  readonly of: Attended;
  readonly onClose: () => void;
}

export function ResultSheet({ club, member, period, of, onClose }: ResultProps) {
  const before = records.get("club_result", `${club.id}~${member.learner}~${period}`) ?? null;
  const [test, setTest] = useState<ClubOutcome | "none">(before?.test ?? "none");
  const rule = proposed(club, member, of, test === "none" ? null : test);
  const [chosen, setChosen] = useState<ClubOutcome | null>(before?.outcome ?? null);
  const [reason, setReason] = useState(before?.reason ?? "");
  const [tried, setTried] = useState(false);
  const outcome = chosen ?? rule;
  const unexplained = outcome !== rule && reason.trim() === "";
  const sign = async (): Promise<void> => {
    setTried(true);
    if (outcome === null || unexplained) return;
    try {
      await judge(club, member.learner, period, before, { test: test === "none" ? null : test, outcome, reason: reason.trim() });
      onClose();
    } catch {
      toast(t("notSaved"));
    }
  };
  return (
    <div class="stack">
      <h3>{periodText(period)}</h3>
      <Beside others={before?.others} tell={(one) => t(one.outcome)} />
      <p>{of.held === 0 ? t("noMeetings") : t("share", { ...of, percent: percentOf(of) ?? 0 })}</p>
      {club.test && (
        <>
          <p class="field-label">{t("test")}</p>
          <Choices name="club-test" legend={t("test")} value={test} options={(["none", "passed", "failed"] as const).map((value) => ({ value, label: t(value === "none" ? "testNone" : value) }))} onChoose={setTest} />
        </>
      )}
      <p class="muted">{rule === null ? t("ruleOpen") : t("byRule", { outcome: t(rule) })}</p>
      <p class="field-label">{t("outcome")}</p>
      <Choices name="club-outcome" legend={t("outcome")} value={outcome ?? ""} options={(["passed", "failed"] as const).map((value) => ({ value, label: t(value) }))} onChoose={(value) => value !== "" && setChosen(value)} />
      {outcome !== null && outcome !== rule && (
        <Field id="club-reason" label={t("reason")} error={tried && unexplained ? t("reasonMissing") : null}>
          <input id="club-reason" class="input" maxLength={REASON_CHARACTERS} aria-describedby={noteId("club-reason")} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
      )}
      <Button kind="primary" icon="check" block onClick={() => void sign()}>
        {t("sign")}
      </Button>
    </div>
  );
}
