/** A phone between a school and a hub that keep parts by their names, and links that break. */
import "fake-indexeddb/auto";

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { adapted, askWaiting, bag, bagFile, DamagedPart, deliver, handOver, openFile, pickUp, refused, restoreBag } from "../../src/data/courier.ts";
import { NoCourierFile, readFile, writeFile } from "../../src/data/courier-file.ts";
import { closeCourier, keepPart, partsHere, readPart } from "../../src/data/courier-store.ts";
import { Unreachable } from "../../src/data/http.ts";
import { hasCargo, hasNews, stageOf } from "../../src/screens/courier/model.ts";

const HUB = "https://hub.example";
const NAMES = { kk: "Орталық", ru: "Центр", en: "Centre" };
const PASS = "VEtQAQ==";

const idOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes)).slice(0, 32);
const octets = (length: number, seed: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, at) => (at * 31 + seed * 7) % 251);
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

class World {
  outgoing = [octets(150_000, 1), octets(90_000, 2)];
  mail = [octets(300_000, 3)];
  arrived = new Map<string, Uint8Array>();
  taken = new Set<string>();
  handed: string[] = [];
  receipts = 0;
  uploaded = 0;
  requests: string[] = [];
  atSchool = true;
  hubAnswers = true;
  cutEvery = 0;
  /** What the hub or the school refuses: names of parts, and receipts by their first byte. */
  refuses = new Set<string | number>();

  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    this.requests.push(path);
    const toHub = path.startsWith(HUB);
    if (toHub ? !this.hubAnswers : !this.atSchool) throw new TypeError("network");
    if (toHub && this.cutEvery > 0 && this.requests.length % this.cutEvery === 0) throw new TypeError("cut");
    if (toHub) expect(Object.keys(init.headers ?? {}), "a plain request needs no preflight").toEqual([]);
    const body = init.body instanceof Blob ? new Uint8Array(await init.body.arrayBuffer()) : new Uint8Array();
    return toHub ? this.hub(new URL(path), body) : this.school(path, init.method ?? "GET", body);
  };

  private school(path: string, method: string, body: Uint8Array<ArrayBuffer>): Response {
    if (path === "/api/v1/courier") return json({ node: "h", name: NAMES, address: HUB, works: 2, operations: 9, bytes: 700 });
    if (path === "/api/v1/courier/pickup") {
      const parts = this.outgoing.map((one) => ({ id: idOf(one), bytes: one.length }));
      const facts = { works: 2, operations: 9, files: 1, left: 0 };
      return json({ node: "h", school: NAMES, name: NAMES, address: HUB, facts, pass: PASS, parts }, 201);
    }
    if (path === "/api/v1/courier/receipts") {
      if (this.refuses.has(body[0] ?? 0)) return json({ type: "/problems/bundle-not-taken" }, 422);
      this.receipts += 1;
      return json({});
    }
    const id = path.split("/").pop() ?? "";
    if (method === "POST") {
      expect(idOf(body)).toBe(id);
      if (this.refuses.has(id)) return json({ type: "/problems/bundle-not-taken" }, 422);
      this.handed.push(id);
      return json({});
    }
    const found = this.outgoing.find((one) => idOf(one) === id);
    return found ? new Response(found) : json({ type: "/problems/not-found" }, 404);
  }

  private hub(url: URL, whole: Uint8Array<ArrayBuffer>): Response {
    const size = new DataView(whole.buffer).getUint16(0);
    expect([...whole.slice(2, 2 + size)]).toEqual([0x54, 0x4b, 0x50, 1]);
    const body = whole.slice(2 + size);
    const what = url.pathname.replace("/sync/v1/courier/", "");
    const at = Number(url.searchParams.get("at") ?? "0");
    if (what === "have") {
      const answer = new DataView(new ArrayBuffer(body.length / 4));
      for (let place = 0; place * 16 < body.length; place += 1) {
        const id = bytesToHex(body.slice(place * 16, place * 16 + 16));
        answer.setUint32(place * 4, this.taken.has(id) ? 0xffffffff : (this.arrived.get(id)?.length ?? 0));
      }
      return new Response(answer.buffer);
    }
    if (what === "receipts") return new Response(new Uint8Array([1, 2, 3]));
    if (what === "mail") return json({ parts: this.mail.map((one) => ({ id: idOf(one), bytes: one.length })) });
    const id = what.split("/").pop() ?? "";
    if (what.startsWith("mail/")) {
      const found = this.mail.find((one) => idOf(one) === id);
      return found ? new Response(found.slice(at, at + 100_000)) : json({ type: "/problems/not-found" }, 404);
    }
    const before = this.arrived.get(id) ?? new Uint8Array();
    if (at === before.length) {
      const now = new Uint8Array(before.length + body.length);
      now.set(before);
      now.set(body, before.length);
      this.arrived.set(id, now);
      this.uploaded += body.length;
    }
    const have = this.arrived.get(id)?.length ?? 0;
    const taken = have === Number(url.searchParams.get("size"));
    if (taken && this.refuses.has(id)) return json({ type: "/problems/bundle-not-taken" }, 422);
    if (taken) this.taken.add(id);
    return json({ offset: have, taken });
  }
}

