import { expect, test } from "vitest";

import { type Activity, readDescription } from "../../src/player/description.ts";
import { launchable } from "../../src/player/description.ts";
import { Guide } from "../../src/player/guide.ts";
import { courseOutcome } from "../../src/player/outcome2004.ts";
import type { Values } from "../../src/player/protocol.ts";

const LEARNER = { id: "p1", name: "Ару", counts: true };

const item = (id: string): unknown => ({ id, title: id, launch: "index.html", parameters: "", visible: true, children: [] });

function lesson(control: unknown = { flow: true }, items: unknown[] = [item("a"), item("b")]) {
  const text = JSON.stringify({
    version: 1,
    format: "scorm2004",
    title: "Сабақ",
    language: "kk",
    launch: "index.html",
    items,
    files: { "index.html": { sha256: "a".repeat(64), size: 1, type: "text/html" } },
    sequencing: { id: "org", objectives_global: true, data_global: true, root: { control }, activities: { m: { control } }, assets: [] },
    bytes: 1,
    report: [],
  });
  const description = readDescription(text);
  const list: Activity[] = launchable(description);
  return { description, list };
}

test("a lesson in order opens at its first activity, offers the next and ends after the last", () => {
  const { description, list } = lesson();
  const guide = Guide.open(description, list, null, {});
  expect(guide.start()).toMatchObject({ kind: "open", activity: { id: "a" }, resumed: false });
  expect(guide.controls()).toEqual({ continue: true, previous: false });
  expect(guide.go({ type: "continue" })).toMatchObject({ kind: "open", activity: { id: "b" } });
  expect(guide.go({ type: "continue" })).toEqual({ kind: "ended" });
});

test("a lesson without an order leaves the choice to the learner", () => {
  const { description, list } = lesson({});
  const guide = Guide.open(description, list, null, {});
  expect(guide.start()).toEqual({ kind: "choose" });
  expect([guide.canChoose("a"), guide.controls()]).toEqual([true, null]);
});

test("a sitting that was cut off goes on in the same attempt, with its values and its time", () => {
  const { description, list } = lesson();
  const guide = Guide.open(description, list, null, {});
  guide.start();
  const [first] = list;
  if (!first) throw new Error("no activity");
  guide.launch(first, null, LEARNER);
  const cutOff = guide.state();

  const values: Values = { "cmi.location": "3", "cmi.session_time": "PT2M", "cmi.exit": "" };
  const later = Guide.open(description, list, cutOff, values);
  expect(later.start()).toMatchObject({ kind: "open", activity: { id: "a" }, resumed: true });
  expect(later.launch(first, { "cmi.location": "3" }, LEARNER).values).toMatchObject({ "cmi.entry": "resume", "cmi.location": "3" });
});

test("a time-out of the content ends everything, whatever it asked for besides", () => {
  const { description, list } = lesson();
  const guide = Guide.open(description, list, null, {});
  expect(guide.wish({ "cmi.exit": "time-out", "adl.nav.request": "continue" })).toEqual({ type: "exitAll" });
  expect(guide.wish({ "adl.nav.request": "{target=b}choice" })).toEqual({ type: "choice", target: "b" });
});

test("a result is no mark where the content judged nothing", () => {
  const { description, list } = lesson();
  const guide = Guide.open(description, list, null, {});
  guide.start();
  guide.leave("a", {});
  guide.go({ type: "continue" });
  guide.leave("b", {});
  guide.go({ type: "exitAll" });
  const state = { values: {}, finished: true, earlierSeconds: 10, clockSeconds: 5 };
  const outcome = courseOutcome({ a: state, b: state }, ["a", "b"], guide.state());
  expect(outcome).toEqual({ completion: "completed", success: "unknown", score: null, seconds: 30 });
});

const PASSED: Values = { "cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.scaled": "0.8" };
const BEGUN: Values = { "cmi.completion_status": "incomplete", "cmi.success_status": "unknown" };

/** Goes through a part, with what its content says. */
function through(guide: Guide, target: string, values: Values): void {
  guide.go({ type: "choice", target });
  guide.leave(target, values);
}

/** Three parts, the first two in a chapter of their own. */
function three() {
  const chapter = { id: "m", title: "M", launch: null, parameters: "", visible: true, children: [item("a"), item("b")] };
  const { description, list } = lesson({ flow: true, choice: true }, [chapter, item("c")]);
  const guide = Guide.open(description, list, null, {});
  guide.start();
  return { description, list, guide };
}

test("a look back at a finished part takes nothing of what it had come to, nor of its chapter", () => {
  const { description, list, guide } = three();
  through(guide, "a", PASSED);
  through(guide, "b", PASSED);
  expect(guide.go({ type: "choice", target: "c" })).toMatchObject({ looks: false });
  guide.leave("c", BEGUN);
  const before = [guide.standing("a"), guide.standing("b"), guide.standing("m")];
  expect(before[2]?.standing.completed).toBe(true);

  expect(guide.go({ type: "choice", target: "a" })).toMatchObject({ activity: { id: "a" }, resumed: false, looks: true });
  expect([guide.standing("a"), guide.standing("b")]).toEqual(before.slice(0, 2));
  // Page by page it is a look as well, on to what is not finished yet.
  expect(guide.go({ type: "continue" })).toMatchObject({ activity: { id: "b" }, looks: true });
  expect(guide.go({ type: "continue" })).toMatchObject({ activity: { id: "c" }, looks: false });
  guide.leave("c", PASSED);
  expect(guide.go({ type: "exitAll" })).toEqual({ kind: "ended" });
  expect(guide.state().standing).toMatchObject({ completed: true, satisfied: true });
  const later = Guide.open(description, list, guide.state(), {});
  expect([later.standing("a"), later.standing("b")]).toEqual(before.slice(0, 2));
});

test("a part that was failed, was not finished or is wished once more begins anew", () => {
  const { guide } = three();
  through(guide, "a", { ...PASSED, "cmi.success_status": "failed" });
  through(guide, "b", BEGUN);
  through(guide, "c", PASSED);
  expect([guide.isDone("a"), guide.isDone("b"), guide.isDone("c")]).toEqual([false, false, true]);
  expect(guide.go({ type: "choice", target: "a" })).toMatchObject({ looks: false });
  expect(guide.go({ type: "choice", target: "b" })).toMatchObject({ looks: false });
  expect(guide.go({ type: "choice", target: "c" }, true)).toMatchObject({ looks: false });
  expect(guide.standing("c")).toMatchObject({ attempts: 2, standing: { completed: null, measure: null } });
});
