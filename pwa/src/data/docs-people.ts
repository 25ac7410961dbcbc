/** Documents about a school's people that its leaders keep, as docs.ts has the others. */
import type { Overlaid } from "./docs.ts";

/** What a school asks its hub about its people. */
export interface InquiryDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly what: "unknown-pupil" | "duplicate" | "new-class" | "transfer" | "other";
  readonly about: string;
  readonly withdrawn: boolean;
  readonly author: string | null;
  readonly made_at: string;
  readonly op?: string;
  /** What was asked in its place at the same time. */
  readonly others?: readonly (Pick<InquiryDoc, "about" | "withdrawn"> & { readonly op: string })[];
  /** Absent on what has only been asked on this phone; not `current`: to what was asked before. */
  readonly answer?: { readonly outcome: "done" | "refused" | "more"; readonly words: string; readonly at: string; readonly current: boolean } | null;
}
