/** The text's size on this phone; a pupil whose support asks for larger text has it in any case. */
import { keptChoice } from "../data/choice.ts";
import type { SupportDoc } from "../data/docs-inclusion.ts";
import { holdsOn } from "../data/spans.ts";

export const textSize = keptChoice<"usual" | "larger">("tirek.text", ["usual", "larger"]);

/** Whether the text is larger on this phone on a day of the school's. */
export function isLarger(support: SupportDoc | undefined, day: string): boolean {
  return textSize.chosen.value === "larger" || (support?.larger_text === true && holdsOn(support, day));
}
