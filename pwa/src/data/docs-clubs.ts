/** Documents of clubs and electives, as docs.ts has the others. */
import type { AttendanceCode } from "./docs-planning.ts";
import type { Overlaid } from "./docs.ts";

export interface ClubDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  /** An elective is passed or not, a club is for pleasure. */
  readonly kind: "club" | "elective";
  readonly name: string;
  readonly about: string;
  readonly leaders: readonly string[];
  /** Their names. */
  readonly led_by: readonly string[];
  readonly starts_on: string | null;
  readonly ends_on: string | null;
  /** Percent of meetings that who passes was at; the second for who came in mid-year. */
  readonly percent: number;
  readonly switched_percent: number;
  readonly test: boolean;
  /** The last day on which its own leader may let somebody in. */
  readonly join_by?: string | null;
  /** For its leaders alone: members that it needs, and what the school found in its journal, and when. */
  readonly least?: number;
  readonly checked_on?: string | null;
  readonly checked_note?: string;
  readonly checked_by?: string;
  readonly withdrawn?: boolean;
  readonly op?: string;
}

export interface ClubMemberDoc extends Overlaid {
  /** `<club>~<learner>` */
  readonly id: string;
  readonly club: string;
  readonly learner: string;
  readonly name: string;
  readonly starts_on: string | null;
  readonly ends_on: string | null;
  readonly switched: boolean;
  readonly op?: string;
}

/** A line of a club's journal. */
export interface ClubMeetingDoc extends Overlaid {
  readonly id: string;
  readonly club: string;
  readonly date: string;
  readonly topic: string;
  readonly minutes: number;
  readonly withdrawn?: boolean;
  readonly op?: string;
}

export interface ClubAttendanceDoc extends Overlaid {
  /** `<meeting>~<learner>` */
  readonly id: string;
  readonly club: string;
  readonly meeting: string;
  readonly learner: string;
  readonly code: AttendanceCode;
  readonly op?: string;
}

export type ClubOutcome = "passed" | "failed";

export interface ClubResultDoc extends Overlaid {
  /** `<club>~<learner>~<period>` */
  readonly id: string;
  readonly club: string;
  readonly learner: string;
  /** `2026-h1`, `2026-h2` or `2026`, by the year in which the school year begins. */
  readonly period: string;
  readonly test: ClubOutcome | null;
  readonly outcome: ClubOutcome;
  readonly reason: string;
  readonly op: string;
  /** For who leads the club: words said at the same time. */
  readonly others?: readonly Pick<ClubResultDoc, "outcome" | "op">[];
}
