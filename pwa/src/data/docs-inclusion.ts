/** Documents of what some learners need of their own, as docs.ts has the others. */
import type { Overlaid } from "./docs.ts";

/** What a learner is to have at every task. */
export interface SupportDoc extends Overlaid {
  /** `<learner>~support` */
  readonly id: string;
  readonly school: string;
  readonly learner: string;
  /** Percent of a task's own minutes. */
  readonly extra_time: number;
  readonly larger_text: boolean;
  readonly read_aloud: boolean;
  readonly other_tasks: boolean;
  readonly advice: string;
  readonly starts_on: string | null;
  readonly ends_on: string | null;
  readonly op?: string;
}

export interface RouteStep {
  readonly text: string;
  readonly form: "work" | "consultation";
  readonly due_on: string | null;
  readonly done: boolean;
}

/** An individual learning route. */
export interface RouteDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly learner: string;
  /** Empty: all subjects. */
  readonly subject: string;
  readonly span: "topic" | "section" | "half_year" | "year";
  readonly goal: string;
  readonly steps: readonly RouteStep[];
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly state: "open" | "finished" | "withdrawn";
  readonly conclusion: string;
  readonly author: string | null;
  readonly op?: string;
}

/** How a week went; empty is what an assistant writes. */
export type Progress = "" | "going" | "slow" | "stuck";

export interface RouteReviewDoc extends Overlaid {
  /** `<route>~<Monday without hyphens>~<author>` */
  readonly id: string;
  readonly route: string;
  readonly learner: string;
  /** The Monday. */
  readonly week: string;
  readonly progress: Progress;
  readonly text: string;
  readonly author: string | null;
  readonly made_at: string;
  readonly op: string;
  /** For its author: what they wrote at the same time on another device. */
  readonly others?: readonly Pick<RouteReviewDoc, "progress" | "text" | "op">[];
}
