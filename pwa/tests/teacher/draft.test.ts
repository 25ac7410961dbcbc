import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { dayOf, setTimezone } from "../../src/i18n/time.ts";
import {
  changedFields, draftOf, emptyDraft, fieldsOf, gaps, withForm, withLesson, withTitle,
} from "../../src/screens/teacher/model/draft.ts";
import { choiceOf, daysBetween, dueAt, dueOn } from "../../src/screens/teacher/model/due.ts";
import { CLASS, SCHOOL, assignment, course } from "./cast.ts";

describe("a new assignment", () => {
  it("is complete after choosing a lesson and a class: the lesson brings the title", () => {
    const book = course();
    const draft = withLesson(emptyDraft(CLASS, null), book, book.lessons[0] ?? null);
    expect(gaps(draft)).toEqual([]);
    expect(fieldsOf(draft, SCHOOL)).toMatchObject({
      school: SCHOOL, class: CLASS, title: "Жай бөлшектер", course: "k1", lesson: "l1", max_mark: 10, accepts: ["text", "photo"], files: [],
    });
  });

  it("keeps a title the teacher typed when the lesson changes, and takes the lesson's again once emptied", () => {
    const book = course();
    const typed = withLesson(withTitle(emptyDraft(CLASS, null), "Өз тапсырмам"), book, { id: "l2", title: "Ондық бөлшектер" });
    expect(typed.title).toBe("Өз тапсырмам");
    expect(withLesson(withTitle(typed, ""), book, { id: "l2", title: "Ондық бөлшектер" }).title).toBe("Ондық бөлшектер");
    expect(withLesson(typed, null, null)).toMatchObject({ course: null, lesson: null });
  });

  it("says what is missing in the order of the form", () => {
    const bare = { ...emptyDraft(null, null), accepts: [], maxMark: 0 };
    expect(gaps(bare)).toEqual(["class", "title", "accepts", "max-mark"]);
    expect(gaps({ ...bare, classId: CLASS, title: "Оқу", lesson: "l1", maxMark: 5 })).toEqual([]);
  });

  it("keeps the forms of answer in one order, however they are ticked", () => {
    const draft = withForm(withForm(emptyDraft(CLASS, null), "text", false), "file", true);
    expect(withForm(draft, "text", true).accepts).toEqual(["text", "photo", "file"]);
  });
});

describe("an edited assignment", () => {
  it("sends only the fields that changed", () => {
    const before = assignment({ title: "Бөлшек" });
    const draft = { ...draftOf(before), dueAt: "2026-11-27T18:59:00.000Z" };
    expect(changedFields(draft, before)).toEqual({ due_at: "2026-11-27T18:59:00.000Z" });
    expect(changedFields(draftOf(before), before)).toEqual({});
  });
});

describe("a due time", () => {
  const now = Date.parse("2026-11-30T05:00:00.000Z");
  beforeAll(() => setTimezone("Asia/Almaty"));
  afterAll(() => setTimezone(null));

  it("is the last minute of the chosen day, across the end of a month", () => {
    expect(dayOf(dueAt("tomorrow", now))).toBe("2026-12-01");
    expect(dayOf(dueAt("week", now))).toBe("2026-12-07");
    expect(dueAt("three-days", now)).toBe("2026-12-03T18:59:00.000Z");
  });

  it("is recognised as its quick choice, and a typed day is that day", () => {
    expect(choiceOf(dueAt("three-days", now), now)).toBe("three-days");
    expect(choiceOf(dueOn("2026-12-24"), now)).toBeNull();
    expect(choiceOf(dueOn("2026-12-01"), now)).toBe("tomorrow");
  });

  it("belongs to the school's day, not to Greenwich's", () => {
    const evening = Date.parse("2026-11-30T20:30:00.000Z"); // half past one in the night in Almaty
    expect(dueAt("tomorrow", evening)).toBe("2026-12-02T18:59:00.000Z");
    expect(daysBetween("2026-11-30T18:00:00.000Z", evening)).toBe(1);
  });

  it("refuses what is no day", () => {
    expect(dueOn("2026-02-30")).toBeNull();
    expect(dueOn("завтра")).toBeNull();
  });
});
