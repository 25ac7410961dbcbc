/** The order of the Kazakh alphabet, for class lists. Browsers' collators put Ұ after Ү and І after И. */

const KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
const RANKS: ReadonlyMap<string, number> = new Map(Array.from(KAZAKH, (letter, index) => [letter, index + 1]));
/** Space and hyphen before every letter: «Ким А» before «Кимов». */
const BEFORE_LETTERS = new Set([" ", "-", "\u00a0"]);

/** Compares two names or labels: Kazakh letters in their order, digits by value, capitals alike. */
export function compareKazakh(a: string, b: string): number {
  const left = keyOf(a);
  const right = keyOf(b);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}

const LETTERS_FROM = 10_000_000;
const OTHERS_FROM = 20_000_000;

function keyOf(text: string): number[] {
  const key: number[] = [];
  for (const [token] of text.normalize("NFC").toLowerCase().matchAll(/\d{1,6}|./gsu)) {
    const rank = RANKS.get(token);
    if (BEFORE_LETTERS.has(token)) key.push(0);
    else if (/^\d/.test(token)) key.push(1 + Number(token));
    else if (rank !== undefined) key.push(LETTERS_FROM + rank);
    else key.push(OTHERS_FROM + (token.codePointAt(0) ?? 0));
  }
  return key;
}
