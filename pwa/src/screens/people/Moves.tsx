/** Files of pupils who move: what became of those made here, and which are waited for. */
import { tellMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { moment } from "../../i18n/time.ts";
import { t } from "../../i18n/transfers.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { toast } from "../../ui/toast.tsx";
import { dayText, schoolOverseen } from "../reports/school.ts";
import { type Answered, useAnswer } from "../reports/useAnswer.ts";

export interface Offer {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly left_on: string;
  readonly taken_by: string | null;
  readonly taken_on: string | null;
  readonly changed: boolean;
}

export interface Claim {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly asked_at: string;
  readonly here: boolean;
}

export interface Moves {
  readonly offers: readonly Offer[];
  readonly claims: readonly Claim[];
}

/** Of one person, or of the whole school. */
export function useMoves(person?: string): Answered<Moves> {
  const of = person ? `&person=${encodeURIComponent(person)}` : "";
  return useAnswer<Moves>(`/api/v1/transfers?school=${encodeURIComponent(schoolOverseen())}${of}`);
}

/** What became of a file that was made here; where `onStayed` is given, the pupil may stay after all until a school has joined it. */
export function OfferCard({ one, onStayed }: { one: Offer; onStayed?: () => void }) {
  const stay = (): void => {
    tellMine(`/api/v1/people/${encodeURIComponent(one.person)}/transfer?school=${encodeURIComponent(schoolOverseen())}`, { method: "DELETE" }).then(
      () => {
        toast(t("stayed"));
        onStayed?.();
      },
      (error: unknown) => toast(t(error instanceof ApiProblem && error.type === "transfer-taken" ? "takenMeanwhile" : "failed")),
    );
  };
  return (
    <Notice tone={one.changed ? "warn" : one.taken_by ? "good" : "neutral"} icon={one.taken_by ? "check" : "clock"}>
      <p>{one.taken_by && one.taken_on ? t("taken", { day: dayText(one.left_on), school: one.taken_by, on: dayText(one.taken_on) }) : t("notTaken", { day: dayText(one.left_on) })}</p>
      {one.changed && <p>{t("changed")}</p>}
      {onStayed && one.taken_by === null && (
        <>
          <p>{t("wrongDay")}</p>
          <Button kind="quiet" onClick={stay}>
            {t("stays")}
          </Button>
        </>
      )}
    </Notice>
  );
}

/** A file that was asked for with its code. */
export function ClaimCard({ one, onGone }: { one: Claim; onGone: () => void }) {
  const drop = (): void => {
    tellMine(`/api/v1/claims/${encodeURIComponent(one.id)}`, { method: "DELETE" }).then(
      () => {
        toast(t("unclaimed"));
        onGone();
      },
      () => toast(t("failed")),
    );
  };
  return (
    <Notice tone={one.here ? "good" : "neutral"} icon={one.here ? "check" : "clock"}>
      <p>{one.here ? t("claimHere") : t("claimWaits", { time: moment(one.asked_at) })}</p>
      {!one.here && (
        <Button kind="quiet" onClick={drop}>
          {t("unclaim")}
        </Button>
      )}
    </Notice>
  );
}
