/** A learner's clubs and what came of the electives, for the learner and the family. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/clubs.ts";
import { Chip } from "../../ui/bits.tsx";
import { periodText } from "./periods.ts";

export function MyClubs({ learner }: { learner: string }) {
  const mine = records.list("club_member").value.filter((one) => one.learner === learner);
  const found = mine.flatMap(({ club }) => records.get("club", club) ?? []);
  if (found.length === 0) return null;
  return (
    <section class="stack" aria-label={t("clubs")}>
      <h2>{t("clubs")}</h2>
      {found.map((club) => (
        <div key={club.id} class="card stack">
          <p>
            <b>{club.name}</b>
            <br />
            <span class="small muted">{[t(club.kind), club.about, t("led", { names: club.led_by.join(", ") })].filter(Boolean).join(" · ")}</span>
          </p>
          {records
            .list("club_result")
            .value.filter((one) => one.club === club.id && one.learner === learner)
            .map((one) => (
              <p key={one.id} class="row">
                <span class="row-grow">{periodText(one.period)}</span>
                <Chip tone={one.outcome === "passed" ? "good" : "bad"}>{t(one.outcome)}</Chip>
              </p>
            ))}
        </div>
      ))}
    </section>
  );
}
