/** A school's clubs for those who lead it: whether they meet, whether their journals are kept; opening one. */
import { useEffect, useRef, useState } from "preact/hooks";

import { rows } from "../../data/outbox.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { Chip, EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { LEADING, ledSchool } from "../people/led.ts";
import { fits, type Listed, nameOf } from "../people/model.ts";
import { askPeople } from "../people/server.ts";
import { Answer } from "../reports/Answer.tsx";
import { dayText } from "../reports/school.ts";
import { useAnswer } from "../reports/useAnswer.ts";
import { CheckSheet } from "./CheckSheet.tsx";
import { ClubSheet } from "./ClubSheet.tsx";
import { MembersSheet } from "./MembersSheet.tsx";
import type { ClubDraft } from "./writing.ts";

interface Standing extends ClubDraft {
  readonly id: string;
  readonly led_by: readonly string[];
  readonly members: number;
  readonly meetings: number;
  readonly last_on: string | null;
  readonly checked_on: string | null;
  readonly checked_note: string;
  readonly checked_by: string;
}

type Open = { readonly kind: "club"; readonly club: Standing | null } | { readonly kind: "members" | "check"; readonly club: Standing } | null;

/** `/admin/clubs` */
export default function AdminClubsScreen() {
  const school = ledSchool(LEADING);
  const asked = useAnswer<{ clubs: readonly Standing[] }>(school === "" ? "" : `/api/v1/clubs?school=${encodeURIComponent(school)}`);
  const [people, setPeople] = useState<readonly Listed[]>([]);
  const [open, setOpen] = useState<Open>(null);
  useEffect(() => {
    askPeople(school).then(setPeople, () => undefined);
  }, [school]);
  // What was written here stands in the server's answer once it has been sent.
  const unsent = rows.value.filter((row) => row.state === "waiting" && row.kind.startsWith("club.")).length;
  const before = useRef(unsent);
  useEffect(() => {
    if (unsent < before.current) asked.again();
    before.current = unsent;
  }, [unsent]);
  const close = (): void => setOpen(null);
  const pupils = people.filter((one) => fits(one, "pupils")).map((one) => ({ id: one.id, name: nameOf(one), label: one.places.find((place) => place.role === "pupil")?.class_label ?? "" }));
  return (
    <Page title={t("clubs")} back="/admin">
      <div class="stack-wide">
        <Button kind="primary" icon="plus" block onClick={() => setOpen({ kind: "club", club: null })}>
          {t("newClub")}
        </Button>
        <Answer of={asked}>
          {({ clubs }) =>
            clubs.length === 0 ? (
              <EmptyState icon="people" title={t("none")} text={t("noneSchool")} />
            ) : (
              <div class="stack">
                {clubs.map((one) => (
                  <div key={one.id} class="card stack">
                    <h2>{one.name}</h2>
                    <p class="small muted">{[t(one.kind), one.about, t("led", { names: one.led_by.join(", ") })].filter(Boolean).join(" · ")}</p>
                    <p class="small">{[t("memberCount", { n: one.members }), one.last_on === null ? t("never") : `${t("meetingCount", { n: one.meetings })}, ${t("lastOn", { day: dayText(one.last_on) })}`].join(" · ")}</p>
                    {one.members < one.least && <Chip tone="warn">{t("tooFew", { n: one.members, least: one.least })}</Chip>}
                    {one.join_by && <p class="small muted">{t("joinUntil", { day: dayText(one.join_by) })}</p>}
                    <p class="small muted">{one.checked_on === null ? t("neverChecked") : [t("checkedOn", { day: dayText(one.checked_on) }), one.checked_by, one.checked_note && `«${one.checked_note}»`].filter(Boolean).join(" · ")}</p>
                    <div class="stack">
                      <Button icon="check" block onClick={() => setOpen({ kind: "check", club: one })}>
                        {t("check")}
                      </Button>
                      <Button icon="plus" block onClick={() => setOpen({ kind: "members", club: one })}>
                        {t("addMember")}
                      </Button>
                      <Button icon="edit" block onClick={() => setOpen({ kind: "club", club: one })}>
                        {t("edit")}
                      </Button>
                    </div>
                  </div>
                ))}
              </div>
            )
          }
        </Answer>
      </div>
      {open?.kind === "club" && <ClubSheet school={school} id={open.club?.id ?? null} before={open.club} staff={people.filter((one) => fits(one, "staff"))} onClose={close} />}
      {open?.kind === "check" && <CheckSheet school={school} club={open.club} onClose={close} />}
      {open?.kind === "members" && <MembersSheet club={{ id: open.club.id, school, kind: open.club.kind }} members={[]} pupils={pupils} onClose={close} />}
    </Page>
  );
}
