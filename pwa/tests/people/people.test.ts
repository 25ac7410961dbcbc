/** Lists of people: found on any keyboard, sorted as a register has them, printed by class. */
import { describe, expect, it } from "vitest";

import { compareKazakh } from "../../src/i18n/collate.ts";
import { counts, lines } from "../../src/screens/admin/model/roster.ts";
import { inOrder, PER_SHEET, sheets, type LoginCard } from "../../src/screens/people/cards.ts";
import { csv, fits, matches, shown, waitingCards, type Listed } from "../../src/screens/people/model.ts";
import type { RosterAnswer } from "../../src/screens/people/server.ts";

const pupil = (family: string, given: string, label = "5 Ә", more: Partial<Listed> = {}): Listed => ({
  id: `${family} ${given}`,
  family_name: family,
  given_name: given,
  patronymic: null,
  login: "login",
  places: [{ role: "pupil", class: label, class_label: label, subject: null, grade: 5 }],
  provisional: false,
  kept: null,
  has_pin: false,
  card_at: null,
  seen_at: "2026-09-01T00:00:00Z",
  ...more,
});

describe("search", () => {
  const aisha = pupil("Әбдірахманова", "Айша", "5 Ә", { login: "aisha", patronymic: "Қайратқызы" });

  it.each(["абдирах", "айша әбд", "АЙША", "5ә", "5 а", "aish", "кайрат", "  айша   5ә "])("finds her by «%s»", (query) => {
    expect(matches(aisha, query)).toBe(true);
  });

  it.each(["рахман", "диас", "айша 6", "isha"])("does not find her by «%s»", (query) => {
    expect(matches(aisha, query)).toBe(false);
  });

  it("keeps the order of the Kazakh alphabet", () => {
    const all = [pupil("Оспанов", "Диас"), pupil("Әлиев", "Нұр"), pupil("Асанов", "Ер"), pupil("Өтеген", "Бек")];
    expect(shown(all, "all", "", compareKazakh).map((one) => one.family_name)).toEqual(["Асанов", "Әлиев", "Оспанов", "Өтеген"]);
  });
});

describe("cards nobody has used yet", () => {
  it("are counted before new ones end them", () => {
    const at = (card_at: string | null): Listed => pupil("Оспанов", "Диас", "5 Ә", { card_at });
    expect(waitingCards([at(null)])).toBeNull();
    expect(waitingCards([at("2026-09-02T03:00:00Z"), at(null), at("2026-09-01T03:00:00Z")])).toEqual({ n: 2, last: "2026-09-02T03:00:00Z" });
  });
});

describe("filters", () => {
  it("knows who has never logged in, but for the second of two records", () => {
    expect(fits(pupil("А", "Б", "5 Ә", { seen_at: null }), "never")).toBe(true);
    expect(fits(pupil("А", "Б", "5 Ә", { seen_at: null, kept: "other" }), "never")).toBe(false);
    expect(fits(pupil("А", "Б"), "never")).toBe(false);
  });

  it("counts a teacher whose child is here among staff and parents", () => {
    const places = ["teacher", "parent"].map((role) => ({ role, class: null, class_label: null, subject: null, grade: null }));
    const one = pupil("А", "Б", "5 Ә", { places });
    expect([fits(one, "staff"), fits(one, "parents"), fits(one, "pupils")]).toEqual([true, true, false]);
  });
});

describe("cards", () => {
  const card = (name: string, label: string): LoginCard => ({
    person: `${name}${label}`,
    name,
    class_label: label,
    login: "l",
    password: "p",
    pin: null,
    code: { size: 29, path: "M0 0" },
  });

  it("begins a new sheet for a class, and after eight", () => {
    const fifth = Array.from({ length: PER_SHEET + 1 }, (_, at) => card(`А${at}`, "5 Ә"));
    expect(sheets([...fifth, card("Б", "10 А")]).map((sheet) => sheet.length)).toEqual([PER_SHEET, 1, 1]);
  });

  it("puts 5 before 10, and Ә after А", () => {
    const found = inOrder([card("А", "10 А"), card("Ә", "5 Ә"), card("Б", "5 А"), card("А", "5 Ә")]);
    expect(found.map((one) => `${one.class_label} ${one.name}`)).toEqual(["5 А Б", "5 Ә А", "5 Ә Ә", "10 А А"]);
  });

  it("writes a CSV that no spreadsheet runs", () => {
    expect(csv([["=1+1", 'a"b', "c,d", "plain"]])).toBe('\ufeff\'=1+1,"a""b","c,d",plain\r\n');
  });
});

describe("a roster's lines", () => {
  const answer: RosterAnswer = {
    digest: "d",
    address: "",
    cards: [],
    changes: [
      { action: "new-class", line: 4, who: "7 Б", before: "", class_label: "7 Б", child: "" },
      { action: "moved", line: 3, who: "Оспанов Диас", before: "5 Ә", class_label: "7 Б", child: "" },
      { action: "left", line: 0, who: "Серікбаева Ару", before: "5 Ә", class_label: "", child: "" },
      { action: "guardian-added", line: 4, who: "Есенов Марат", before: "", class_label: "", child: "Оспанов Диас" },
    ],
    problems: [{ line: 9, trouble: "iin-wrong", said: "Ким Тимур" }],
    problem_count: 700,
    questions: [],
    repairs: {},
    unchanged: 3,
    asks_twice: false,
    year_first: false,
  };

  it("shows what is wrong and who leaves before the rest", () => {
    expect(lines(answer).map((line) => [line.group, line.what, line.places])).toEqual([
      ["wrong", "trouble_iin_wrong", ""],
      ["leaving", "action_left", "5 Ә"],
      ["new", "action_new_class", ""],
      ["changed", "action_moved", "5 Ә → 7 Б"],
      ["new", "action_guardian_added", "Оспанов Диас"],
    ]);
  });

  it("counts problems beyond those that were sent", () => {
    expect(counts(answer)).toEqual({ new: 2, changed: 1, leaving: 1, wrong: 700 });
  });
});
