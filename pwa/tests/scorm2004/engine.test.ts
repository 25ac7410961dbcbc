import { describe, expect, test } from "vitest";

import { Course, readRequest } from "../../shell/scorm2004/course.ts";
import { buildTree, type Item } from "../../shell/scorm2004/tree.ts";

const leaf = (id: string): Item => ({ id, title: id, visible: true, children: [] });
const cluster = (id: string, ...children: Item[]): Item => ({ ...leaf(id), children });

/** A package of three lessons in two chapters, gone through in order. */
function course(rules: Record<string, unknown> = {}, root: unknown = { control: { flow: true } }): Course {
  const items = [cluster("first", leaf("a"), leaf("b")), cluster("second", leaf("c"))];
  const activities = { first: { control: { flow: true } }, second: { control: { flow: true } }, ...rules };
  const sequencing = { id: "org", objectivesGlobal: true, dataGlobal: true, root, activities, assets: [] };
  return Course.begin(buildTree(items, "Package", sequencing), () => 0);
}

function shown(result: ReturnType<Course["request"]>): string {
  return result.outcome === "deliver" ? result.node.id : result.outcome;
}

/** The content of the current activity says how it went, and the learner goes on. */
function goOn(on: Course, values: Record<string, string>): string {
  if (on.current) on.take(on.current, values);
  return shown(on.request({ type: "continue" }));
}

describe("going through a package", () => {
  test("continue walks the leaves in order and ends the session after the last", () => {
    const on = course();
    expect(shown(on.request({ type: "start" }))).toBe("a");
    expect([goOn(on, {}), goOn(on, {}), goOn(on, {})]).toEqual(["b", "c", "ended"]);
    expect(on.current).toBeNull();
  });

  test("a satisfied activity with a skip rule is passed over, one of unknown status is not", () => {
    const skip = { pre: [{ action: "skip", conditions: [{ condition: "satisfied" }] }], objectives: [objective("g", ["satisfied"])] };
    const told = { objectives: [objective("g", [], ["satisfied"])] };
    const on = course({ a: told, b: skip });
    on.request({ type: "start" });
    expect(goOn(on, { "cmi.success_status": "passed" })).toBe("c");
    const unsure = course({ a: told, b: skip });
    unsure.request({ type: "start" });
    expect(goOn(unsure, { "cmi.success_status": "unknown" })).toBe("b");
  });

  test("a refused request changes nothing", () => {
    const on = course();
    on.request({ type: "start" });
    const before = on.snapshot();
    expect(on.request({ type: "choice", target: "nowhere" })).toEqual({ outcome: "refused", reason: "NB.2.1-11" });
    expect(on.snapshot()).toEqual(before);
  });

  test("choice into a chapter that forbids it is refused, and offered nowhere", () => {
    const on = course({ second: { control: { flow: true, choice: false } } });
    on.request({ type: "start" });
    expect(shown(on.request({ type: "choice", target: "c" }))).toBe("refused");
    expect([...on.offers().choice].sort()).toEqual(["a", "b", "first", "second"]);
  });

  test("an attempt limit is kept", () => {
    const on = course({ b: { limits: { attempts: 1 } } });
    on.request({ type: "start" });
    expect(shown(on.request({ type: "choice", target: "b" }))).toBe("b");
    on.request({ type: "choice", target: "a" });
    expect(on.offers().choice.has("b")).toBe(false);
  });
});

describe("what children amount to", () => {
  test("a chapter with an unknown child is neither satisfied nor failed", () => {
    const on = course();
    on.request({ type: "start" });
    goOn(on, { "cmi.success_status": "failed", "cmi.completion_status": "completed" });
    const first = on.node("first");
    if (!first) throw new Error("no chapter");
    expect(on.standing(first)).toMatchObject({ satisfied: null, completed: null });
    goOn(on, { "cmi.success_status": "passed", "cmi.completion_status": "completed" });
    expect(on.standing(first)).toMatchObject({ satisfied: false, completed: true });
  });

  test("measures roll up by weight", () => {
    const on = course({ a: { rollup: { weight: 0.25 } }, b: { rollup: { weight: 0.75 } } });
    on.request({ type: "start" });
    goOn(on, { "cmi.score.scaled": "1" });
    goOn(on, { "cmi.score.scaled": "0.2" });
    const first = on.node("first");
    expect(first && on.standing(first).measure).toBeCloseTo(0.4);
  });

  test("a retry rule begins the chapter anew until it is satisfied", () => {
    const again = { control: { flow: true }, post: [{ action: "retry", conditions: [{ condition: "satisfied", not: true }] }] };
    const leave = { post: [{ action: "exitParent", conditions: [{ condition: "always" }] }] };
    const on = course({ first: again, b: leave });
    on.request({ type: "start" });
    goOn(on, { "cmi.success_status": "failed" });
    expect(goOn(on, { "cmi.success_status": "failed" })).toBe("a");
    goOn(on, { "cmi.success_status": "passed" });
    expect(goOn(on, { "cmi.success_status": "passed" })).toBe("c");
  });
});

describe("leaving and coming back", () => {
  test("what was suspended goes on after the snapshot has travelled as text", () => {
    const on = course();
    on.request({ type: "start" });
    goOn(on, { "cmi.success_status": "passed" });
    on.request({ type: "suspendAll" });
    const later = Course.restore(on.tree, JSON.parse(JSON.stringify(on.snapshot())), () => 0);
    expect(later?.canResume).toBe(true);
    expect(later?.request({ type: "resumeAll" })).toMatchObject({ outcome: "deliver", node: { id: "b" }, resumed: true });
  });

  test.each([null, {}, { nodes: [] }, "text"])("a snapshot of something else is not taken: %j", (raw) => {
    expect(Course.restore(course().tree, raw, () => 0)).toBeNull();
  });

  test("requests of content are read, and nothing else is", () => {
    expect(readRequest("{target=c}choice")).toEqual({ type: "choice", target: "c" });
    expect(readRequest("suspendAll")).toEqual({ type: "suspendAll" });
    expect([readRequest("_none_"), readRequest("start"), readRequest(undefined)]).toEqual([null, null, null]);
  });
});

function objective(target: string, read: string[], write: string[] = []): unknown {
  return { id: "p", primary: true, maps: [{ target, read, write }] };
}
