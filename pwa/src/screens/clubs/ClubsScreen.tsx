/** The clubs and electives that somebody leads. */
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { t as core } from "../../i18n/core.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { isMember } from "./model.ts";
import "../teacher/teacher.css";

/** `/t/clubs` */
export default function ClubsScreen() {
  const me = session.value?.person ?? "";
  const own = records.list("club").value.filter((one) => one.leaders.includes(me) && !one.withdrawn);
  const today = schoolDay();
  return (
    <Page title={t("clubs")}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : own.length === 0 ? (
        <EmptyState icon="people" title={t("none")} text={t("noneMore")} />
      ) : (
        <ul class="desk-list">
          {[...own].sort((a, b) => compareKazakh(a.name, b.name)).map((one) => (
            <li key={one.id}>
              <a class="desk-row desk-row-tall" href={`/t/clubs/${encodeURIComponent(one.id)}`}>
                <span class="desk-row-text">
                  <b>{one.name}</b>
                  <span>{[t(one.kind), t("memberCount", { n: records.list("club_member").value.filter((member) => member.club === one.id && isMember(member, today)).length })].join(" · ")}</span>
                </span>
                <Icon name="next" small />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
