/** Somebody comes into a club: found by name among the pupils whom this phone knows, across classes. */
import { useRef, useState } from "preact/hooks";

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
  // A row keeps its place when somebody has come in: a second tap would bring in whoever moved up.
  const offered = useRef<readonly Pupil[]>([]);
  const here = new Set(members.map((one) => one.learner));
  if (offered.current.length === 0) offered.current = pupils.filter((one) => !here.has(one.id));
  const added = useRef(new Set<string>());
  const [, drawAgain] = useState(0);
  const mark = (learner: string, inside: boolean): void => {
    if (inside) added.current.add(learner);
    else added.current.delete(learner);
    drawAgain((times) => times + 1);
  };
  const words = fold(wanted);
  const found = offered.current.filter((one) => fold(one.name).includes(words)).slice(0, SHOWN);
  const isInside = (learner: string): boolean => here.has(learner) || added.current.has(learner);
  const today = schoolDay();
  const add = (learner: string): void => {
    if (isInside(learner)) return;
    mark(learner, true);
    const out = (): void => mark(learner, false);
    const before = records.get("club_member", `${club.id}~${learner}`) ?? null;
    void setMember(club, learner, before, { starts_on: before?.starts_on ?? today, ends_on: null, switched: later }, addDays(today, -1), out).catch(() => {
      out();
      notSaved();
    });
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
              <button type="button" class="desk-row" aria-disabled={isInside(one.id)} onClick={() => add(one.id)}>
                <span class="desk-row-text">{one.name}</span>
                <span class="desk-row-side">{one.label}</span>
                <Icon name={isInside(one.id) ? "check" : "plus"} small />
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
