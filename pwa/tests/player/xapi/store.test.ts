import { describe, expect, it } from "vitest";

import type { JsonObject } from "../../../src/player/xapi/conditions.ts";
import { XapiCourse } from "../../../src/player/xapi/course.ts";
import { XapiLms } from "../../../src/player/xapi/lms.ts";
import { withParameters } from "../../../src/player/xapi/play.ts";
import { etag, parseRequest, type XapiAnswer, type XapiRequest } from "../../../src/player/xapi/request.ts";
import { carrying, stateIn, type XapiState } from "../../../src/player/xapi/state.ts";
import { type Putting, XapiStore } from "../../../src/player/xapi/store.ts";

const MANIFEST = "0123456789abcdef".repeat(4);
const ACTOR: JsonObject = { objectType: "Agent", account: { homePage: "https://tirek.invalid/schools/akbulaq", name: "aru" } };
const CMI5 = { id: "https://w3id.org/xapi/cmi5/context/categories/cmi5" };
const MOVE_ON = { id: "https://w3id.org/xapi/cmi5/context/categories/moveon" };
const VERBS = "http://adlnet.gov/expapi/verbs/";
const ITEMS = [{ id: "block-1", launch: null, children: [{ id: "au-1", launch: "a.html", children: [] }, { id: "au-2", launch: "b.html", children: [] }] }];
const named = (id: string): JsonObject => ({ id: `https://example.kz/${id}`, title: { kk: id }, description: {}, objectives: [] });
const COURSE = {
  course: named("course"),
  blocks: { "block-1": named("block") },
  units: {
    "au-1": { ...named("one"), move_on: "Passed", mastery_score: 0.6, launch_method: "AnyWindow", launch_parameters: "p", entitlement_key: null, activity_type: null },
    "au-2": { ...named("two"), move_on: "NotApplicable", mastery_score: null, launch_method: "AnyWindow", launch_parameters: null, entitlement_key: null, activity_type: null },
  },
  objectives: [],
};
const TINCAN = { units: { "au-1": { ...named("lesson"), activity_type: null } } };

/** A launch on a phone whose outbox and clock are here. */
class Bench {
  readonly told: Putting[] = [];
  readonly lms: XapiLms;
  readonly store: XapiStore;
  readonly data: JsonObject | null;
  authorization = "";
  now = Date.parse("2026-11-23T04:00:00Z");
  private number = 0;

  constructor(isCmi5 = true, kept: XapiState | null = null, { item = "au-1", counts = true } = {}) {
    const course = new XapiCourse(isCmi5 ? COURSE : TINCAN, isCmi5 ? ITEMS : [{ id: "au-1", launch: "a.html", children: [] }], MANIFEST, isCmi5);
    const uuid = (): string => `00000000-0000-4000-8000-${String((this.number += 1)).padStart(12, "0")}`;
    const now = (): number => this.now;
    this.lms = new XapiLms(course, kept, { now, uuid, actor: ACTOR, counts });
    const { launched, statements } = this.lms.launch(item, "https://b/a.html");
    this.data = launched.data;
    this.told.push(...statements.map((one) => ({ id: one.id as string, fields: { school: "akbulaq", statement: one } })));
    this.store = new XapiStore(
      this.lms,
      launched,
      {
        now,
        uuid,
        actor: ACTOR,
        school: "akbulaq",
        statements: (several) => {
          this.told.push(...several);
          return Promise.resolve();
        },
        state: () => Promise.resolve(),
        preferences: () => ({ languagePreference: "kk-KZ", audioPreference: "on" }),
      },
      "secret",
    );
  }

  get verbs(): string[] {
    return this.told.map(({ fields }) => String((fields.statement as { verb: { id: string } }).verb.id.split("/").pop()));
  }

  call(method: string, path: string, args: Record<string, unknown> = {}, body?: unknown, headers: Record<string, string> = {}): Promise<XapiAnswer> {
    const query = new URLSearchParams(Object.entries(args).map(([name, value]): [string, string] => [name, typeof value === "string" ? value : JSON.stringify(value)])).toString();
    const request: XapiRequest = {
      method,
      path,
      query,
      headers: { authorization: this.authorization, "x-experience-api-version": "1.0.3", "content-type": "application/json", ...headers },
      body: body === undefined ? "" : JSON.stringify(body),
    };
    return this.store.answer(request);
  }

  async fetch(): Promise<Record<string, string>> {
    const found = read(await this.call("POST", "fetch")) as Record<string, string>;
    if (found["auth-token"]) this.authorization = `Basic ${found["auth-token"]}`;
    return found;
  }

  state(method: string, name: string, body?: unknown, more: Record<string, unknown> = {}): Promise<XapiAnswer> {
    const { activity } = this.lms.current ?? { activity: "" };
    return this.call(method, "xapi/activities/state", { activityId: activity, agent: ACTOR, registration: this.lms.state.registration, stateId: name, ...more }, body);
  }

