/**
 * Words as search compares them: the same rules as content/words.py on the server, held to the
 * vectors in tests/content/search_vectors.json. Pure.
 */
import { fold } from "./fold.ts";

/** One word of a query: the forms it may have. */
export type Wanted = readonly string[];

/** Letters that must agree. */
const SHORTEST_STEM = 4;
const MOST_WORDS = 8;
const MOST_LETTERS = 40;
const LATIN = /^[a-zäöüñğşıāūáóúńǵıŭ]+$/;
const DIGRAPHS: readonly (readonly [string, string])[] = [["sh", "ш"], ["ch", "ч"], ["zh", "ж"], ["kh", "х"], ["gh", "г"], ["ng", "н"], ["ya", "я"], ["yu", "ю"]];
const FROM = "abcdefghijklmnopqrstuvwxyzäöüñğşıāūáóúńǵŭ";
const TO = "абсдефгхижклмнопкрстуввхызаоунгшыауаоунгу";
const LETTERS: ReadonlyMap<string, string> = new Map(Array.from(FROM, (letter, at) => [letter, Array.from(TO)[at] ?? letter]));

function voiceless(word: string): string {
  return word.slice(0, 1) + word.slice(1).replace(/б/g, "п").replace(/г/g, "к");
}

function stem(form: string): string {
  return /^\d/.test(form) || form.length <= SHORTEST_STEM ? form : form.slice(0, Math.max(SHORTEST_STEM, form.length - 2));
}

function keys(text: string): string[] {
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? [])
    .map((word) => word.slice(0, MOST_LETTERS))
    .filter((word) => word.length > 1 || /^\d$/.test(word))
    .map(voiceless);
}

function cyrillic(latin: string): string {
  const joined = DIGRAPHS.reduce((text, [pair, letter]) => text.split(pair).join(letter), latin);
  return Array.from(joined, (letter) => LETTERS.get(letter) ?? letter).join("").replace(/([аеоуыэюя])и/g, "$1й");
}

/** The words of a query. */
export function wanted(query: string): Wanted[] {
  return [...new Set(keys(query))].slice(0, MOST_WORDS).map((form) => (LATIN.test(form) ? [form, voiceless(fold(cyrillic(form)))] : [form]));
}

/** 3 the same, 2 begins so, 1 nearly, 0 not. */
function weight(forms: Wanted, key: string): number {
  if (forms.includes(key)) return 3;
  if (forms.some((form) => key.startsWith(form))) return 2;
  const near = forms.some((form) => key.startsWith(stem(form))) || (key.length >= SHORTEST_STEM && forms.some((form) => form.startsWith(key)));
  return near ? 1 : 0;
}

/** How well a short text fits: 0 unless every word of the query is in it. */
export function fits(text: string, query: readonly Wanted[]): number {
  const here = keys(text);
  let total = 0;
  for (const forms of query) {
    const best = here.reduce((most, key) => Math.max(most, weight(forms, key)), 0);
    if (best === 0) return 0;
    total += best;
  }
  return total;
}
