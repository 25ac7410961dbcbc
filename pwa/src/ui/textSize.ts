/** The text's size on this phone; a pupil whose support asks for larger text has it in any case. */
import { keptChoice } from "../data/choice.ts";

export const textSize = keptChoice<"usual" | "larger">("tirek.text", ["usual", "larger"]);
