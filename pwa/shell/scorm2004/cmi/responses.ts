/** Learners' responses and patterns of correct ones, by type of interaction (RTE 4.2.9.1, 4.2.9.2). */
import { NO_ERROR, TYPE_MISMATCH } from "./errors.ts";
import { isIdentifier, isReal, localised } from "./types.ts";
import { isLanguage } from "./languages.ts";

type Judge = (value: string) => boolean;

interface Kind {
  response: Judge;
  pattern: Judge;
  /** At most one pattern may be given. */
  single: boolean;
  /** Two equal patterns are a mistake. */
  distinct: boolean;
}

const MATTERS = /^\{(case_matters|order_matters|lang)=([^}]*)\}/;

const parts = (value: string): string[] => value.split("[,]");
const isLocalised: Judge = (value) => localised(value) === NO_ERROR;
const all = (judge: Judge): Judge => (value) => parts(value).every(judge);
const distinct = (judge: Judge): Judge => (value) => new Set(parts(value)).size === parts(value).length && parts(value).every(judge);
const orNothing = (judge: Judge): Judge => (value) => value === "" || judge(value);

/** Removes the delimiters in front of a pattern; null when one of them is not well formed. */
function bare(value: string, allowed: readonly string[]): string | null {
  let rest = value;
  for (;;) {
    const match = MATTERS.exec(rest);
    if (!match || !allowed.includes(match[1] ?? "")) return rest;
    const [whole, name, setting = ""] = match;
    const good = name === "lang" ? isLanguage(setting) : setting === "true" || setting === "false";
    if (!good) return null;
    rest = rest.slice(whole.length);
    // The language is the last delimiter: what follows is the learner's text.
    if (name === "lang") return rest;
  }
}

const behind = (allowed: readonly string[], judge: Judge): Judge => (value) => {
  const rest = bare(value, allowed);
  return rest !== null && judge(rest);
};

const pair: Judge = (value) => {
  const [source, target, more] = value.split("[.]");
  return more === undefined && isIdentifier(source ?? "") && isIdentifier(target ?? "");
};

/** A step of a performance: its name, its answer, or both. */
const step = (answer: Judge): Judge => (value) => {
  const [name, said, more] = value.split("[.]");
  if (name === undefined || said === undefined || more !== undefined || name + said === "") return false;
  return (name === "" || isIdentifier(name)) && (said === "" || answer(said));
};

const span: Judge = (value) => {
  const [least, most, more] = value.split("[:]");
  if (least === undefined || most === undefined || more !== undefined) return isReal(value);
  if (![least, most].every((end) => end === "" || isReal(end))) return false;
  return least === "" || most === "" || Number(least) <= Number(most);
};

const truth: Judge = (value) => value === "true" || value === "false";
const identifiers = all(isIdentifier);

const KINDS: Readonly<Record<string, Kind>> = {
  "true-false": { response: truth, pattern: truth, single: true, distinct: false },
  choice: { response: orNothing(distinct(isIdentifier)), pattern: orNothing(distinct(isIdentifier)), single: false, distinct: true },
  "fill-in": {
    response: all(isLocalised),
    pattern: behind(["case_matters", "order_matters", "lang"], all(isLocalised)),
    single: false,
    distinct: false,
  },
  "long-fill-in": { response: isLocalised, pattern: behind(["case_matters", "lang"], isLocalised), single: false, distinct: false },
  matching: { response: orNothing(all(pair)), pattern: orNothing(all(pair)), single: false, distinct: false },
  performance: {
    response: orNothing(all(step(isLocalised))),
    pattern: behind(["order_matters"], orNothing(all(step((answer) => span(answer) || isLocalised(answer))))),
    single: false,
    distinct: false,
  },
  sequencing: { response: orNothing(identifiers), pattern: orNothing(identifiers), single: false, distinct: true },
  likert: { response: isIdentifier, pattern: isIdentifier, single: true, distinct: false },
  numeric: { response: isReal, pattern: span, single: true, distinct: false },
  other: { response: () => true, pattern: () => true, single: true, distinct: false },
};

export const INTERACTION_TYPES = Object.keys(KINDS);

export function checkResponse(type: string, value: string): number {
  return KINDS[type]?.response(value) ? NO_ERROR : TYPE_MISMATCH;
}

export function checkPattern(type: string, value: string): number {
  return KINDS[type]?.pattern(value) ? NO_ERROR : TYPE_MISMATCH;
}

/** Whether a pattern may stand beside those that are there. */
export function fitsBeside(type: string, value: string, index: number, others: readonly string[]): boolean {
  const kind = KINDS[type];
  if (!kind || (kind.single && index > 0)) return false;
  return !kind.distinct || !others.includes(value);
}
