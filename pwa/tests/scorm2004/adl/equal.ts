/** Whether an answer is the expected one, by the type of its element as the suite compares it. */
import { spanSeconds } from "../../../shell/scorm2004/duration.ts";

const NUMERIC = /^[+-]?\d+(\.\d*)?$/;
const DELIMITER = /^\{(lang|case_matters|order_matters)=([^}]*)\}/;

export function isExpected(element: string, expected: string, got: string): boolean {
  if (got === expected) return true;
  // Any of the three answers is right for these; what the player makes of them is seen in its controls.
  if (element.includes("request_valid")) return ["true", "false", "unknown"].includes(got);
  if (element.endsWith("_children")) return sorted(expected) === sorted(got);
  if (NUMERIC.test(expected) && NUMERIC.test(got)) return Number(expected) === Number(got);
  if (/^P/.test(expected) && /^P/.test(got)) return Math.abs(spanSeconds(expected) - spanSeconds(got)) < 0.005;
  return plain(expected) === plain(got);
}

function sorted(list: string): string {
  return list.split(",").sort().join(",");
}

/** Without delimiters that say what holds anyway. */
function plain(value: string): string {
  const settings = new Map([["lang", "en"], ["case_matters", "false"], ["order_matters", "true"]]);
  let rest = value;
  for (let match = DELIMITER.exec(rest); match; match = DELIMITER.exec(rest)) {
    settings.set(match[1] ?? "", match[2] ?? "");
    rest = rest.slice(match[0].length);
  }
  return JSON.stringify([...settings, rest]);
}
