/** Ready phrases for comments, in the language the class is taught in: short, kind and to the point. */

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
