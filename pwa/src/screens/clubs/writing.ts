/** Keeping a club: its meetings, members and outcomes. What was written can be taken back. */
import type { Following, NewOperation } from "../../data/outbox.ts";
import type { AttendanceCode, ClubDoc, ClubMeetingDoc, ClubMemberDoc, ClubOutcome, ClubResultDoc } from "../../data/records.ts";
import { change, changedOf, everySide, standing } from "../../data/rewriting.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { toast } from "../../ui/toast.tsx";

/** What is written stays as it was entered: whoever tried may try again. */
export const notSaved = (): void => toast(t("notSaved"));

async function write(makes: readonly (NewOperation | Following)[], undoes: (made: readonly string[]) => readonly NewOperation[], onUndone?: () => void): Promise<void> {
  const back = await change(makes, undoes);
  const run = async (): Promise<void> => {
    await back?.();
    toast(t("undone"));
    onUndone?.();
  };
  toast(t("saved"), back && { label: t("undo"), run: () => void run().catch(notSaved) });
}

export interface Meeting {
  readonly date: string;
  readonly topic: string;
  readonly minutes: number;
}

/** A new meeting, or one that is changed; `codes` by learner say who was not simply there. */
export async function saveMeeting(club: ClubDoc, before: ClubMeetingDoc | null, meeting: Meeting, was: ReadonlyMap<string, AttendanceCode>, codes: ReadonlyMap<string, AttendanceCode>): Promise<void> {
  const about = { school: club.school, club: club.id };
  const changed = [...new Set([...was.keys(), ...codes.keys()])]
    .map((learner) => ({ learner, old: was.get(learner) ?? "present", code: codes.get(learner) ?? "present" }))
    .filter(({ old, code }) => old !== code);
  const attend = (id: string, learner: string, code: AttendanceCode): NewOperation => {
    const record = `${id}~${learner}`;
    return { kind: "club.attend", record, base: standing("club_attendance", record), fields: { ...about, meeting: id, learner, code } };
  };
  const set = (fields: object): NewOperation => ({ kind: "club.meeting", ...(before && { record: before.id, base: standing("club_meeting", before.id) }), fields: { ...about, ...fields } });
  await write([set({ ...meeting }), ...changed.map(({ learner, code }): Following => ([made = ""]) => attend(before?.id ?? made, learner, code))], ([record = ""]) =>
    before
      ? [set({ date: before.date, topic: before.topic, minutes: before.minutes }), ...changed.map(({ learner, old }) => attend(before.id, learner, old))]
      : [{ ...set({ withdrawn: true }), record }],
  );
}

export async function dropMeeting(club: ClubDoc, meeting: ClubMeetingDoc): Promise<void> {
  const set = (withdrawn: boolean): NewOperation => ({ kind: "club.meeting", record: meeting.id, base: standing("club_meeting", meeting.id), fields: { school: club.school, club: club.id, withdrawn } });
  await write([set(true)], () => [set(false)]);
}

/** From a day on, or (the day before it) no longer; `onUndone` once it has been taken back. */
export async function setMember(club: Pick<ClubDoc, "id" | "school">, learner: string, before: ClubMemberDoc | null, fields: Partial<Pick<ClubMemberDoc, "starts_on" | "ends_on" | "switched">>, undone: string, onUndone?: () => void): Promise<void> {
  const record = `${club.id}~${learner}`;
  const set = (some: object): NewOperation => ({ kind: "club.member", record, base: standing("club_member", record), fields: { school: club.school, club: club.id, learner, ...some } });
  await write([set(fields)], () => [set(before ? { starts_on: before.starts_on, ends_on: before.ends_on, switched: before.switched } : { ends_on: undone })], onUndone);
}

export async function judge(club: ClubDoc, learner: string, period: string, before: ClubResultDoc | null, word: { test: ClubOutcome | null; outcome: ClubOutcome; reason: string }): Promise<void> {
  const record = `${club.id}~${learner}~${period}`;
  const fields = { school: club.school, club: club.id, learner, period, ...word };
  const back = before && { test: before.test, outcome: before.outcome, reason: before.reason };
  await write(everySide("club.result", record, before, fields), () => (back ? [{ kind: "club.result", record, fields: { ...fields, ...back } }] : []));
}

export type ClubDraft = Pick<ClubDoc, "kind" | "name" | "about" | "leaders" | "percent" | "switched_percent" | "test"> & { readonly least: number; readonly join_by: string | null };

/** Found a club, or change one. */
export async function saveClub(school: string, id: string | null, before: ClubDraft | null, draft: ClubDraft): Promise<void> {
  const ready = { ...draft, name: draft.name.trim(), about: draft.about.trim() };
  if (id === null) return write([{ kind: "club.set", fields: { school, ...ready } }], ([made = ""]) => [setting(school, made, { withdrawn: true })]);
  await write([setting(school, id, before ? changedOf(before, ready) : ready)], () => [setting(school, id, before ? changedOf(ready, before) : { withdrawn: true })]);
}

/** A leader of the school has looked through a club's journal. */
export async function noteCheck(school: string, id: string, before: Check, check: Check): Promise<void> {
  await write([setting(school, id, check)], () => [setting(school, id, { checked_on: before.checked_on, checked_note: before.checked_note })]);
}

export interface Check {
  readonly checked_on: string | null;
  readonly checked_note: string;
}

export async function dropClub(school: string, id: string): Promise<void> {
  await write([setting(school, id, { withdrawn: true })], () => [setting(school, id, { withdrawn: false })]);
}

function setting(school: string, id: string, fields: object): NewOperation {
  return { kind: "club.set", record: id, base: standing("club", id), fields: { school, ...fields } };
}
