/** A learner's clubs and what came of the electives, for the learner and the family. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/clubs.ts";
import { Chip } from "../../ui/bits.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { isMember } from "./model.ts";
import { periodText } from "./periods.ts";

export function MyClubs({ learner }: { learner: string }) {
  const today = schoolDay();
  const results = records.list("club_result").value.filter((one) => one.learner === learner);
  // A club that is over for the learner stays for what came of it.
  const mine = records
    .list("club_member")
    .value.filter((one) => one.learner === learner && (isMember(one, today) || results.some(({ club }) => club === one.club)));
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
          {results
            .filter((one) => one.club === club.id)
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
