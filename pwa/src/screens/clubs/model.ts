/** Who was at how many meetings of a club, and whether an elective is passed by its rule. Pure. */
import type { ClubAttendanceDoc, ClubDoc, ClubMeetingDoc, ClubMemberDoc, ClubOutcome } from "../../data/docs-clubs.ts";

/** Characters that the server takes. */
export const NAME_CHARACTERS = 120;
export const TOPIC_CHARACTERS = 300;
export const REASON_CHARACTERS = 300;
export const MEETING_MINUTES = 480;
/** Minutes of a meeting unless somebody says otherwise. */
export const USUAL_MINUTES = 40;

const FIRST_MONTH = 9;
const HERE: ReadonlySet<string> = new Set(["present", "late"]);

/** The school year of a day, by the year in which it begins. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < FIRST_MONTH ? 1 : 0);
}

/** The half-years and the whole of the school year of a day. */
export function periodsOf(day: string): readonly string[] {
  const year = yearOf(day);
  return [`${year}-h1`, `${year}-h2`, `${year}`];
}

export function currentPeriod(day: string): string {
  return `${yearOf(day)}-h${Number(day.slice(5, 7)) >= FIRST_MONTH ? 1 : 2}`;
}

/** First and last day. */
export function daysOf(period: string): readonly [string, string] {
  const year = Number(period.slice(0, 4));
  const from = period.endsWith("h2") ? `${year + 1}-01-01` : `${year}-09-01`;
  return [from, period.endsWith("h1") ? `${year}-12-31` : `${year + 1}-08-31`];
}

export function isMember(member: ClubMemberDoc, day: string): boolean {
  return (member.starts_on === null || member.starts_on <= day) && (member.ends_on === null || day <= member.ends_on);
}

export interface Attended {
  readonly held: number;
  readonly here: number;
}

/** Of a period's meetings those that a member could be at, and was at. */
export function attended(member: ClubMemberDoc, meetings: readonly ClubMeetingDoc[], absences: readonly ClubAttendanceDoc[], period: string): Attended {
  const [from, to] = daysOf(period);
  const missed = new Set(absences.filter((one) => one.learner === member.learner && !HERE.has(one.code)).map((one) => one.meeting));
  const held = meetings.filter((one) => one.club === member.club && one.date >= from && one.date <= to && isMember(member, one.date));
  return { held: held.length, here: held.filter((one) => !missed.has(one.id)).length };
}

/** Whole percent, rounded down: 79.9 is not 80. Null before the first meeting. */
export function percentOf({ held, here }: Attended): number | null {
  return held === 0 ? null : Math.floor((here * 100) / held);
}

/** What the rule says; null while it says nothing: no meeting was held, or the test was not written. */
export function proposed(club: ClubDoc, member: ClubMemberDoc, of: Attended, test: ClubOutcome | null): ClubOutcome | null {
  if (of.held === 0) return null;
  const needed = member.switched ? club.switched_percent : club.percent;
  if (of.here * 100 < needed * of.held) return "failed";
  return club.test ? test : "passed";
}
