import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import type { CalendarDoc } from "../../src/data/docs.ts";
import { calendarAhead, calendarBefore, calendarFor, calendarOfTerms } from "../../src/planning/calendar.ts";

interface Vectors {
  calendars: { id: string; school: string | null; grades: number[]; terms: [string, string][] }[];
  cases: { why: string; calendars: string[]; grades: number[]; on: Record<string, (string | null)[]> }[];
}

const VECTORS = JSON.parse(readFileSync(new URL("../../../tests/server/planning/calendar_vectors.json", import.meta.url), "utf8")) as Vectors;
const CALENDARS = new Map(
  VECTORS.calendars.map((one) => {
    const terms = one.terms.map(([starts_on, ends_on]) => ({ starts_on, ends_on }));
    return [one.id, { ...one, terms, name: "", weekdays: [1], holidays: [], moved: [], bells: [] } satisfies CalendarDoc];
  }),
);

describe("the calendar of a day's lessons, plans and terms, and the year before, as the server has them", () => {
  it.each(VECTORS.cases)("$why", ({ calendars, grades, on }) => {
    const known = calendars.flatMap((id) => CALENDARS.get(id) ?? []);
    for (const [day, wanted] of Object.entries(on)) {
      const found = [calendarFor, calendarAhead, calendarOfTerms, calendarBefore].map((choose) => choose({ school: "s", grades }, day, known)?.id ?? null);
      expect([day, ...found]).toEqual([day, ...wanted]);
    }
  });
});
