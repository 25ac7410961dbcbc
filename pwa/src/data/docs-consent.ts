/** Documents of consent, as docs.ts has the others. */
import type { Overlaid } from "./docs.ts";

/** What was decided for a learner about one purpose; none is ever changed, a later one stands over it. */
export interface ConsentDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  /** For a family that has the school's own document no more; a decision of this phone is of one that it has. */
  readonly school_name?: string | null;
  readonly learner: string;
  readonly purpose: string;
  readonly given: boolean;
  /** A consent that ended by itself: the learner has left the school since. */
  readonly ended?: boolean;
  /** On paper the day of the signature. */
  readonly date: string;
  readonly way: "app" | "paper";
  readonly by: "representative" | "learner";
  readonly signer?: string;
  readonly author: string | null;
  /** Only where the server was asked for the class. */
  readonly author_name?: string;
  readonly made_at: string;
}
