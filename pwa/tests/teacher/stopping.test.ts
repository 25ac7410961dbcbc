import { beforeEach, describe, expect, it, vi } from "vitest";

import { openProfile } from "../../src/data/open.ts";
import { leave } from "../../src/data/session.ts";
import type { UploadJob } from "../../src/data/upload.ts";
import { forgetUpload, isThere, keepForm, resumeUploads, startUpload, stopUpload, uploads } from "../../src/data/uploads.ts";
import { ARU, pupilsPhone } from "../data/phone.ts";

const json = (status: number, body: unknown): Response => Response.json(body, { status });

/** A school whose link stands still in the middle of a file until it is cut. */
class Slow {
  readonly asked: string[] = [];
  cut: () => void = () => undefined;
  readonly fetch = (path: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? "GET";
    this.asked.push(`${method} ${path}`);
    if (method === "POST") return Promise.resolve(json(201, { id: "r1", offset: 0 }));
    if (method === "PATCH") return new Promise((_, reject) => (this.cut = () => reject(new TypeError("cut"))));
    return Promise.resolve(json(200, { id: "r1", offset: 0, state: "refused", progress: 0, result: null, problem: null }));
  };
}

let slow: Slow;
beforeEach(async () => {
  await pupilsPhone();
  slow = new Slow();
  vi.stubGlobal("fetch", slow.fetch);
});

const only = () => uploads.value.find((one) => one.name === "film.mp4");
const until = (seen: () => boolean): Promise<void> => vi.waitFor(() => expect(seen()).toBe(true), 10_000);

describe("stopping an upload", () => {
  it("takes the file off the phone at once, and off the server as soon as it answers", { timeout: 30_000 }, async () => {
    await resumeUploads();
    const { id } = await startUpload(new File(["film"], "film.mp4", { type: "video/mp4" }));
    await until(() => slow.asked.includes("PATCH /api/v1/uploads/r1"));

    await stopUpload(id);
    expect(only()?.stage).toBe("stopping");
    expect(await (await openProfile(ARU)).get("uploads", id)).toMatchObject({ file: null, job: { stage: "stopping", remote: "r1" } });

    slow.cut();
    await until(() => only()?.stage === "stopped");
    expect(slow.asked.filter((one) => one.startsWith("DELETE"))).toEqual(["DELETE /api/v1/uploads/r1"]);
    expect(await (await openProfile(ARU)).get("uploads", id)).toMatchObject({ file: null, job: { stage: "stopped" } });
  });
});

it("asks whether an import is still there, and takes another file in its place with all that was filled in", { timeout: 30_000 }, async () => {
  const result = { manifest: "ab", format: "pdf", title: "Дала", launch: null, bytes: 4 };
  let status = 200;
  let state = "done";
  vi.stubGlobal("fetch", (_path: string, init: RequestInit = {}) => {
    if (init.method === "POST") return Promise.resolve(json(201, { id: "r1", offset: 4 }));
    return Promise.resolve(status === 200 ? json(200, { id: "r1", offset: 4, state, progress: 0, result, problem: null }) : json(status, { type: "/problems/not-found" }));
  });
  await resumeUploads();
  const { id } = await startUpload(new File(["film"], "film.mp4", { type: "video/mp4" }));
  const job = () => uploads.value.find((one) => one.id === id) as UploadJob;
  await until(() => job().stage === "done");
  await keepForm(id, { lessonTitle: "Дала" });
  expect(await isThere(job())).toBe(true);
  status = 500;
  expect(await isThere(job())).toBeNull();
  status = 404;
  expect(await isThere(job())).toBe(false);

  status = 200;
  state = "importing";
  await startUpload(new File(["again"], "film.mp4", { type: "video/mp4" }), job());
  await until(() => job().stage === "importing");
  expect(uploads.value.filter((one) => one.id === id)).toHaveLength(1);
  expect(await (await openProfile(ARU)).get("uploads", id)).toMatchObject({ job: { form: { lessonTitle: "Дала" } } });
  state = "done";
  await until(() => job().stage === "done");
  await forgetUpload(id);
});

it("goes on at the picker: what waits still goes", { timeout: 30_000 }, async () => {
  await resumeUploads();
  await startUpload(new File(["another"], "song.mp3", { type: "audio/mp3" }));
  await until(() => slow.asked.includes("PATCH /api/v1/uploads/r1"));
  await leave();
  slow.asked.length = 0;
  slow.cut();
  await until(() => slow.asked.length > 0);
  expect(slow.asked[0]).toMatch("/api/v1/uploads/r1");
});
