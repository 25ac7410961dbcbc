/** Documents of assessment, as docs.ts has the others: points, policies, and the marks of terms and years. */
import type { Overlaid } from "./docs.ts";

export type Part = "formative" | "section" | "term";

/** What learners of a class get points for. */
export interface AssessmentDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly class: string;
  /** One grade of a joined class; null: all of it. */
  readonly grade: number | null;
  readonly subject: string;
  /** «2026-2»: the second term of the school year that began in 2026. */
  readonly term: string;
  readonly part: Part;
  readonly title: string;
  readonly date: string;
  readonly max: number;
  readonly tasks: readonly { readonly max: number; readonly objective: string }[];
  readonly objectives: readonly string[];
  /** A task whose marks are the points. */
  readonly assignment: string | null;
  readonly op?: string;
}

export type ScoreOutcome = "points" | "absent" | "exempt" | "not_studied" | "none";

export interface ScoreDoc extends Overlaid {
  /** `<assessment>~<learner>` */
  readonly id: string;
  readonly assessment: string;
  readonly learner: string;
  readonly outcome: ScoreOutcome;
  /** A decimal text. */
  readonly points: string | null;
  readonly by_task: readonly (string | null)[];
  readonly comment: string;
  readonly author: string | null;
  readonly made_at: string;
  readonly op: string;
  readonly others: readonly { readonly outcome: ScoreOutcome; readonly points: string | null; readonly author: string | null; readonly op: string }[];
}

export type TermOutcome = "mark" | "unattested" | "exempt" | "not_studied" | "not_certified";

export interface FormerMark {
  readonly outcome: TermOutcome;
  readonly percent: string | null;
  readonly mark: number | null;
  readonly reason: string;
  readonly author: string | null;
  readonly made_at: string;
  readonly op: string;
}

/** A term mark that a teacher has signed. */
export interface TermMarkDoc extends FormerMark, Overlaid {
  /** `<learner>~<term>~<subject>` */
  readonly id: string;
  readonly class: string;
  readonly subject: string;
  readonly term: string;
  readonly learner: string;
  readonly grade: number;
  readonly policy: string;
  readonly scale: "marks" | "pass";
  readonly inputs: readonly { readonly assessment: string; readonly part: Part; readonly points: string; readonly max: number }[];
  /** Absent on what has only been signed on this phone. */
  readonly former?: readonly FormerMark[];
  readonly others: readonly FormerMark[];
}

export interface AdoptedPolicyDoc {
  readonly id: string;
  readonly school: string;
  readonly policy: string;
  readonly starts_on: string;
  readonly pass_subjects: readonly string[];
  readonly half_year_subjects: readonly string[];
  readonly op?: string;
  /** For leaders: what was chosen for that day at the same time. */
  readonly others?: readonly (Pick<AdoptedPolicyDoc, "policy" | "pass_subjects" | "half_year_subjects"> & { readonly op: string })[];
}

export interface FormerYear {
  readonly outcome: TermOutcome;
  readonly mark: number | null;
  readonly exam: number | null;
  readonly final: number | null;
  readonly reason: string;
  readonly author: string | null;
  readonly made_at: string;
  readonly op: string;
}

/** A year's mark that a teacher has signed: of the terms, of the exam, and of both. */
export interface YearMarkDoc extends FormerYear, Overlaid {
  /** `<learner>~<year>~<subject>` */
  readonly id: string;
  readonly class: string;
  readonly subject: string;
  /** The school year's first. */
  readonly year: number;
  readonly learner: string;
  readonly grade: number;
  readonly policy: string;
  readonly scale: "marks" | "pass";
  readonly terms: readonly { readonly term: string; readonly mark: number | null }[];
  /** Absent on what has only been signed on this phone. */
  readonly former?: readonly FormerYear[];
  readonly others: readonly FormerYear[];
}

export type Decision = "promoted" | "resit" | "repeats" | "graduates";

/** What the council decided of a learner at a year's end. */
export interface YearOutcomeDoc extends Overlaid {
  /** `<learner>~<year>` */
  readonly id: string;
  readonly class: string;
  readonly learner: string;
  readonly year: number;
  readonly decision: Decision;
  readonly protocol: string;
  readonly date: string;
  readonly subjects: readonly string[];
  readonly op?: string;
  /** For leaders: decisions written at the same time. */
  readonly others?: readonly (Pick<YearOutcomeDoc, "decision" | "protocol" | "subjects"> & { readonly op: string })[];
}

export interface TermLockDoc extends Overlaid {
  /** `<class>~<term>` */
  readonly id: string;
  readonly class: string;
  readonly term: string;
  readonly locked: boolean;
  readonly order: string;
  readonly op?: string;
}