  /** Up to `initialized`. */
  async start(): Promise<this> {
    await this.fetch();
    await this.call("GET", "xapi/agents/profile", { profileId: "cmi5LearnerPreferences", agent: ACTOR });
    expect((await this.say("initialized")).status).toBe(204);
    return this;
  }

  statement(verb: string, result?: JsonObject): JsonObject {
    const template = (this.data?.contextTemplate ?? { contextActivities: {}, extensions: {} }) as { contextActivities: JsonObject; extensions: JsonObject };
    const judges = ["completed", "passed", "failed"].includes(verb);
    const extensions = { ...template.extensions, ...(result?.score ? { "https://w3id.org/xapi/cmi5/context/extensions/masteryscore": 0.6 } : {}) };
    return {
      id: `00000000-0000-4000-9000-${String((this.number += 1)).padStart(12, "0")}`,
      timestamp: "2026-11-23T04:00:00.000Z",
      actor: ACTOR,
      verb: { id: VERBS + verb },
      object: { id: this.lms.current?.activity ?? "" },
      ...(result ? { result } : {}),
      context: {
        registration: this.lms.state.registration,
        contextActivities: { ...template.contextActivities, category: judges ? [CMI5, MOVE_ON] : [CMI5] },
        extensions,
      },
    };
  }

  say(verb: string, result?: JsonObject): Promise<XapiAnswer> {
    return this.put(this.statement(verb, result));
  }

  put(statement: JsonObject): Promise<XapiAnswer> {
    return this.call("PUT", "xapi/statements", { statementId: statement.id }, statement);
  }
}

function read(answer: XapiAnswer): unknown {
  return JSON.parse(answer.body ?? "null");
}

