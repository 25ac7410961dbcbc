import { afterEach, describe, expect, it } from "vitest";

import { core } from "../../src/i18n/core.ts";
import { type Area, LANGS, pluralForm, render, setLang, type Text } from "../../src/i18n/index.ts";
import { clock, date, day, lasting, moment, setTimezone, size, wall, weekday } from "../../src/i18n/time.ts";
import { compareKazakh } from "../../src/i18n/collate.ts";

/** All that are exported anywhere: a new file is looked at without being named here. */
const AREAS: Readonly<Record<string, Area<string>>> = Object.fromEntries(
  Object.entries(import.meta.glob<Record<string, unknown>>("../../src/i18n/*.ts", { eager: true })).flatMap(([path, exported]) =>
    Object.entries(exported).filter((one): one is [string, Area<string>] => LANGS.every((lang) => typeof one[1] === "object" && one[1] !== null && lang in one[1])).map(([name, texts]) => [`${path.split("/").pop() ?? ""}: ${name}`, texts]),
  ),
);

const forms = (text: Text): string[] => (typeof text === "string" ? [text] : Object.values(text));
const names = (text: Text): string[] => [...new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

afterEach(() => {
  setLang("kk");
  setTimezone(null);
});

describe.each(Object.entries(AREAS))("texts of %s", (_, texts) => {
  it("are there in all languages, and none is empty", () => {
    for (const lang of LANGS) {
      expect(Object.keys(texts[lang]).sort()).toEqual(Object.keys(texts.kk).sort());
      for (const [key, text] of Object.entries(texts[lang])) {
        for (const form of forms(text)) expect(form.trim(), `${lang}.${key}`).not.toBe("");
      }
    }
  });

  it("speak of the same things in every language", () => {
    for (const [key, text] of Object.entries(texts.kk)) {
      for (const lang of LANGS) expect(names(texts[lang][key] ?? ""), `${lang}.${key}`).toEqual(names(text));
    }
  });

  it("have every Russian plural form where they have any", () => {
    for (const [key, text] of Object.entries(texts.ru)) {
      // Five and more have a form of their own, or share the one of fractions.
      if (typeof text !== "string") expect(Object.keys(text), key).toEqual(expect.arrayContaining(["few", "one", "other"]));
    }
  });

  it("are not left untranslated", () => {
    for (const [key, text] of Object.entries(texts.kk)) {
      const [form] = forms(text);
      if (form && /[а-яё]{4}/i.test(form)) expect(forms(texts.en[key] ?? "").join(""), key).not.toMatch(/[а-яёәғқңөұүһі]{3}/i);
    }
  });
});

describe("plurals", () => {
  it("follow the Russian rules", () => {
    const form = (n: number): string => pluralForm("ru", n);
    expect([1, 21, 101].map(form)).toEqual(["one", "one", "one"]);
    expect([2, 3, 4, 22].map(form)).toEqual(["few", "few", "few", "few"]);
    expect([0, 5, 11, 12, 14, 111, 25].map(form)).toEqual(["many", "many", "many", "many", "many", "many", "many"]);
  });

  it("put the number into the text", () => {
    expect(render(core.ru.files, "ru", { n: 3 })).toBe("3 файла");
    expect(render(core.kk.files, "kk", { n: 3 })).toBe("3 файл");
    expect(render(core.en.files, "en", { n: 1 })).toBe("1 file");
  });
});

describe("Kazakh dates", () => {
  const now = Date.parse("2026-11-20T06:00:00.000Z"); // a Friday, 11:00 at school

  it("are written with the language's own months and weekdays", () => {
    setTimezone("Asia/Almaty");
    expect(date("2026-11-20T06:00:00.000Z", now)).toBe("20 қараша");
    expect(date("2027-01-05T06:00:00.000Z", now)).toBe("2027 жылғы 5 қаңтар");
    expect(weekday("2026-11-20T06:00:00.000Z")).toBe("жұма");
    expect(day("2026-11-21T06:00:00.000Z", now)).toBe("ертең");
    expect(day("2026-11-19T06:00:00.000Z", now)).toBe("кеше");
    expect(day("2026-11-24T06:00:00.000Z", now)).toBe("сейсенбі, 24 қараша");
    expect(moment("2026-11-20T18:59:00.000Z", now)).toBe("бүгін, 23:59");
    expect(lasting("2026-11-20T18:59:00.000Z", now)).toBe("20 қараша, 23:59");
  });

  it("keep the school's time on a phone whose tables are old", () => {
    setTimezone("Asia/Almaty");
    expect(clock("2026-11-20T18:59:00.000Z")).toBe("23:59");
    expect(wall("2026-11-20T19:30:00.000Z")).toMatchObject({ date: 21, hour: 0, minute: 30, weekday: 5 });
  });

  it("have Russian and English companions", () => {
    setTimezone("Asia/Almaty");
    setLang("ru");
    expect(date("2026-11-20T06:00:00.000Z", now)).toBe("20 ноября");
    setLang("en");
    expect(date("2027-01-05T06:00:00.000Z", now)).toBe("5 January 2027");
  });

  it("come with sizes in the language's units", () => {
    expect(size(186_000)).toBe("182\u00a0КБ");
    expect(size(1_468_006)).toBe("1,4\u00a0МБ");
    setLang("en");
    expect(size(1_468_006)).toBe("1.4\u00a0MB");
  });
});

describe("a Kazakh class list", () => {
  it("has the letters in the order of the alphabet", () => {
    const sorted = ["Үй", "Ыдыс", "Іні", "Кітап", "Қой", "Ит", "Ұл", "Ана", "Әке", "Һан", "Хат", "Эра"];
    expect(sorted.sort(compareKazakh)).toEqual(["Ана", "Әке", "Ит", "Кітап", "Қой", "Ұл", "Үй", "Хат", "Һан", "Ыдыс", "Іні", "Эра"]);
  });

  it("has classes by number, short names before long ones, capitals alike", () => {
    expect(["11 А", "2 Б", "2 А"].sort(compareKazakh)).toEqual(["2 А", "2 Б", "11 А"]);
    expect(["Кимов Ан", "Ким Ян", "ким Ан"].sort(compareKazakh)).toEqual(["ким Ан", "Ким Ян", "Кимов Ан"]);
  });
});
