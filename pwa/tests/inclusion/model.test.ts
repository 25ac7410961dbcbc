/** Support, routes and weeks as they are worked out on a phone. */
import { describe, expect, it } from "vitest";

import type { CalendarDoc } from "../../src/data/docs.ts";
import type { RouteDoc, RouteReviewDoc, SupportDoc } from "../../src/data/docs-inclusion.ts";
import { cleaned, faultOf, isOverdue, mondayOf, reviewRecord, saidTwice, supportOn, weeksOf } from "../../src/screens/inclusion/model.ts";
import { isLarger } from "../../src/ui/textSize.ts";

const SUPPORT: SupportDoc = {
  id: "aru~support", school: "akbulaq", learner: "aru", extra_time: 25, larger_text: false, read_aloud: false, other_tasks: false, advice: "", starts_on: null, ends_on: null,
};
const ROUTE: RouteDoc = {
  id: "r", school: "akbulaq", learner: "aru", subject: "mathematics", span: "section", goal: "Қосу", steps: [], starts_on: "2026-11-02", ends_on: null, state: "open", conclusion: "", author: "marat",
};

function review(week: string, progress: RouteReviewDoc["progress"], author = "marat"): RouteReviewDoc {
  return { id: reviewRecord("r", week, author), route: "r", learner: "aru", week, progress, text: "", author, made_at: `${week}T04:00:00.000Z`, op: "x" };
}

describe("support", () => {
  it("stands from its first to its last day", () => {
    const dated = { ...SUPPORT, starts_on: "2026-11-01", ends_on: "2026-11-30" };
    expect(["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"].map((day) => supportOn(dated, day) !== null)).toEqual([false, true, true, false]);
  });

  it("makes the text larger from its first to its last day, and not without asking for it", () => {
    const dated = { ...SUPPORT, larger_text: true, starts_on: "2026-11-01", ends_on: "2026-11-30" };
    expect(["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"].map((day) => isLarger(dated, day))).toEqual([false, true, true, false]);
    expect([isLarger({ ...dated, larger_text: false }, "2026-11-23"), isLarger({ ...SUPPORT, larger_text: true }, "2026-11-23"), isLarger(undefined, "2026-11-23")]).toEqual([false, true, false]);
  });

  it("is nothing where nothing of it is left", () => {
    expect(supportOn(undefined, "2026-11-23")).toBeNull();
    expect(supportOn({ ...SUPPORT, extra_time: 0 }, "2026-11-23")).toBeNull();
    expect(supportOn({ ...SUPPORT, extra_time: 0, advice: "Алдыңғы қатарда" }, "2026-11-23")).not.toBeNull();
  });
});

describe("the weeks of a route", () => {
  it("are to be settled where one's own devices say different things", () => {
    const twice = { ...review("2026-11-16", "slow"), others: [{ progress: "going" as const, text: "", op: "b.1.1" }] };
    expect(saidTwice("r", "marat", [twice, review("2026-11-23", "slow")])).toEqual(["2026-11-16"]);
    expect([...saidTwice("r", "bota", [twice]), ...saidTwice("q", "marat", [twice])]).toEqual([]);
  });

  it("are named by their Mondays", () => {
    expect(["2026-11-22", "2026-11-23", "2026-11-29"].map(mondayOf)).toEqual(["2026-11-16", "2026-11-23", "2026-11-23"]);
    expect(reviewRecord("r.1.2", "2026-11-23", "marat")).toBe("r.1.2~20261123~marat");
  });

  it("come the latest first, with everybody's word", () => {
    const found = weeksOf("r", [review("2026-11-09", "going"), review("2026-11-16", "slow"), review("2026-11-16", "", "aizhan"), { ...review("2026-11-16", "slow"), route: "other" }]);
    expect(found.map(({ week, reviews }) => [week, reviews.map((one) => one.author)])).toEqual([
      ["2026-11-16", ["marat", "aizhan"]],
      ["2026-11-09", ["marat"]],
    ]);
  });

  it("are due when nobody has judged one for ten days after it was over", () => {
    const late = (reviews: RouteReviewDoc[], today: string, route = ROUTE, calendars: readonly CalendarDoc[] = []): boolean => isOverdue(route, reviews, today, calendars);
    expect([late([], "2026-11-12"), late([], "2026-11-13")]).toEqual([false, true]);
    const judged = [review("2026-11-02", "going")];
    expect([late(judged, "2026-11-18"), late(judged, "2026-11-19")]).toEqual([false, true]);
    expect(late([review("2026-11-16", "")], "2026-11-23")).toBe(true);
    expect(late([], "2026-11-23", { ...ROUTE, state: "finished" })).toBe(false);
    expect(late([], "2027-09-20", { ...ROUTE, ends_on: "2026-11-12" })).toBe(false); // nobody waits after its last day
  });

  it("are not waited for in holidays and summers", () => {
    const terms = [{ starts_on: "2026-09-01", ends_on: "2026-11-05" }, { starts_on: "2026-11-12", ends_on: "2026-12-30" }];
    const own = { school: "akbulaq", terms } as unknown as CalendarDoc;
    const others = { school: null, terms: [{ starts_on: "2026-09-01", ends_on: "2027-05-25" }] } as unknown as CalendarDoc;
    const late = (today: string, calendars: readonly CalendarDoc[]): boolean => isOverdue(ROUTE, [], today, calendars);
    // Three days before the holidays, and eight after them.
    expect([late("2026-11-18", [own, others]), late("2026-11-19", [own, others])]).toEqual([false, true]);
    expect(late("2026-11-13", [others])).toBe(true);
    expect(isOverdue(ROUTE, [review("2026-12-21", "going")], "2027-09-20", [own])).toBe(false);
  });
});

describe("a draft of a route", () => {
  it("needs a goal, and days in their order", () => {
    expect(faultOf({ ...ROUTE, goal: " " })).toBe("goalWrong");
    expect(faultOf({ ...ROUTE, ends_on: "2026-11-01" })).toBe("datesWrong");
    expect(faultOf({ ...ROUTE, ends_on: ROUTE.starts_on })).toBeNull();
  });

  it("is sent without steps that say nothing", () => {
    const step = { text: " 12-бет ", form: "work", due_on: null, done: false } as const;
    expect(cleaned({ ...ROUTE, goal: " Қосу ", steps: [step, { ...step, text: " " }] })).toMatchObject({ goal: "Қосу", steps: [{ ...step, text: "12-бет" }] });
  });
});
