/** Cards that were just made: kept in memory until they are printed or the page is left, nowhere else. */
import { signal } from "@preact/signals";

import { compareKazakh } from "../../i18n/collate.ts";

export interface Code {
  readonly size: number;
  readonly path: string;
}

export interface LoginCard {
  readonly person: string;
  readonly name: string;
  readonly class_label: string;
  readonly login: string | null;
  readonly password: string | null;
  readonly pin: string | null;
  readonly code: Code;
}

export interface Cards {
  readonly address: string;
  readonly cards: readonly LoginCard[];
}

/** null: there is nothing to show (any more). */
export const made = signal<(Cards & { readonly back: string }) | null>(null);

/** By class, then in the order of the class register. */
export const inOrder = (cards: readonly LoginCard[]): LoginCard[] =>
  [...cards].sort((a, b) => compareKazakh(a.class_label, b.class_label) || compareKazakh(a.name, b.name));

/** Cards on one sheet of A4: two beside each other, four below each other. */
export const PER_SHEET = 8;

/** Sheets of paper: a class begins on a sheet of its own, so that its teacher gets only its. */
export function sheets(cards: readonly LoginCard[]): LoginCard[][] {
  const found: LoginCard[][] = [];
  let label: string | null = null;
  for (const card of inOrder(cards)) {
    const last = found[found.length - 1];
    if (!last || card.class_label !== label || last.length === PER_SHEET) found.push([card]);
    else last.push(card);
    label = card.class_label;
  }
  return found;
}
