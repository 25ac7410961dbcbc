/** Texts in Kazakh, Russian and English: typed keys, own plurals. Never Intl: browsers get Kazakh wrong. */
import { type ReadonlySignal, signal } from "@preact/signals";

export type Lang = "kk" | "ru" | "en";
export const LANGS: readonly Lang[] = ["kk", "ru", "en"];
export const LANG_NAMES: Readonly<Record<Lang, string>> = { kk: "Қазақша", ru: "Русский", en: "English" };

export type PluralForm = "one" | "few" | "many" | "other";
/** A text, or its forms by the number `n`. `{name}` stands for a parameter. */
export type Text = string | ({ readonly other: string } & { readonly [F in PluralForm]?: string });

export type Params = Readonly<Record<string, string | number>>;

export interface Area<K extends string> {
  readonly kk: Readonly<Record<K, Text>>;
  readonly ru: Readonly<Record<K, Text>>;
  readonly en: Readonly<Record<K, Text>>;
}

const STORED = "tirek.lang";
const current = signal<Lang>(firstLang());

/** The language of the interface. Reading it in a component re-renders on change. */
export const lang: ReadonlySignal<Lang> = current;

export function setLang(next: Lang): void {
  current.value = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // Storage may be forbidden; the choice then lasts until the app is closed.
  }
}

/** Declares the texts of one part of the app. Missing or extra keys do not compile. */
export function area<K extends string>(texts: {
  kk: Record<K, Text>;
  ru: Record<NoInfer<K>, Text>;
  en: Record<NoInfer<K>, Text>;
}): Area<K> {
  return texts;
}

/** A function that gives an area's texts in the current language. */
export function translator<K extends string>(texts: Area<K>): (key: K, params?: Params) => string {
  return (key, params = {}) => render(texts[current.value][key], current.value, params);
}

/** A text in a given language; exported for tests and for titles in other languages. */
export function render(text: Text, language: Lang, params: Params = {}): string {
  const chosen = typeof text === "string" ? text : (text[pluralForm(language, Number(params["n"] ?? 0))] ?? text.other);
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** CLDR's cardinal rules for whole numbers. */
export function pluralForm(language: Lang, n: number): PluralForm {
  if (language !== "ru") return n === 1 ? "one" : "other";
  if (!Number.isInteger(n)) return "other";
  const ones = Math.abs(n) % 10;
  const tens = Math.abs(n) % 100;
  if (ones === 1 && tens !== 11) return "one";
  if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14)) return "few";
  return "many";
}

/** A name in three languages, as the server gives names of places. */
export function named(names: Readonly<Record<Lang, string>> | null | undefined): string {
  return names ? names[current.value] || names.kk || names.ru || names.en : "";
}

function firstLang(): Lang {
  try {
    const stored = localStorage.getItem(STORED);
    if (isLang(stored)) return stored;
  } catch {
    return "kk";
  }
  return "kk";
}

function isLang(text: string | null): text is Lang {
  return text === "kk" || text === "ru" || text === "en";
}
