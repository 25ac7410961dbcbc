import { expect, test } from "vitest";

import { type Activity, readDescription } from "../../src/player/description.ts";
import { launchable } from "../../src/player/description.ts";
import { Guide } from "../../src/player/guide.ts";
import { courseOutcome } from "../../src/player/outcome2004.ts";
import type { Values } from "../../src/player/protocol.ts";

const LEARNER = { id: "p1", name: "Ару", counts: true };

const item = (id: string): unknown => ({ id, title: id, launch: "index.html", parameters: "", visible: true, children: [] });

function lesson(control: unknown = { flow: true }) {
  const text = JSON.stringify({
    version: 1,
    format: "scorm2004",
    title: "Сабақ",
    language: "kk",
    launch: "index.html",
    items: [item("a"), item("b")],
    files: { "index.html": { sha256: "a".repeat(64), size: 1, type: "text/html" } },
    sequencing: { id: "org", objectives_global: true, data_global: true, root: { control }, activities: {}, assets: [] },
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