let world: World;

beforeEach(async () => {
  await closeCourier();
  globalThis.indexedDB = new IDBFactory();
  world = new World();
  vi.stubGlobal("fetch", world.fetch);
  vi.stubGlobal("setTimeout", ((run: () => void, ms: number) => (ms < 20_000 ? (queueMicrotask(run), 0) : 0)));
  await restoreBag();
});

describe("the bag", () => {
  it("is empty at first, and stays as it was when the app is killed", async () => {
    expect(stageOf(bag.value)).toBe("empty");
    await pickUp(20_000_000);
    expect(stageOf(bag.value)).toBe("taken");
    await closeCourier();
    await restoreBag();
    expect(stageOf(bag.value)).toBe("taken");
    expect(await partsHere()).toEqual(new Set(world.outgoing.map(idOf)));
    expect((await askWaiting())?.works).toBe(2);
  });

  it("goes the whole way: taken, delivered, receipt returned, and nothing stays on the phone", async () => {
    await pickUp(20_000_000);
    world.atSchool = false;
    await deliver(20_000_000);
    expect(stageOf(bag.value)).toBe("delivered");
    expect([...world.taken]).toEqual(world.outgoing.map(idOf));
    expect(world.uploaded).toBe(240_000);
    expect(bag.value && hasNews(bag.value)).toBe(true);
    world.atSchool = true;
    await handOver();
    expect(stageOf(bag.value)).toBe("returned");
    expect([world.receipts, world.handed]).toEqual([1, world.mail.map(idOf)]);
    expect(await partsHere()).toEqual(new Set());
    expect(hasCargo(bag.value)).toBe(false);
  });

  it("sends only what the hub lacks", async () => {
    await pickUp(20_000_000);
    world.taken.add(idOf(octets(150_000, 1)));
    world.arrived.set(idOf(octets(90_000, 2)), octets(90_000, 2).slice(0, 40_000));
    await deliver(1);
    expect(world.uploaded).toBe(50_000);
  });

  it("goes on over a link that breaks every few requests, and nothing travels twice", async () => {
    await pickUp(20_000_000);
    world.cutEvery = 3;
    await deliver(20_000_000);
    expect(stageOf(bag.value)).toBe("delivered");
    expect(world.uploaded).toBe(240_000);
  });

  it("stays partly delivered when the link is gone, and goes on later", async () => {
    await pickUp(20_000_000);
    const real = world.fetch;
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => (path.includes(idOf(octets(90_000, 2))) && path.startsWith(HUB) ? Promise.reject(new TypeError("gone")) : real(path, init)));
    await expect(deliver(1)).rejects.toThrow(Unreachable);
    expect(stageOf(bag.value)).toBe("partly");
    vi.stubGlobal("fetch", real);
    await deliver(1);
    expect(stageOf(bag.value)).toBe("delivered");
    expect(world.uploaded).toBe(240_000);
  });

  it("keeps the former load until the new one is whole", async () => {
    await pickUp(20_000_000);
    const former = bag.value;
    world.outgoing = [...world.outgoing, octets(10, 9)];
    const real = world.fetch;
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => (path.endsWith(idOf(octets(10, 9))) ? Promise.reject(new TypeError("gone")) : real(path, init)));
    await expect(pickUp(20_000_000)).rejects.toThrow(Unreachable);
    expect(bag.value).toEqual(former);
    vi.stubGlobal("fetch", real);
    await pickUp(20_000_000);
    expect(bag.value?.up.length).toBe(3);
  });

  it("keeps what is for the school when more is taken before it was handed over", async () => {
    await pickUp(20_000_000);
    await deliver(20_000_000);
    await pickUp(20_000_000);
    expect(bag.value && hasNews(bag.value)).toBe(true);
    await handOver();
    expect(world.handed.length).toBe(1);
  });

  it("hands over the rest when the school refuses what was for its former server", async () => {
    const [strange, own] = [octets(20, 7), octets(30, 8)];
    world.mail = [strange, own];
    await pickUp(20_000_000);
    await deliver(20_000_000);
    await openFile(writeFile([{ sort: "receipt", bytes: new Uint8Array([9]).buffer }]), { hub: "h", hubName: NAMES, school: NAMES, address: HUB });
    world.refuses = new Set([1, idOf(strange)]); // the hub's receipt and one part; the file's receipt is taken
    await handOver();
    expect([world.receipts, world.handed, refused.value]).toEqual([1, [idOf(own)], 2]);
    expect(bag.value && hasNews(bag.value)).toBe(false);
    expect(stageOf(bag.value), "nothing says that the receipt is there").toBe("delivered");

    world.refuses.clear();
    world.mail = [];
    await pickUp(20_000_000);
    await deliver(20_000_000);
    await handOver();
    expect([stageOf(bag.value), world.receipts, refused.value]).toEqual(["returned", 2, 0]);
  });

  it("brings the rest when the hub refuses a part of another school, and fetches the news", async () => {
    await pickUp(20_000_000);
    const strange = octets(50, 5);
    await openFile(writeFile([{ sort: "up", bytes: strange.buffer }]), { hub: "h", hubName: NAMES, school: NAMES, address: HUB });
    world.refuses.add(idOf(world.outgoing[0] ?? strange)).add(idOf(strange));
    await deliver(20_000_000);
    expect([refused.value, bag.value?.up.map((part) => part.id), bag.value?.receipts.length]).toEqual([2, [idOf(octets(90_000, 2))], 1]);
    expect(bag.value?.down.map((part) => part.id)).toEqual(world.mail.map(idOf));
    expect(stageOf(bag.value)).toBe("delivered");
  });

  it("names a part that was damaged on the phone and does not send it", async () => {
    await pickUp(20_000_000);
    const id = idOf(octets(150_000, 1));
    const bytes = (await readPart(id)) as ArrayBuffer;
    new Uint8Array(bytes)[7] = 99;
    await keepPart(id, bytes);
    await expect(deliver(1)).rejects.toThrow(DamagedPart);
    expect(world.uploaded).toBe(0);
  });
});

