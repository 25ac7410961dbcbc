/** A paper with minutes, begun on one phone and opened on the next. */
import { afterEach, expect, it, vi } from "vitest";

import { exchange } from "../../src/data/exchange.ts";
import { clockAhead, compare } from "../../src/data/now.ts";
import { readState, stateText } from "../../src/player/quiz/state.ts";
import { EMPTY_PAPER } from "../../src/data/docs-quizzes.ts";
import { records } from "../../src/data/records.ts";
import { Taking } from "../../src/screens/quizzes/taking.ts";
import { ARU, current, pupilsPhone } from "../data/phone.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

// There is no page here that could be looked at.
vi.mock("../../src/player/looking.ts", () => ({ whileSeen: () => () => undefined }));

afterEach(() => void vi.unstubAllGlobals());

it("counts on from a phone that is an hour slow, and keeps that in its own time", async () => {
  const school = await pupilsPhone();
  const began = Date.now() - 5 * MINUTE - HOUR;
  const suspend = stateText({ seed: 7, at: 0, done: false, answers: { a: "true" }, times: { began, ended: null, ahead: -HOUR } });
  school.publish("paper", "p", { ...EMPTY_PAPER, school: "s1", class: "5a", title: "Бөлшектер", minutes: 30, created_at: "" });
  school.publish("attempt", "t1", { learner: ARU, item: "p", lesson: "p", course: "p", session: "s", completion: "incomplete", success: "unknown", score: null, total_time_s: 300, suspend, location: "1", at: "2026-11-20T05:00:00.000Z", op: "b.1.1", central: false });
  await exchange(current());
  compare(Date.now());
  const paper = records.get("paper", "p");
  if (!paper) throw new Error("the paper has not come");
  const first = await Taking.open(paper, false);
  const { times, answers } = first.run.state.peek();
  expect(answers).toEqual({ a: "true" });
  expect(first.elsewhere).toBe(false);
  expect(Math.abs((times?.began ?? 0) - (Date.now() - 5 * MINUTE))).toBeLessThan(MINUTE);
  await first.close();

  // The other phone's text has not changed, and this one has its own by now.
  const again = await Taking.open(paper, false);
  expect(again.run.state.peek().times?.began).toBe(times?.began);
  expect(clockAhead.peek()).toBe(times?.ahead);
  expect(readState(suspend)?.times?.began).toBe(began);
  await again.close();
});

it("says that the place is on the other phone where a long paper's answers have not come", async () => {
  const school = await pupilsPhone();
  school.publish("paper", "p", { ...EMPTY_PAPER, school: "s1", class: "5a", title: "Бөлшектер", created_at: "" });
  const far = { learner: ARU, item: "p", lesson: "p", course: "p", session: "s", completion: "incomplete", success: "unknown", score: null, total_time_s: 300, at: "2026-11-20T05:00:00.000Z", op: "b.1.1", central: false };
  school.publish("attempt", "t1", { ...far, suspend: null, location: null });
  await exchange(current());
  const paper = records.get("paper", "p");
  if (!paper) throw new Error("the paper has not come");
  const taking = await Taking.open(paper, false);
  expect(taking.elsewhere).toBe(true);
  await taking.close();
});
