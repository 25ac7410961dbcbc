import { describe, expect, it } from "vitest";

import type { ClubAttendanceDoc, ClubDoc, ClubMeetingDoc, ClubMemberDoc } from "../../src/data/docs-clubs.ts";
import { attended, currentPeriod, daysOf, percentOf, periodsOf, proposed } from "../../src/screens/clubs/model.ts";

const CLUB: ClubDoc = { id: "chess", school: "s", kind: "elective", name: "Шахмат", about: "", leaders: ["marat"], led_by: [], starts_on: null, ends_on: null, percent: 80, switched_percent: 65, test: true };
const ARU: ClubMemberDoc = { id: "chess~aru", club: "chess", learner: "aru", name: "Серікбаева Ару", starts_on: "2026-09-01", ends_on: null, switched: false };

function meetings(...dates: string[]): ClubMeetingDoc[] {
  return dates.map((date) => ({ id: date, club: "chess", date, topic: "Шах", minutes: 40 }));
}

function missed(...days: string[]): ClubAttendanceDoc[] {
  return days.map((meeting) => ({ id: `${meeting}~aru`, club: "chess", meeting, learner: "aru", code: "ill" }));
}

describe("the half-years of an elective", () => {
  it("are named by the year in which the school year begins", () => {
    expect(periodsOf("2026-11-21")).toEqual(["2026-h1", "2026-h2", "2026"]);
    expect(periodsOf("2027-05-25")).toEqual(["2026-h1", "2026-h2", "2026"]);
    expect(currentPeriod("2027-01-11")).toBe("2026-h2");
    expect(daysOf("2026-h2")).toEqual(["2027-01-01", "2027-08-31"]);
  });
});

describe("who was at how many meetings", () => {
  const held = meetings("2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05");

  it("counts those of the period in which they were a member", () => {
    expect(attended(ARU, held, missed("2026-09-14"), "2026-h1")).toEqual({ held: 5, here: 4 });
    expect(attended({ ...ARU, starts_on: "2026-09-20" }, held, missed("2026-09-14"), "2026-h1")).toEqual({ held: 3, here: 3 });
    expect(attended(ARU, held, [], "2026-h2")).toEqual({ held: 0, here: 0 });
  });

  it("takes who came late as having been there", () => {
    const late = missed("2026-09-14").map((one) => ({ ...one, code: "late" as const }));
    expect(attended(ARU, held, late, "2026-h1").here).toBe(5);
  });

  it("never rounds up to the figure that passes", () => {
    expect(percentOf({ held: 1000, here: 799 })).toBe(79);
    expect(percentOf({ held: 0, here: 0 })).toBeNull();
  });
});

describe("the rule of an elective", () => {
  it("asks for four meetings of five, and for the test", () => {
    expect(proposed(CLUB, ARU, { held: 5, here: 4 }, "passed")).toBe("passed");
    expect(proposed(CLUB, ARU, { held: 5, here: 4 }, "failed")).toBe("failed");
    expect(proposed(CLUB, ARU, { held: 1000, here: 799 }, "passed")).toBe("failed");
  });

  it("asks less of who came from another in mid-year", () => {
    expect(proposed(CLUB, { ...ARU, switched: true }, { held: 100, here: 65 }, "passed")).toBe("passed");
    expect(proposed(CLUB, { ...ARU, switched: true }, { held: 100, here: 64 }, "passed")).toBe("failed");
  });

  it("says nothing before there is something to go by", () => {
    expect(proposed(CLUB, ARU, { held: 0, here: 0 }, "passed")).toBeNull();
    expect(proposed(CLUB, ARU, { held: 5, here: 5 }, null)).toBeNull();
    expect(proposed({ ...CLUB, test: false }, ARU, { held: 5, here: 5 }, null)).toBe("passed");
  });
});
