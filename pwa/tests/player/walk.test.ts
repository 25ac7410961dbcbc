import { signal } from "@preact/signals";
import { expect, test } from "vitest";

import { launchable, readDescription } from "../../src/player/description.ts";
import { Guide } from "../../src/player/guide.ts";
import type { SessionState } from "../../src/player/journal.ts";
import type { Phase } from "../../src/player/phase.ts";
import type { Launch2004, ToShell, Values } from "../../src/player/protocol.ts";
import type { LessonSession } from "../../src/player/session.ts";
import type { ShellPort } from "../../src/player/shell-port.ts";
import { Walk } from "../../src/player/walk.ts";

const item = (id: string): unknown => ({ id, title: id, launch: "index.html", parameters: "", visible: true, children: [] });
const PASSED: Values = { "cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.scaled": "0.8" };

/** A package of two parts in the hands of a pupil who answers `how`. */
async function begun(how: "again" | "review", said = PASSED) {
  const description = readDescription(
    JSON.stringify({
      version: 1,
      format: "scorm2004",
      title: "Сабақ",
      language: "kk",
      launch: "index.html",
      items: [item("a"), item("b")],
      files: { "index.html": { sha256: "a".repeat(64), size: 1, type: "text/html" } },
      sequencing: { id: "org", objectives_global: true, data_global: true, root: { control: { flow: true, choice: true } }, activities: {}, assets: [] },
      bytes: 1,
      report: [],
    }),
  );
  const list = launchable(description);
  const states: SessionState["activities"] = {};
  const session = {
    current: "a",
    states: () => states,
    enter(activity: { id: string }, kept: Values | null) {
      session.current = activity.id;
      states[activity.id] = { values: kept ?? {}, finished: false, earlierSeconds: 0, clockSeconds: 0 };
    },
    stand: () => Promise.resolve(),
  };
  const opened: Launch2004[] = [];
  const port = {
    joined: true,
    playing: false,
    farewell: () => Promise.resolve(),
    send: () => undefined,
    open: (message: ToShell) => {
      if (message.type === "open" && message.scorm2004) opened.push(message.scorm2004);
    },
  };
  let asked = 0;
  const walk = new Walk(Guide.open(description, list, null, {}), {
    session: session as unknown as LessonSession,
    port: port as unknown as ShellPort,
    list,
    learner: { id: "p1", name: "Ару", counts: true },
    nonce: "",
    stored: [],
    files: [],
    phase: signal<Phase>({ kind: "loading" }),
    finished: signal(false),
    changed: () => undefined,
    over: () => false,
    which: () => {
      asked += 1;
      return Promise.resolve(how);
    },
  });
  await walk.start();
  states.a = { values: said, finished: true, earlierSeconds: 0, clockSeconds: 0 };
  walk.hear("a", {});
  await walk.ask({ type: "continue" });
  states.b = { values: { "cmi.completion_status": "incomplete" }, finished: false, earlierSeconds: 0, clockSeconds: 0 };
  return { walk, opened, states, asked: () => asked };
}

test("who chooses a finished part is asked, and a look is shown what was there and changes nothing", async () => {
  const { walk, opened, states, asked } = await begun("review");
  expect([asked(), walk.looks]).toEqual([0, false]);
  await walk.ask({ type: "choice", target: "a" });
  expect([asked(), walk.looks]).toEqual([1, true]);
  expect(opened.at(-1)?.values).toMatchObject({ ...PASSED, "cmi.mode": "review", "cmi.credit": "no-credit" });
  walk.weigh("a");
  walk.hear("a", { "cmi.completion_status": "incomplete", "cmi.score.scaled": "0" });
  await walk.ask({ type: "continue" });
  expect(walk.looks).toBe(false);
  expect(states.a?.values).toEqual(PASSED);
  expect(walk.guide.standing("a")).toMatchObject({ attempts: 1, standing: { completed: true, measure: 0.8 } });
});

test("who goes back page by page is not asked, and looks", async () => {
  const { walk, asked } = await begun("again");
  await walk.ask({ type: "previous" });
  expect([asked(), walk.looks, walk.guide.isDone("a")]).toEqual([0, true, true]);
});

test("a page that is read and judges nobody is simply shown", async () => {
  const { walk, asked } = await begun("again", {});
  await walk.ask({ type: "choice", target: "a" });
  expect([asked(), walk.looks, walk.guide.isDone("a")]).toEqual([0, true, true]);
});

test("who wants a part once more begins it anew", async () => {
  const { walk, opened, states } = await begun("again");
  await walk.ask({ type: "choice", target: "a" });
  expect([walk.looks, walk.guide.isDone("a")]).toEqual([false, false]);
  expect(opened.at(-1)?.values).toMatchObject({ "cmi.mode": "normal", "cmi.entry": "ab-initio" });
  expect(states.a?.values).toEqual({});
});
