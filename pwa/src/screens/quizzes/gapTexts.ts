/** What a question lacks, in words. */
import type { Gap } from "./model/form.ts";

export const GAP_TEXTS = {
  text: "gapText", points: "gapPoints", rows: "gapRows", right: "gapRight", twice: "gapTwice", number: "gapNumber", accepted: "gapAccepted",
} as const satisfies Record<Gap, string>;
