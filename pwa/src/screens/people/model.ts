/** People as the server lists them: what is found, in which order, and what is said of a row. Pure. */
import { fold } from "../../i18n/fold.ts";

export interface Place {
  readonly role: string;
  readonly class: string | null;
  readonly class_label: string | null;
  readonly subject: string | null;
  readonly grade: number | null;
  /** Whom an assistant helps, or whose parent it is. */
  readonly learner?: string | null;
}

export interface Listed {
  readonly id: string;
  readonly family_name: string;
  readonly given_name: string;
  readonly patronymic: string | null;
  readonly login: string | null;
  readonly places: readonly Place[];
  readonly provisional: boolean;
  /** The record under which this one's work is shown. */
  readonly kept: string | null;
  readonly has_pin: boolean;
  /** When a card was made that nobody has used yet: a new one ends it. */
  readonly card_at: string | null;
  /** null: has never logged in. */
  readonly seen_at: string | null;
}

export const FILTERS = ["all", "pupils", "staff", "parents", "never", "provisional"] as const;
export type Filter = (typeof FILTERS)[number];

export const nameOf = (one: Listed): string => `${one.family_name} ${one.given_name}`;

/** Whether `other` has this role for the learner. */
export const isFor = (other: Listed, role: "assistant" | "parent", learner: string): boolean =>
  other.places.some((place) => place.role === role && place.learner === learner);

/** Letters of any script, as the server takes them for a name. */
export const NAME = /^\p{L}[\p{L} '’ʼ.-]*$/u;

/** How many of these have a card nobody has used yet, and when the last of them was made; null: nobody. */
export function waitingCards(people: readonly Listed[]): { readonly n: number; readonly last: string } | null {
  const made = people.flatMap((one) => one.card_at ?? []).sort();
  const last = made[made.length - 1];
  return last === undefined ? null : { n: made.length, last };
}

const FAMILY: ReadonlySet<string> = new Set(["pupil", "parent"]);

export function fits(one: Listed, filter: Filter): boolean {
  const has = (role: string): boolean => one.places.some((place) => place.role === role);
  switch (filter) {
    case "all":
      return true;
    case "pupils":
      return has("pupil");
    case "parents":
      return has("parent");
    case "staff":
      return one.places.some((place) => !FAMILY.has(place.role));
    case "never":
      return one.seen_at === null && one.kept === null && one.login !== null;
    case "provisional":
      return one.provisional;
  }
}

/** A name as it sounds when its Kazakh letters are typed on a Russian or a Latin keyboard. */
const words = (text: string): string => ` ${fold(text).replace(/[-–—.,]/g, " ").replace(/\s+/g, " ").trim()}`;

/** Every word of the query begins a word of the name, of the login or of a class: in any order. */
export function matches(one: Listed, query: string): boolean {
  const labels = one.places.map((place) => place.class_label ?? "").join(" ");
  const named = words(`${nameOf(one)} ${one.patronymic ?? ""} ${labels} ${labels.replace(/\s/g, "")}`);
  const login = (one.login ?? "").toLowerCase();
  return query
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => named.includes(words(part)) || login.startsWith(part.toLowerCase()));
}

export function shown(all: readonly Listed[], filter: Filter, query: string, compare: (a: string, b: string) => number): Listed[] {
  return all
    .filter((one) => fits(one, filter) && matches(one, query))
    .sort((a, b) => compare(nameOf(a), nameOf(b)) || (a.id < b.id ? -1 : 1));
}

/** A field of CSV (RFC 4180) that no spreadsheet takes for a formula. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n;]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
}

export function csv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}
