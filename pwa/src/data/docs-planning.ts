/** Documents of the timetable, of plans and of the journal, as docs.ts has the others. */
import type { FileDoc, Overlaid } from "./docs.ts";

interface Days {
  readonly starts_on: string | null;
  readonly ends_on: string | null;
}

export interface CalendarDoc {
  readonly id: string;
  /** null: everybody's, or of `schools` alone, where these are not all of one's own. */
  readonly school: string | null;
  readonly schools?: readonly string[];
  readonly name: string;
  /** Empty: all grades. */
  readonly grades: readonly number[];
  /** ISO numbers: 1 is Monday. */
  readonly weekdays: readonly number[];
  readonly terms: readonly { readonly starts_on: string; readonly ends_on: string; readonly name?: string }[];
  readonly holidays: readonly { readonly starts_on: string; readonly ends_on: string; readonly name?: string }[];
  readonly moved: readonly { readonly on: string; readonly weekday: number }[];
  /** `starts` and `ends` are «08:30» in the school's own time. */
  readonly bells: readonly { readonly n: number; readonly starts: string; readonly ends: string }[];
  readonly op?: string;
}

export interface SubjectDoc {
  readonly id: string;
  readonly school: string | null;
  readonly code: string;
  readonly names: Readonly<Record<"kk" | "ru" | "en", string>>;
}

/** What one class, or one grade of it, has in a lesson. */
export interface SlotLine {
  readonly n: number;
  readonly class: string;
  readonly grade: number | null;
  readonly subject: string;
  readonly group?: string | null;
}

/** One lesson of the week. */
export interface SlotDoc extends Days {
  readonly id: string;
  readonly school: string;
  readonly weekday: number;
  readonly bell: number;
  readonly lines: readonly SlotLine[];
  readonly teachers: readonly string[];
  readonly room: string;
  readonly op?: string;
}

/** A group for some lessons, of one class or across several. */
export interface GroupDoc {
  readonly id: string;
  readonly school: string;
  readonly name: string;
}

export interface MembershipDoc extends Days {
  readonly id: string;
  readonly group: string;
  readonly learner: string;
}

export interface SubstitutionDoc extends Overlaid {
  /** `<slot>~<day without hyphens>` */
  readonly id: string;
  readonly slot: string;
  readonly date: string;
  readonly substitute: string;
  readonly reason: string;
  readonly confirmed: boolean;
  readonly withdrawn: boolean;
  readonly op?: string;
}

export interface ClosureDoc {
  readonly id: string;
  readonly school: string;
  readonly order: string;
  readonly reason: "weather" | "quarantine" | "emergency" | "other";
  readonly note: string;
  readonly starts_on: string;
  readonly ends_on: string;
  /** Empty: the whole school. */
  readonly classes: readonly string[];
  readonly withdrawn: boolean;
  readonly op?: string;
}

export interface PlanRowDoc {
  readonly id: string;
  readonly school: string;
  readonly class: string;
  readonly grade: number | null;
  readonly subject: string;
  readonly position: number;
  readonly hours: number;
  readonly section: string;
  readonly topic: string;
  readonly objectives: readonly string[];
  readonly homework: string;
  readonly resources: readonly PlanResource[];
  readonly summative: "none" | "section" | "term";
  readonly on: string | null;
  /** The year in which the school year that it is for began; rows of before this was said have none. */
  readonly year?: number | null;
  /** How the lesson goes, as its teacher wrote it; empty: nothing yet. */
  readonly outline: string;
  /** The teacher's own files beside it. */
  readonly files: readonly FileDoc[];
  readonly op?: string;
}

/** A plan that the school offers to those around it, without its rows: the school's server has them. */
export interface SharedPlanDoc {
  readonly id: string;
  readonly school: string;
  readonly author: string;
  readonly subject: string;
  readonly grade: number;
  readonly language: string;
  readonly title: string;
  /** Whether its author stands beside it by name. */
  readonly named: boolean;
  readonly made_at: string;
  /** What follows, only the server says of all of them. */
  readonly withdrawn?: boolean;
  /** Whether all its rows have come to the server. */
  readonly whole?: boolean;
  /** The hub offers it in the district. */
  readonly handed_on?: boolean;
  /** An operator has withdrawn it there. */
  readonly stopped?: boolean;
  readonly op?: string;
}

/** What a row points to: a lesson of a course, or words: a page, a broadcast, an address. */
export interface PlanResource {
  readonly course?: string;
  readonly lesson?: string;
  readonly text?: string;
}

export type LessonState = "held" | "cancelled";

/** One lesson as the journal has it. */
export interface JournalDoc extends Overlaid {
  readonly id: string;
  readonly class: string;
  readonly grade: number | null;
  readonly subject: string;
  /** The lesson's day, whenever it was written. */
  readonly date: string;
  readonly bell: number;
  readonly slot: string | null;
  readonly line: number | null;
  readonly state: LessonState;
  readonly reason: string;
  readonly topic: string;
  readonly plan_row: string | null;
  readonly homework: string;
  readonly author: string | null;
  readonly op: string;
  /** Times and concurrent records are for teachers of the class. */
  readonly made_at?: string;
  readonly seen_at?: string;
  readonly others?: readonly { readonly topic: string; readonly homework: string; readonly state: LessonState; readonly author: string | null; readonly op: string }[];
}

export type AttendanceCode = "present" | "unexcused" | "excused" | "ill" | "late";

/** A learner who was not simply there. */
export interface AttendanceDoc extends Overlaid {
  /** `<lesson>~<learner>` */
  readonly id: string;
  readonly lesson: string;
  readonly learner: string;
  readonly class: string;
  readonly code: AttendanceCode;
  readonly note: string;
  readonly op?: string;
}
