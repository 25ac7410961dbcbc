/** Data types of the run-time data model (RTE 4.1.1): each check gives the error code of a value, 0 for a good one. */
import { NO_ERROR, OUT_OF_RANGE, TYPE_MISMATCH } from "./errors.ts";
import { isLanguage } from "./languages.ts";

export type Check = (value: string) => number;

const REAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const DURATION =
  /^P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,2})?S)?)?$/;
const TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.\d{1,2}(Z|[+-](\d\d)(?::(\d\d))?)?)?)?)?)?)?)?$/;
/** RFC 2396: what a URI may be written with, so that no separator of the data model can be in it. */
const URI = /^[A-Za-z0-9\-_.!~*'():;/?@&=+$,%#]+$/;
const URN = /^urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:.+$/i;
const LANGUAGE = /^\{lang=([^}]*)\}/;

const judged = (good: boolean): number => (good ? NO_ERROR : TYPE_MISMATCH);

export const text: Check = () => NO_ERROR;

export function oneOf(...words: string[]): Check {
  return (value) => judged(words.includes(value));
}

export const real: Check = (value) => judged(isReal(value));

export function isReal(value: string): boolean {
  return REAL.test(value);
}

export function between(least: number, most: number): Check {
  return (value) => {
    if (!isReal(value)) return TYPE_MISMATCH;
    const number = Number(value);
    return number >= least && number <= most ? NO_ERROR : OUT_OF_RANGE;
  };
}

export const duration: Check = (value) => judged(DURATION.test(value));

/** Points in time between 1970 and 2038, of any precision down to hundredths (RTE 4.1.1.7). */
export const moment: Check = (value) => {
  const parts = TIME.exec(value);
  if (!parts) return TYPE_MISMATCH;
  const within = (index: number, least: number, most: number): boolean => {
    const part: string | undefined = parts[index];
    return part === undefined || (Number(part) >= least && Number(part) <= most);
  };
  const date = within(1, 1970, 2038) && within(2, 1, 12) && within(3, 1, 31);
  return judged(date && within(4, 0, 23) && within(5, 0, 59) && within(6, 0, 59) && within(8, 0, 23) && within(9, 0, 59));
};

export const language: Check = (value) => judged(value === "" || isLanguage(value));

/** A text that may begin with the language it is in. */
export const localised: Check = (value) => {
  const named = LANGUAGE.exec(value);
  return judged(!named || isLanguage(named[1] ?? ""));
};

export const identifier: Check = (value) => judged(isIdentifier(value));

export function isIdentifier(value: string): boolean {
  if (!URI.test(value)) return false;
  return !/^urn:/i.test(value) || URN.test(value);
}
