/** Documents of portfolios, as docs.ts has the others. */
import type { Overlaid } from "./docs.ts";

/** A work or an achievement that a learner or a teacher picked. */
export interface PortfolioDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly learner: string;
  readonly kind: "work" | "achievement";
  readonly title: string;
  readonly text: string;
  readonly date: string;
  readonly subject: string;
  readonly submission: string | null;
  readonly author: string | null;
  readonly withdrawn?: boolean;
  readonly op?: string;
}