describe("a cmi5 launch without a server", () => {
  it("gives its token once, and its launch data", async () => {
    const bench = new Bench();
    expect((await bench.state("GET", "LMS.LaunchData")).status).toBe(401);
    expect(Object.keys(await bench.fetch())).toEqual(["auth-token"]);
    expect(await bench.fetch()).toMatchObject({ "error-code": "1" });
    const data = await bench.state("GET", "LMS.LaunchData");
    expect(read(data)).toMatchObject({ launchMode: "Normal", moveOn: "Passed", masteryScore: 0.6, launchParameters: "p" });
    expect(data.headers["X-Experience-API-Version"]).toBe("1.0.3");
  });

  it("keeps what the unit says as operations, and tells what is satisfied by it", async () => {
    const bench = await new Bench().start();
    const passed = await bench.say("passed", { success: true, duration: "PT1S", score: { scaled: 0.75 } });
    expect(passed.status).toBe(204);
    expect((await bench.say("terminated", { duration: "PT2S" })).status).toBe(204);
    expect(bench.verbs).toEqual(["launched", "initialized", "passed", "satisfied", "satisfied", "terminated"]);
    const kept = bench.told[2]?.fields;
    expect(kept).toMatchObject({ school: "akbulaq", statement: { authority: ACTOR, version: "1.0.0", result: { score: { scaled: { "#": "0.75" } } } } });
    expect(kept?.statement).not.toHaveProperty("id");
    expect(bench.lms.result("au-1")).toMatchObject({ "cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.scaled": "0.75" });
    expect(bench.lms.isSatisfied).toBe(true);
  });

  it("refuses what breaks a rule, by its number, and keeps nothing of the batch", async () => {
    const bench = await new Bench().start();
    const wrong = bench.statement("passed", { success: true, duration: "PT1S", score: { scaled: 0.5 } });
    const answer = await bench.call("POST", "xapi/statements", {}, [bench.statement("completed", { completion: true, duration: "PT1S" }), wrong]);
    expect([answer.status, (read(answer) as JsonObject).rule]).toEqual([403, "9.3.4.0-2"]);
    expect(bench.verbs).toEqual(["launched", "initialized"]);
    expect(bench.lms.state.units["au-1"]).toEqual({});
  });

  it("takes the same statement twice and another one under its id not at all", async () => {
    const bench = await new Bench().start();
    const once = bench.statement("completed", { completion: true, duration: "PT1S" });
    expect([(await bench.put(once)).status, (await bench.put(once)).status]).toEqual([204, 204]);
    expect((await bench.put({ ...once, result: { completion: true, duration: "PT9S" } })).status).toBe(409);
    expect(bench.verbs.filter((verb) => verb === "completed")).toHaveLength(1);
  });

  it("takes nothing after terminated", async () => {
    const bench = await new Bench().start();
    await bench.say("terminated", { duration: "PT2S" });
    expect((await bench.say("terminated", { duration: "PT2S" })).status).toBe(401);
    expect((await bench.state("GET", "LMS.LaunchData")).status).toBe(401);
  });

  it("hears requests in a form, as drivers of older tools send them", async () => {
    const bench = await new Bench().start();
    const where = { activityId: bench.lms.current?.activity ?? "", agent: JSON.stringify(ACTOR), registration: bench.lms.state.registration, stateId: "bookmark" };
    const form = (method: string, fields: Record<string, string>): Promise<XapiAnswer> =>
      bench.store.answer({
        method: "POST",
        path: "xapi/activities/state",
        query: `method=${method}`,
        headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
        body: new URLSearchParams({ ...fields, Authorization: bench.store.authorization, "X-Experience-API-Version": "1.0.3" }).toString(),
      });
    expect((await form("PUT", { ...where, content: "page 3", "Content-Type": "text/plain" })).status).toBe(204);
    const found = await form("GET", where);
    expect([found.status, found.body, found.headers["Content-Type"]]).toEqual([200, "page 3", "text/plain"]);
    // Without its content, with a method of its own, or with a parameter beside the method it means nothing.
    expect((await form("PUT", where)).status).toBe(400);
    expect((await form("PATCH", where)).status).toBe(400);
    expect((await form("GET&stateId=bookmark", where)).status).toBe(400);
  });

  it("is for its own learner, registration and activity", async () => {
    const bench = await new Bench().start();
    const other = { account: { homePage: "https://tirek.invalid/schools/akbulaq", name: "dias" } };
    expect((await bench.state("GET", "x", undefined, { agent: other })).status).toBe(403);
    expect((await bench.state("GET", "x", undefined, { registration: "00000000-0000-4000-8000-00000000ffff" })).status).toBe(403);
    expect((await bench.state("GET", "x", undefined, { activityId: "https://example.kz/other" })).status).toBe(403);
    const foreign = { ...bench.statement("experienced"), actor: other };
    expect((await bench.put(foreign)).status).toBe(403);
  });

  it("keeps documents with their tags, and goes on with them on another phone", async () => {
    const bench = await new Bench().start();
    expect((await bench.state("PUT", "bookmark", { page: 3 })).status).toBe(204);
    expect((await bench.state("POST", "bookmark", { video: 1 })).status).toBe(204);
    expect((await bench.state("PUT", "LMS.LaunchData", { x: 1 })).status).toBe(403);
    const known = stateIn([{}, carrying(bench.lms.state)]);
    const later = await new Bench(true, known).start();
    const found = await later.state("GET", "bookmark");
    expect(read(found)).toEqual({ page: 3, video: 1 });
    expect(found.headers.ETag).toBe(etag(found.body ?? ""));
    expect(later.lms.state.registration).toBe(bench.lms.state.registration);
    // The first launch was never ended by its unit.
    expect(later.verbs.slice(0, 2)).toEqual(["abandoned", "launched"]);
    const stale = await later.call("PUT", "xapi/agents/profile", { profileId: "cmi5LearnerPreferences", agent: ACTOR }, { languagePreference: "ru", audioPreference: "off" }, { "if-match": '"0"' });
    expect(stale.status).toBe(412);
  });

  it("opens what was passed for review, and for somebody who only looks in browse", async () => {
    const bench = await new Bench().start();
    await bench.say("passed", { success: true, duration: "PT1S" });
    await bench.say("terminated", { duration: "PT2S" });
    const again = await new Bench(true, bench.lms.state).start();
    expect(again.data?.launchMode).toBe("Review");
    expect((await again.say("completed", { completion: true, duration: "PT1S" })).status).toBe(403);
    expect(new Bench(true, null, { counts: false }).data?.launchMode).toBe("Browse");
  });

  it("says no to more than a lesson needs", async () => {
    const bench = await new Bench().start();
    expect((await bench.state("PUT", "big", "x".repeat(300_000))).status).toBe(413);
    expect(parseRequest({ method: "PUT", path: "xapi/statements", query: "", headers: {}, body: "x".repeat(2_000_000) })).toBeNull();
    expect(parseRequest({ method: "TRACE", path: "x", query: "", headers: {}, body: "" })).toBeNull();
  });
});

describe("a Tin Can launch without a server", () => {
  it("has its authorization from the start, and no rules of cmi5", async () => {
    const bench = new Bench(false);
    bench.authorization = bench.store.authorization;
    expect(bench.lms.current?.activity).toBe("https://example.kz/lesson");
    const plain = { actor: ACTOR, verb: { id: `${VERBS}completed` }, object: { id: "https://example.kz/lesson" }, result: { completion: true, success: true, score: { raw: 8, min: 0, max: 10 } } };
    const answer = await bench.call("POST", "xapi//statements", {}, plain);
    expect(answer.status).toBe(200);
    expect(bench.lms.result("au-1")).toMatchObject({ "cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.raw": "8" });
    const later = await bench.call("GET", "xapi/statements", { verb: `${VERBS}completed` });
    expect((read(later) as { statements: unknown[] }).statements).toHaveLength(1);
    expect((await bench.state("PUT", "suspend", { a: 1 }, { activityId: "https://example.kz/lesson/slide" })).status).toBe(204);
  });
});

it("puts the launch's parameters after the publisher's and before the fragment", () => {
  expect(withParameters("a.html", { x: "1 2" })).toBe("a.html?x=1%202");
  expect(withParameters("a.html?p=1#top", { x: "1" })).toBe("a.html?p=1&x=1#top");
});
