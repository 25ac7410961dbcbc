import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { amount, emptyWindow, formOf, gapOf, planOf, presetOf, type PlanDoc, type WindowDoc } from "../../src/screens/admin/model/plan.ts";

const MB = 1024 * 1024;
const EVERY = [0, 1, 2, 3, 4, 5, 6];
const BY_DAY: WindowDoc = { name: "day", starts: 420, ends: 1320, days: EVERY, first: null, last: null, total: 20 * MB, caps: { files: 10 * MB, media: 0 } };
const BY_NIGHT: WindowDoc = { name: "night", starts: 1320, ends: 420, days: EVERY, first: null, last: null, total: null, caps: {} };
const NIGHT: PlanDoc = { day_total: null, windows: [BY_DAY, BY_NIGHT] };

const bytes = fc.option(fc.nat(5000).map((n) => n * MB), { nil: null });
const windows = fc.record({
  name: fc.constantFrom("night", "day", "Кешкі уақыт"),
  starts: fc.nat(1439),
  ends: fc.integer({ min: 1, max: 1440 }),
  days: fc.uniqueArray(fc.nat(6), { minLength: 1 }).map((days) => days.sort((a, b) => a - b)),
  first: fc.constantFrom(null, "2027-05-26"),
  last: fc.constantFrom(null, "2027-08-31"),
  total: bytes,
  caps: fc.dictionary(fc.constantFrom("files", "text", "media"), fc.nat(100).map((n) => n * MB)),
});

describe("the plan of windows as a form", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(fc.array(windows, { minLength: 1, maxLength: 12 }), bytes, (list, day_total) => {
        expect(planOf(formOf({ windows: list, day_total }))).toEqual({ windows: list, day_total });
      }),
    );
  });

  it("takes a whole day from midnight to midnight", () => {
    const form = formOf({ day_total: null, windows: [{ ...BY_NIGHT, starts: 0, ends: 1440 }] });
    expect(form.windows).toMatchObject([{ from: "00:00", until: "00:00" }]);
    expect(form.windows.map(gapOf)).toEqual([null]);
    expect(planOf(form).windows[0]).toMatchObject({ starts: 0, ends: 1440 });
  });

  it("knows a ready plan until a number is changed", () => {
    const form = formOf(NIGHT);
    expect(presetOf(form, { night: NIGHT })).toBe("night");
    const changed = { ...form, windows: form.windows.map((one) => (one.name === "day" ? { ...one, total: "30" } : one)) };
    expect(presetOf(changed, { night: NIGHT })).toBeNull();
    expect(planOf(changed).windows[0]?.total).toBe(30 * MB);
  });

  it("reads an amount as it is typed here, with a comma", () => {
    expect(amount("2,5 МБ")).toBe("2,5");
    expect(planOf({ dayTotal: "2,5", windows: [] }).day_total).toBe(2.5 * MB);
    expect(planOf({ dayTotal: "", windows: [] }).day_total).toBeNull();
  });

  it.each([
    [{ from: "22:00", until: "22:00" }, "sameHours"],
    [{ days: [] }, "noDays"],
    [{ first: "2027-06-01", last: "2027-05-01" }, "badDates"],
    [{ name: "  " }, "noName"],
    [{}, null],
  ] as const)("says what is wrong with %o", (change, gap) => {
    expect(gapOf({ ...emptyWindow("Кеш"), ...change })).toBe(gap);
  });
});
