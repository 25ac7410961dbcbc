import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { fits, wanted } from "../../src/i18n/search.ts";
import { findByTitle } from "../../src/screens/pupil/model/search.ts";
import { course } from "../teacher/cast.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../tests/content/search_vectors.json", import.meta.url), "utf-8")) as {
  same: [string, string][];
  other: [string, string][];
};

describe("search on the phone, as on the server", () => {
  it.each(vectors.same)("finds %s in %s", (query, text) => expect(fits(text, wanted(query))).toBeGreaterThan(0));
  it.each(vectors.other)("does not find %s in %s", (query, text) => expect(fits(text, wanted(query))).toBe(0));
});

describe("lessons by title", () => {
  const lesson = (id: string, title: string) => ({ id, title, summary: "", items: [] });
  const courses = [course({ id: "a", title: "Әдебиет", lessons: [lesson("1", "Дала"), lesson("2", "Абай")] }), course({ id: "b", title: "Абай жолы", lessons: [lesson("3", "Кіріспе")] })];

  it("come with those first that are called so", () => {
    expect(findByTitle(courses, "абай").map((one) => one.lesson.id)).toEqual(["2", "3"]);
    expect(findByTitle(courses, "адебиет дала").map((one) => one.lesson.id)).toEqual(["1"]);
    expect(findByTitle(courses, " … ")).toEqual([]);
  });
});
