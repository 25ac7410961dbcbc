import { beforeEach, describe, expect, it, vi } from "vitest";

import { circlesOf } from "../../src/data/keep-screens.ts";

/** As much of a browser's caches as the worker uses; `down` names files that the server can't give now. */
class Shelf {
  readonly boxes = new Map<string, Set<string>>();
  readonly down = new Set<string>();
  asked: string[] = [];

  readonly has = (name: string) => Promise.resolve(this.boxes.has(name));

  open(name: string) {
    const box = this.boxes.get(name) ?? new Set<string>();
    this.boxes.set(name, box);
    return Promise.resolve({
      keys: () => Promise.resolve([...box].map((path) => new Request(`https://school.example${path}`))),
      delete: (request: Request) => Promise.resolve(box.delete(new URL(request.url).pathname)),
      addAll: (paths: string[]) => {
        this.asked.push(...paths);
        if (paths.some((path) => this.down.has(path))) return Promise.reject(new TypeError("Failed to fetch"));
        paths.forEach((path) => box.add(path));
        return Promise.resolve();
      },
    });
  }

  get files(): string[] {
    return [...this.boxes.values()].flatMap((box) => [...box]);
  }
}

describe("screens of a circle on a phone", () => {
  let shelf: Shelf;
  let worker: typeof import("../../src/circle-parts.ts");

  beforeEach(async () => {
    shelf = new Shelf();
    vi.stubGlobal("self", { caches: shelf });
    vi.resetModules();
    worker = await import("../../src/circle-parts.ts");
  });

  it("are fetched once, and only what is missing", async () => {
    await worker.keepParts("staff", ["assets/desk.js"]);
    await worker.keepParts("staff", ["assets/desk.js", "assets/work.js"]);
    expect(shelf.asked).toEqual(["/assets/desk.js", "/assets/work.js"]);
  });

  it("are there before a new version starts, while the old one still has its own", async () => {
    await worker.keepParts("staff", ["assets/desk-1.js"]);
    await worker.renewParts("staff", ["assets/desk-2.js"]);
    expect(shelf.files).toEqual(["/assets/desk-1.js", "/assets/desk-2.js"]);
    await worker.dropOldParts("staff", ["assets/desk-2.js"]);
    expect(shelf.files).toEqual(["/assets/desk-2.js"]);
  });

  it("hold a new version back when they can't be had", async () => {
    await worker.keepParts("staff", ["assets/desk-1.js"]);
    shelf.down.add("/assets/desk-2.js");
    await expect(worker.renewParts("staff", ["assets/desk-2.js"])).rejects.toThrow();
    expect(shelf.files).toEqual(["/assets/desk-1.js"]);
  });

  it("never come to a pupil's phone by an update", async () => {
    await worker.renewParts("staff", ["assets/desk.js"]);
    await worker.dropOldParts("staff", ["assets/desk.js"]);
    expect(shelf.asked).toEqual([]);
    expect(shelf.boxes.size).toBe(0);
  });

  it("are each circle's own", async () => {
    await worker.keepParts("family", ["assets/shared.js", "assets/consent.js"]);
    await worker.renewParts("staff", ["assets/desk.js"]);
    await worker.dropOldParts("family", ["assets/shared.js", "assets/consent.js"]);
    expect(shelf.files).toEqual(["/assets/shared.js", "/assets/consent.js"]);
  });
});

describe("the circles of a phone", () => {
  const of = (...people: string[][]): string => circlesOf(people.map((roles) => ({ roles: roles.map((role) => ({ role, school: "akbulaq" })) })));

  it("are none on a pupil's", () => expect(of(["pupil"])).toBe(""));

  it("are those of everybody on a family's, whoever is here now", () => {
    expect(of(["pupil"], ["parent"])).toBe("family");
    expect(of(["parent", "teacher"], ["pupil"])).toBe("staff family");
  });
});
