/** Keeping a club: its meetings, members and outcomes. What was written can be taken back. */
import { type NewOperation, submit } from "../../data/outbox.ts";
import type { AttendanceCode, ClubDoc, ClubMeetingDoc, ClubMemberDoc, ClubOutcome, ClubResultDoc } from "../../data/records.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { toast } from "../../ui/toast.tsx";

/** What is written stays as it was entered: whoever tried may try again. */
export const notSaved = (): void => toast(t("notSaved"));

function said(undoes: readonly NewOperation[], onUndone?: () => void): void {
  const run = async (): Promise<void> => {
    for (const operation of undoes) await submit(operation);
    toast(t("undone"));
    onUndone?.();
  };
  toast(t("saved"), undoes.length === 0 ? null : { label: t("undo"), run: () => void run().catch(notSaved) });
}

export interface Meeting {
  readonly date: string;
  readonly topic: string;
  readonly minutes: number;
}

/** A new meeting, or one that is changed; `codes` by learner say who was not simply there. */
export async function saveMeeting(club: ClubDoc, before: ClubMeetingDoc | null, meeting: Meeting, was: ReadonlyMap<string, AttendanceCode>, codes: ReadonlyMap<string, AttendanceCode>): Promise<void> {
  const about = { school: club.school, club: club.id };
  const made = await submit({ kind: "club.meeting", ...(before && { record: before.id }), fields: { ...about, ...meeting } });
  const record = before?.id ?? made;
  const undoes: NewOperation[] = [];
  for (const learner of new Set([...was.keys(), ...codes.keys()])) {
    const [old, code] = [was.get(learner) ?? "present", codes.get(learner) ?? "present"];
    if (old === code) continue;
    const set = (value: AttendanceCode): NewOperation => ({ kind: "club.attend", record: `${record}~${learner}`, fields: { ...about, meeting: record, learner, code: value } });
    await submit(set(code));
    if (before) undoes.push(set(old));
  }
  const back = before ? { date: before.date, topic: before.topic, minutes: before.minutes } : { withdrawn: true };
  said([{ kind: "club.meeting", record, fields: { ...about, ...back } }, ...undoes]);
}

export async function dropMeeting(club: ClubDoc, meeting: ClubMeetingDoc): Promise<void> {
  const set = (withdrawn: boolean): NewOperation => ({ kind: "club.meeting", record: meeting.id, fields: { school: club.school, club: club.id, withdrawn } });
  await submit(set(true));
  said([set(false)]);
}

/** From a day on, or (the day before it) no longer; `onUndone` once it has been taken back. */
export async function setMember(club: Pick<ClubDoc, "id" | "school">, learner: string, before: ClubMemberDoc | null, fields: Partial<Pick<ClubMemberDoc, "starts_on" | "ends_on" | "switched">>, undone: string, onUndone?: () => void): Promise<void> {
  const set = (some: object): NewOperation => ({ kind: "club.member", record: `${club.id}~${learner}`, fields: { school: club.school, club: club.id, learner, ...some } });
  await submit(set(fields));
  said([set(before ? { starts_on: before.starts_on, ends_on: before.ends_on, switched: before.switched } : { ends_on: undone })], onUndone);
}

export async function judge(club: ClubDoc, learner: string, period: string, before: ClubResultDoc | null, word: { test: ClubOutcome | null; outcome: ClubOutcome; reason: string }): Promise<void> {
  const record = `${club.id}~${learner}~${period}`;
  const fields = { school: club.school, club: club.id, learner, period, ...word };
  const made = await submit({ kind: "club.result", record, base: before?.op ?? null, fields });
  said(before ? [{ kind: "club.result", record, base: made, fields: { ...fields, test: before.test, outcome: before.outcome, reason: before.reason } }] : []);
}

export type ClubDraft = Pick<ClubDoc, "kind" | "name" | "about" | "leaders" | "percent" | "switched_percent" | "test"> & { readonly least: number; readonly join_by: string | null };

/** Found a club, or change one. */
export async function saveClub(school: string, id: string | null, before: ClubDraft | null, draft: ClubDraft): Promise<void> {
  const record = await submit({ kind: "club.set", ...(id !== null && { record: id }), fields: { school, ...draft, name: draft.name.trim(), about: draft.about.trim() } });
  said([{ kind: "club.set", record: id ?? record, fields: { school, ...(before ?? { withdrawn: true }) } }]);
}

/** A leader of the school has looked through a club's journal. */
export async function noteCheck(school: string, id: string, before: Check, check: Check): Promise<void> {
  await submit({ kind: "club.set", record: id, fields: { school, ...check } });
  said([{ kind: "club.set", record: id, fields: { school, checked_on: before.checked_on, checked_note: before.checked_note } }]);
}

export interface Check {
  readonly checked_on: string | null;
  readonly checked_note: string;
}

export async function dropClub(school: string, id: string): Promise<void> {
  await submit({ kind: "club.set", record: id, fields: { school, withdrawn: true } });
  said([{ kind: "club.set", record: id, fields: { school, withdrawn: false } }]);
}
