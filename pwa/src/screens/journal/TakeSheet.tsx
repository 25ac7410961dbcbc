/** In an emergency any teacher takes a lesson: it is recorded, those who lead the school are told, and it can be given back. */
import { useEffect, useState } from "preact/hooks";

import { submit } from "../../data/outbox.ts";
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/plans.ts";
import { lessonsOn } from "../../planning/day.ts";
import { knownOn, subjectName } from "../../planning/school.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { me, nameOf } from "../teacher/desk.ts";
import { askLessons, type Lesson } from "./taking.ts";
import { schoolNow } from "./teaching.ts";

const TEACHING: ReadonlySet<string> = new Set(["teacher", "class_teacher"]);

/** Lessons of others that this phone knows of: those of the classes one teaches. */
function knownHere(day: string): Lesson[] {
  return lessonsOn(day, schoolNow.peek(), knownOn(day)).map((one) => ({
    school: one.slot.school,
    slot: one.slot.id,
    bell: one.slot.bell,
    places: [...new Set(one.lines.map(({ line }) => records.get("class", line.class)?.label ?? "…"))],
    subjects: [...new Set(one.lines.map(({ line }) => line.subject))],
    teachers: one.slot.teachers.map(nameOf),
    substitute: one.substitute ? nameOf(one.substitute.substitute) : null,
  }));
}

export function TakeSheet({ onClose }: { onClose: () => void }) {
  const { day } = schoolNow.value;
  const schools = [...new Set(session.value?.roles.flatMap((grant) => (TEACHING.has(grant.role) && grant.school) || []))];
  const [asked, setAsked] = useState<readonly Lesson[] | "away" | null>(null);
  useEffect(() => {
    let left = false;
    askLessons(schools, day).then(
      (lessons) => {
        if (!left) setAsked(lessons);
      },
      () => {
        if (!left) setAsked("away");
      },
    );
    return () => {
      left = true;
    };
  }, [schools.join(), day]);
  const here = knownHere(day);
  const all = Array.isArray(asked) ? [...here, ...(asked as readonly Lesson[]).filter((one) => !here.some((known) => known.slot === one.slot))] : here;
  const mine = (one: Lesson): boolean => records.get("slot", one.slot)?.teachers.includes(me.value) === true;
  const others = all.filter((one) => !mine(one)).sort((a, b) => a.bell - b.bell || (a.slot < b.slot ? -1 : 1));
  const take = async (one: Lesson): Promise<void> => {
    const record = `${one.slot}~${day.split("-").join("")}`;
    const base = records.get("substitution", record)?.op ?? null;
    await submit({ kind: "substitution.set", record, base, fields: { school: one.school, slot: one.slot, date: day, substitute: me.value, reason: t("emergency"), confirmed: false, withdrawn: false } });
    toast(t("taken"), { label: t("undo"), run: () => void giveBack(record) });
    onClose();
  };
  return (
    <Sheet title={t("takeTitle")} onClose={onClose}>
      <div class="stack">
        <p>{t("takeLead")}</p>
        {asked === "away" && <Notice icon="wifi-off">{t("takeKnown")}</Notice>}
        {others.length === 0 ? (
          <p class="muted">{t("takeNone")}</p>
        ) : (
          <ul class="day-list">
            {others.map((one) => (
              <li key={one.slot} class="take-row">
                <span class="day-row-text">
                  <b>{`${one.places.join(", ")} · ${one.subjects.map(subjectName).join(", ")}`}</b>
                  <span class="muted">{[t("bell", { n: one.bell }), one.teachers.join(", ")].filter(Boolean).join(" · ")}</span>
                </span>
                {one.substitute === null ? <Button onClick={() => void take(one)}>{t("takeThis")}</Button> : <span class="muted small">{t("takenBy", { name: one.substitute })}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}

/** Only while nobody has confirmed it. */
export async function giveBack(record: string): Promise<void> {
  await submit({ kind: "substitution.set", record, base: records.get("substitution", record)?.op ?? null, fields: { withdrawn: true } });
  toast(t("gaveBack"));
}
