import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { setTimezone } from "../../src/i18n/time.ts";
import { filterOf } from "../../src/screens/common/StatementList.tsx";
import { edgeOf, momentOf, typedOf } from "../../src/screens/common/typed.ts";
import { dueOn } from "../../src/screens/teacher/model/due.ts";

/** Almaty as phones knew it before March 2024. */
const OLD_TABLES = "Asia/Bishkek";

beforeEach(() => {
  vi.stubEnv("TZ", OLD_TABLES);
  expect(new Date("2026-11-20T04:00:00.000Z").getHours()).toBe(10);
});

afterEach(() => {
  vi.unstubAllEnvs();
  setTimezone(null);
});

describe("a time typed on a phone an hour too far east", () => {
  beforeEach(() => setTimezone("Asia/Almaty"));

  it("is the school's, and the field shows it again as it was typed", () => {
    expect(momentOf("2026-11-20T09:00")).toBe("2026-11-20T04:00:00.000Z");
    expect(typedOf("2026-11-20T04:00:00.000Z")).toBe("2026-11-20T09:00");
    expect(typedOf("2026-11-20T19:30:00.000Z")).toBe("2026-11-21T00:30");
  });

  it("bounds statements by the school's days, both of them whole", () => {
    expect(filterOf({ since: "2026-11-20", until: "2026-11-20", verb: "" })).toEqual({ since: "2026-11-19T19:00:00.000Z", until: "2026-11-20T18:59:59.999Z" });
    expect(filterOf({ verb: "passed" })).toEqual({ verb: "passed" });
  });

  it("is none while the field is empty or half filled in", () => {
    expect(typedOf(null)).toBe("");
    for (const half of ["", "2026-11-20", "2026-11-20T"]) expect(momentOf(half)).toBeNull();
    expect(edgeOf("", "start")).toBeNull();
  });
});

it("is the phone's own where no school says its zone", () => {
  expect(momentOf("2026-11-20T09:00")).toBe("2026-11-20T03:00:00.000Z");
  expect(typedOf("2026-11-20T03:00:00.000Z")).toBe("2026-11-20T09:00");
  expect(dueOn("2026-11-20")).toBe("2026-11-20T17:59:00.000Z");
});
