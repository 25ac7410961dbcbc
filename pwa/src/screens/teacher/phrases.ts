/**
 * Ready phrases for comments: the teacher's own, and common ones in the language the class is taught in,
 * short, kind and to the point.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";

import { sha256Of } from "../../data/hash.ts";
import { notesCame, readNotes, writeNotes } from "../../data/notes.ts";
import { openProfile } from "../../data/open.ts";
import { session } from "../../data/session.ts";

/** Own phrases a teacher may keep: as many as one finds again at a glance. */
const MOST_OWN = 12;

const own = signal<readonly string[]>([]);

/** Of the current teacher, the newest first. */
export const ownPhrases: ReadonlySignal<readonly string[]> = own;

const owner = computed(() => session.value?.person);

let shownOf: string | undefined;

effect(() => {
  const person = owner.value;
  // Those of whoever was here before are off the screen before the database answers.
  if (person !== shownOf) own.value = [];
  shownOf = person;
  if (person !== undefined && notesCame.value >= 0) void show(person).catch(() => undefined);
});

async function show(person: string): Promise<void> {
  await adoptOld(person);
  const found = Object.values(await readNotes(person, "phrase"));
  if (owner.peek() === person) own.value = found.reverse().slice(0, MOST_OWN);
}

/** Keeps a phrase, or forgets one that is kept. */
export async function toggleOwn(text: string): Promise<void> {
  const person = session.peek()?.person;
  const phrase = text.trim();
  if (person === undefined || phrase === "") return;
  const isKept = own.value.includes(phrase);
  const gone = isKept ? [phrase] : own.value.slice(MOST_OWN - 1);
  const kept = Object.entries(await readNotes(person, "phrase"));
  const changes = Object.fromEntries(kept.filter(([, one]) => gone.includes(one)).map(([key]) => [key, null]));
  await writeNotes(person, "phrase", isKept ? changes : { ...changes, [await keyOf(phrase)]: phrase });
  await show(person);
}

/** Earlier releases kept them on the one device. */
async function adoptOld(person: string): Promise<void> {
  const db = await openProfile(person);
  const old = (await db.get("meta", "phrases")) as readonly string[] | undefined;
  if (!old) return;
  const notes = [...old].reverse().map(async (one): Promise<[string, string]> => [await keyOf(one), one]);
  await writeNotes(person, "phrase", Object.fromEntries(await Promise.all(notes)));
  await db.delete("meta", "phrases");
}

/** Phrases may be longer than a key. */
function keyOf(phrase: string): Promise<string> {
  return sha256Of(new Blob([phrase]));
}

const PHRASES: Readonly<Record<string, readonly string[]>> = {
  kk: [
    "Жарайсың!",
    "Өте жақсы орындалған.",
    "Қатесін түзетіп, қайта тапсыр.",
    "Шешу жолын толық жаз.",
    "Тақырыпты қайталап шық.",
    "Ұқыпты жаз.",
    "Келесі сабақта бірге талдаймыз.",
    "Фото анық емес, қайта түсір.",
  ],
  ru: [
    "Молодец!",
    "Отличная работа.",
    "Исправь ошибки и сдай ещё раз.",
    "Запиши решение полностью.",
    "Повтори тему.",
    "Пиши аккуратнее.",
    "Разберём вместе на следующем уроке.",
    "Фото нечёткое, сними ещё раз.",
  ],
  en: [
    "Well done!",
    "Excellent work.",
    "Correct the mistakes and hand in again.",
    "Show all your steps.",
    "Revise this topic.",
    "Write more neatly.",
    "We will go through it next lesson.",
    "The photo is blurred, please take it again.",
  ],
};

/** `language` as the class has it; Kazakh where it is not one of ours. */
export function phrasesFor(language: string): readonly string[] {
  return PHRASES[language.slice(0, 2)] ?? PHRASES["kk"] ?? [];
}