describe("a file of the bag", () => {
  it("brings parts and receipts to another phone", async () => {
    await pickUp(20_000_000);
    await deliver(20_000_000);
    const file = await bagFile();
    await closeCourier();
    globalThis.indexedDB = new IDBFactory();
    await restoreBag();
    expect(bag.value).toBeNull();
    await openFile(file, { hub: "h", hubName: NAMES, school: NAMES, address: null });
    await openFile(file, { hub: "h", hubName: NAMES, school: NAMES, address: null });
    expect(stageOf(bag.value)).toBe("delivered");
    await handOver();
    expect(world.handed).toEqual(world.mail.map(idOf));
  });

  it("is refused when it is another file or ends early", () => {
    const whole = writeFile([{ sort: "up", bytes: new ArrayBuffer(9) }]);
    expect(whole.size).toBe(8 + 5 + 9);
    expect(() => readFile(new TextEncoder().encode("PK").buffer)).toThrow(NoCourierFile);
    expect(() => readFile(new TextEncoder().encode("TIREKC1\n\x02\x00\x00\x00\x09abc").buffer)).toThrow(NoCourierFile);
  });
});

it("makes requests larger on a good link and smaller on a poor one", () => {
  expect(adapted(64 * 1024, 100)).toBe(128 * 1024);
  expect(adapted(64 * 1024, 9_000)).toBe(32 * 1024);
  expect(adapted(64 * 1024, 2_000)).toBe(64 * 1024);
  expect(adapted(256 * 1024, 1)).toBe(256 * 1024);
  expect(adapted(16 * 1024, 60_000)).toBe(16 * 1024);
});
