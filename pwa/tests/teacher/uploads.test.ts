import { describe, expect, it } from "vitest";

import { ApiProblem } from "../../src/data/http.ts";
import { remoteUpload, translated } from "../../src/data/uploads.ts";
import { UploadLost, UploadRefused } from "../../src/data/upload.ts";

const messages = { kk: "Файл тым үлкен.", ru: "Файл слишком большой.", en: "Too large." };
const answer = (status: number, type: string) => new ApiProblem(status, type, null, null, null, { title: type, messages });

describe("the server's answers to an upload", () => {
  it("end it with the server's own words when no patience helps", () => {
    const refusal = translated(answer(413, "too-large"));
    expect(refusal).toBeInstanceOf(UploadRefused);
    expect((refusal as UploadRefused).problem).toMatchObject({ type: "too-large", messages });
    expect(translated(answer(403, "not-allowed"))).toBeInstanceOf(UploadRefused);
  });

  it("begin it afresh when the server forgot it or the bytes came damaged", () => {
    expect(translated(answer(404, "not-found"))).toBeInstanceOf(UploadLost);
    expect(translated(answer(422, "hash-mismatch"))).toBeInstanceOf(UploadLost);
  });

  it("leave it waiting when the disk is full, the session over, or the link cut", () => {
    for (const later of [answer(507, "disk-full"), answer(401, "expired"), answer(429, "too-many-uploads"), new TypeError("cut")]) {
      expect(translated(later)).toBe(later);
    }
  });

  it("are read without trusting their shape", () => {
    expect(remoteUpload({ state: "exploded", progress: "many" })).toEqual({ offset: 0, state: "receiving", progress: 0, converting: false, result: null, problem: null, candidates: [] });
    const done = remoteUpload({
      state: "done",
      offset: 10,
      progress: 100,
      result: { manifest: "ab", format: "pdf", title: "Дала", launch: null, bytes: 10, report: [{ code: "missing-file", subject: "a.png", messages }] },
    });
    expect(done.result).toMatchObject({ title: "Дала", launch: null, report: [{ code: "missing-file", subject: "a.png", messages }] });
    const refused = remoteUpload({ state: "refused", problem: { type: "/problems/archive-bomb", title: "Bomb", messages } });
    expect(remoteUpload({ state: "refused", candidates: ["a.html", 7, null] }).candidates).toEqual(["a.html"]);
    expect(remoteUpload({ state: "refused", candidates: "a.html" }).candidates).toEqual([]);
    expect(refused.problem).toEqual({ type: "archive-bomb", title: "Bomb", hint: null, messages });
  });
});
