import { describe, expect, it, vi } from "vitest";

import { Answers } from "../../shell/answers.ts";
import { AtOnce } from "../../shell/at-once.ts";
import { type Description, readDescription } from "../../src/player/description.ts";
import { handable, handedFiles } from "../../src/player/handing.ts";
import type { XapiRequest } from "../../src/player/xapi/request.ts";

const NONCE = "0123456789abcdef0123456789abcdef";
const ACTIVITY = "https://example.kz/su";
const uuid = (): string => "11111111-2222-4333-8444-555555555555";

function request(method: string, path: string, query: Record<string, string> = {}, body = ""): XapiRequest {
  return { method, path: `xapi/${path}`, query: new URLSearchParams(query).toString(), headers: { "content-type": "application/json" }, body };
}

function answers(): Answers {
  const made = new Answers();
  made.begin({
    files: [["data/Сөздер.xml", new Blob(["<words/>"], { type: "text/xml" })]],
    documents: [[`state|${ACTIVITY}|place`, { type: "application/json", body: '{"page":3}' }]],
    token: "token",
  });
  return made;
}

describe("what the shell answers for the record store", () => {
  const place = { activityId: ACTIVITY, stateId: "place" };
  const ask = (made: Answers, ...all: Parameters<typeof request>) => made.answer(request(...all), uuid);

  it("gives back the documents that the app has, and what was written since", () => {
    const made = answers();
    expect(ask(made, "GET", "activities/state", place)).toMatchObject({ status: 200, body: '{"page":3}' });
    expect(ask(made, "POST", "activities/state", place, '{"seen":1}').status).toBe(204);
    expect(ask(made, "GET", "activities/state", place).body).toBe('{"page":3,"seen":1}');
    made.note(request("PUT", "activities/state", { ...place, stateId: "note" }, "{}"));
    expect(ask(made, "GET", "activities/state", { activityId: ACTIVITY }).body).toBe('["place","note"]');
    expect(ask(made, "DELETE", "activities/state", place).status).toBe(204);
    expect(ask(made, "GET", "activities/state", place).status).toBe(404);
    expect(ask(made, "DELETE", "activities/state", { activityId: ACTIVITY }).status).toBe(204);
    expect(ask(made, "GET", "activities/state", { activityId: ACTIVITY }).body).toBe("[]");
  });

  it("takes statements, and gives those without an id one that the app hears of as well", () => {
    const made = answers();
    const asked = request("POST", "statements", {}, '[{"verb":1},{"id":"own"}]');
    expect(made.answer(asked, uuid).body).toBe(JSON.stringify([uuid(), "own"]));
    expect(JSON.parse(asked.body)).toEqual([{ verb: 1, id: uuid() }, { id: "own" }]);
    expect(ask(made, "PUT", "statements", { statementId: "x" }, "{}").status).toBe(204);
    expect(ask(made, "POST", "statements", {}, "{").status).toBe(400);
    expect(ask(made, "GET", "statements").body).toBe('{"statements":[],"more":""}');
    expect(ask(made, "GET", "statements", { statementId: "x" }).status).toBe(404);
  });

  it("gives a cmi5 unit its token, and nothing else a place", () => {
    const made = answers();
    expect(made.answer({ ...request("POST", ""), path: "fetch" }, uuid).body).toBe('{"auth-token":"token"}');
    expect(ask(made, "GET", "about").status).toBe(200);
    expect(ask(made, "GET", "elsewhere").status).toBe(404);
  });

  it("finds files as the player does, and only those that were handed over", () => {
    const made = answers();
    expect(made.file(encodeURIComponent("data/СӨЗДЕР.XML").replace("%2F", "/"))).not.toBeNull();
    expect(made.file("other.xml")).toBeNull();
  });
});

