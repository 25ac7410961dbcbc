/**
 * Kazakh and Russian text folded for search and for answers that forgive a Russian keyboard: the
 * same rule as content/text.py on the server, and held to the same vectors.
 */

const FOLDS: Readonly<Record<string, string>> = {
  ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х", і: "и", ё: "е",
};
const LATIN = "ABCEHKMOPTXYIaceopxyikhəƏ";
const CYRILLIC = "АВСЕНКМОРТХУІасеорхуікһәӘ";
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(Array.from(LATIN, (letter, at) => [letter, CYRILLIC[at] ?? letter]));

export function hasCyrillic(text: string): boolean {
  return /[\u0400-\u04ff]/.test(text);
}

/** Every Latin letter that looks like a Cyrillic one replaced by it. */
export function asCyrillic(text: string): string {
  return Array.from(text, (letter) => LOOK_ALIKES.get(letter) ?? letter).join("");
}

/** Lower case, Kazakh letters as their Russian neighbours, look-alikes repaired inside words that mix both scripts. */
export function fold(text: string): string {
  const plain = text.normalize("NFC").replace(/[\u00a0\u202f\u2007]/g, " ");
  const unmixed = plain.replace(/\p{L}+/gu, (word) => {
    const mixed = /[\u0400-\u04ff]/.test(word) && /[A-Za-zəƏ]/.test(word);
    return mixed ? Array.from(word, (letter) => LOOK_ALIKES.get(letter) ?? letter).join("") : word;
  });
  return unmixed
    .toLowerCase()
    .replace(/[әғқңөұүһіё]/g, (letter) => FOLDS[letter] ?? letter)
    .normalize("NFC");
}
