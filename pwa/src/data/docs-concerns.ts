/** Documents of concerns, as docs.ts has the others. */
import type { Overlaid } from "./docs.ts";

/** What a pupil, or a parent for a child, told the school is wrong. Never changed. */
export interface ConcernDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly learner: string;
  readonly what: "hurt" | "trouble" | "content" | "other";
  readonly text: string;
  /** Who is to read it: whoever it is about need not be among them. */
  readonly readers: "both" | "leaders" | "class-teacher";
  readonly place: "" | "lesson" | "task" | "notice";
  /** Which lesson, task or notice. */
  readonly about: string;
  readonly author: string | null;
  readonly made_at: string;
}

/** What became of it. Without any the school has received it. */
export interface ConcernStepDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly learner: string;
  readonly concern: string;
  readonly state: "looking" | "closed";
  /** To whoever told. */
  readonly words: string;
  /** For the readers alone. */
  readonly author: string | null;
  readonly made_at: string;
}
