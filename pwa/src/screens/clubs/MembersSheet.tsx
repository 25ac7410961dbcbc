/** Somebody comes into a club: found by name among the pupils whom this phone knows, across classes. */
import { useState } from "preact/hooks";

import { type ClubDoc, type ClubMemberDoc, records } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { fold } from "../../i18n/fold.ts";
import { addDays } from "../../planning/flow.ts";
import { Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { notSaved, setMember } from "./writing.ts";
import "../teacher/teacher.css";

/** Rows shown at once: more are found by a name. */
const SHOWN = 30;

interface Pupil {
  readonly id: string;
  readonly name: string;
  readonly label: string;
}

interface SheetProps {
  readonly club: Pick<ClubDoc, "id" | "school" | "kind">;
  readonly members: readonly ClubMemberDoc[];
  readonly onClose: () => void;
  /** Whom the server lists; else those on this phone. */
  readonly pupils?: readonly Pupil[];
}

export function MembersSheet({ club, members, onClose, pupils = onPhone(club.school) }: SheetProps) {
  const [wanted, setWanted] = useState("");
  const [later, setLater] = useState(false);
  const inside = new Set(members.map((one) => one.learner));
  const words = fold(wanted);
  const found = pupils.filter((one) => !inside.has(one.id) && fold(one.name).includes(words)).slice(0, SHOWN);
  const today = schoolDay();
  const add = (learner: string): void => {
    const before = records.get("club_member", `${club.id}~${learner}`) ?? null;
    void setMember(club, learner, before, { starts_on: before?.starts_on ?? today, ends_on: null, switched: later }, addDays(today, -1)).catch(notSaved);
  };
  return (
    <Sheet title={t("addMember")} onClose={onClose}>
      <div class="stack">
        <Field id="member-name" label={t("find")}>
          <input id="member-name" class="input" type="search" autocomplete="off" aria-describedby={noteId("member-name")} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
        </Field>
        {club.kind === "elective" && (
          <label class="row">
            <input type="checkbox" checked={later} onChange={(event) => setLater(event.currentTarget.checked)} />
            <span>{t("cameLater")}</span>
          </label>
        )}
        <ul class="desk-list">
          {found.map((one) => (
            <li key={one.id}>
              <button type="button" class="desk-row" onClick={() => add(one.id)}>
                <span class="desk-row-text">{one.name}</span>
                <span class="desk-row-side">{one.label}</span>
                <Icon name="plus" small />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  );
}

function onPhone(school: string): readonly Pupil[] {
  const today = schoolDay();
  return records
    .list("enrolment")
    .value.filter((one) => one.ends_on === null || one.ends_on >= today)
    .flatMap((one) => {
      const of = records.get("class", one.class);
      const person = records.get("person", one.person);
      return of?.school === school && person ? [{ id: one.person, name: person.name, label: of.label }] : [];
    })
    .sort((a, b) => compareKazakh(a.name, b.name));
}