describe("XMLHttpRequest of content", () => {
  /** Stands in for the browser's. */
  class Xhr extends EventTarget {
    sent: unknown[][] = [];
    open(...all: unknown[]): void {
      this.sent.push(["open", ...all]);
    }
    setRequestHeader(): void {
      this.sent.push(["header"]);
    }
    overrideMimeType(): void {
      this.sent.push(["type"]);
    }
    send(): void {
      this.sent.push(["send"]);
    }
  }

  function view(): { XMLHttpRequest: typeof Xhr } {
    vi.stubGlobal("location", { origin: "https://b.example" });
    return {
      XMLHttpRequest: class extends Xhr {},
      DOMParser: Object,
      Event,
      location: { pathname: `/c/${NONCE}/index.html` },
      document: { baseURI: `https://b.example/c/${NONCE}/index.html` },
    } as unknown as { XMLHttpRequest: typeof Xhr };
  }

  it("is answered within the shell where it is synchronous, and told to the app", () => {
    const made = view();
    const told: XapiRequest[] = [];
    new AtOnce(answers(), (one) => told.push(one), uuid).prepare(made as unknown as Window);
    const xhr = new made.XMLHttpRequest() as unknown as XMLHttpRequest & Xhr;
    const heard: string[] = [];
    for (const name of ["readystatechange", "load", "loadend"]) xhr.addEventListener(name, () => heard.push(name));
    const query = new URLSearchParams({ activityId: ACTIVITY, stateId: "place" }).toString();
    xhr.open("get", `/x/${NONCE}/xapi/activities/state?${query}`, false);
    xhr.setRequestHeader("Authorization", "Basic x");
    xhr.send();
    expect([xhr.readyState, xhr.status, xhr.responseText]).toEqual([4, 200, '{"page":3}']);
    expect(xhr.getResponseHeader("content-type")).toBe("application/json");
    expect(heard).toEqual(["readystatechange", "load", "loadend"]);
    expect(told).toMatchObject([{ method: "GET", path: "xapi/activities/state", headers: { authorization: "Basic x" } }]);
    expect(xhr.sent.map(([name]) => name)).not.toContain("send");

    xhr.open("GET", "index.html?wait", false);
    xhr.send();
    expect([xhr.status, xhr.responseText]).toEqual([200, ""]);
  });

  it("is the browser's own where it waits, goes elsewhere, or asks for what was not handed over", () => {
    const made = view();
    const atOnce = new AtOnce(answers(), () => undefined, uuid);
    atOnce.prepare(made as unknown as Window);
    atOnce.prepare(made as unknown as Window);
    for (const [address, ...more] of [["data/Сөздер.xml"], ["data/Сөздер.xml", true], ["other.xml", false], ["https://elsewhere.example/", false]] as const) {
      const xhr = new made.XMLHttpRequest();
      xhr.open("GET", address, ...more);
      xhr.send();
      expect(xhr.sent).toEqual([["open", "GET", address, ...more], ["send"]]);
    }
  });
});

describe("files that are handed over", () => {
  const sha256 = "a".repeat(64);
  const nowhere = (): Promise<null> => Promise.resolve(null);
  const file = (size: number, type: string): object => ({ sha256, size, type });

  function description(files: Record<string, object>): Description {
    return readDescription(JSON.stringify({ version: 1, format: "scorm12", title: "T", files, items: [], report: [] }));
  }

  it("are small and data", async () => {
    const made = description({
      "imsmanifest.xml": file(10, "application/xml"),
      "a.xml": file(10, "text/xml; charset=utf-8"),
      "b.json": file(10, "application/json"),
      "c.txt": file(10, "text/plain"),
      "d.html": file(10, "text/html"),
      "e.xhtml": file(10, "application/xhtml+xml"),
      "f.svg": file(10, "image/svg+xml"),
      "g.xml": file(300_000, "application/xml"),
      "h.xsd": file(10, "application/xml"),
    });
    expect(handable(made).map(({ path }) => path)).toEqual(["a.xml", "b.json", "c.txt"]);
    const found = await handedFiles(made, (hash) => Promise.resolve(hash === sha256 ? new Blob(["x"]) : null), nowhere);
    expect(found.map(([path, blob]) => [path, blob.type])).toContainEqual(["b.json", "application/json"]);
    expect(await handedFiles(made, () => Promise.reject(new Error("gone")), nowhere)).toEqual([]);
  });

  it("come from the school only while that costs little", async () => {
    const made = description(Object.fromEntries([60_000, 90_000, 50_000].map((size, at) => [`${at}.xml`, file(size, "text/xml")])));
    const found = await handedFiles(made, nowhere, () => Promise.resolve(new Blob(["x"])));
    expect(found.map(([path]) => path)).toEqual(["0.xml", "2.xml"]);
  });

  it("are not many", () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}.xml`, file(100_000, "text/xml")]));
    expect(handable(description(many))).toHaveLength(20);
  });
});
