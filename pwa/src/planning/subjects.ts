/** What a subject that the school names itself is called inside: its code. Pure. */

const LATIN: ReadonlyMap<string, string> = new Map(
  "а:a ә:a б:b в:v г:g ғ:g д:d е:e ё:e ж:zh з:z и:i й:i к:k қ:q л:l м:m н:n ң:n о:o ө:o п:p р:r с:s т:t у:u ұ:u ү:u ф:f х:kh һ:h ц:ts ч:ch ш:sh щ:sh ъ: ы:y і:i ь: э:e ю:yu я:ya"
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);
const LONGEST = 60;

/**
 * A code for a new subject, of the letters that ids are made of: «Шахмат» is `shakhmat`. Two phones that name the same
 * subject make the same code; a name that another subject's code has `taken` gets a number.
 */
export function subjectCode(name: string, taken: ReadonlySet<string>): string {
  const letters = Array.from(name.toLowerCase(), (letter) => LATIN.get(letter) ?? (/[a-z0-9]/.test(letter) ? letter : "-")).join("");
  const code = letters.split("-").filter(Boolean).join("-").slice(0, LONGEST) || "subject";
  let free = code;
  for (let n = 2; taken.has(free); n += 1) free = `${code}-${n}`;
  return free;
}
