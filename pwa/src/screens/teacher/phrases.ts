/**
 * Ready phrases for comments: the teacher's own, and common ones in the language the class is taught in,
 * short, kind and to the point.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";

import { openProfile } from "../../data/open.ts";
import { session } from "../../data/session.ts";

/** Own phrases a teacher may keep: as many as one finds again at a glance. */
const MOST_OWN = 12;
const OWN_KEY = "phrases";

const own = signal<readonly string[]>([]);

/** Of the current teacher on this phone, the newest first. */
export const ownPhrases: ReadonlySignal<readonly string[]> = own;

effect(() => {
  const person = session.value?.person;
  own.value = [];
  if (person === undefined) return;
  void openProfile(person)
    .then((db) => db.get("meta", OWN_KEY))
    .then((found) => {
      if (session.peek()?.person === person) own.value = (found as readonly string[] | undefined) ?? [];
    });
});

/** Keeps a phrase, or forgets one that is kept. */
export async function toggleOwn(text: string): Promise<void> {
  const person = session.peek()?.person;
  const phrase = text.trim();
  if (person === undefined || phrase === "") return;
  const others = own.value.filter((one) => one !== phrase);
  own.value = others.length < own.value.length ? others : [phrase, ...others].slice(0, MOST_OWN);
  await (await openProfile(person)).put("meta", own.value, OWN_KEY);
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
