import { describe, expect, it } from "vitest";

import { CHUNK_BYTES } from "../../src/data/limits.ts";
import {
  UploadLost, UploadRefused, carry, type Imported, type RemoteUpload, type UploadJob, type UploadPorts,
} from "../../src/data/upload.ts";

const SIZE = CHUNK_BYTES * 2 + 1000;
const RESULT: Imported = { manifest: "ab".repeat(32), format: "scorm12", title: "Бөлшектер", launch: "index.html", bytes: SIZE, report: [] };

const job = (): UploadJob => ({
  id: "u1", name: "бөлшек.zip", type: "application/zip", size: SIZE, startedAt: 0, sha256: null, remote: null,
  stage: "hashing", done: 0, freshStarts: 0, result: null, problem: null, published: false,
});

/** A school server that can be cut, restarted or made to forget. */
class Server {
  received = 0;
  creates = 0;
  chunks: number[] = [];
  failAfter = Number.POSITIVE_INFINITY;
  answers: Array<Partial<RemoteUpload>> = [{ state: "importing", progress: 40 }, { state: "done", result: RESULT }];
  refuse: UploadRefused | null = null;
  lost: UploadLost | null = null;
  kept = new Map<string, UploadJob>();
  file: Blob | null = new Blob([new Uint8Array(SIZE).fill(7)]);
  seen: UploadJob[] = [];

  ports(): UploadPorts {
    return {
      road: {
        create: () => {
          this.creates += 1;
          if (this.refuse) return Promise.reject(this.refuse);
          return Promise.resolve({ id: `r${this.creates}`, offset: this.received });
        },
        offset: () => {
          const lost = this.lost;
          this.lost = null;
          return lost ? Promise.reject(lost) : Promise.resolve(this.received);
        },
        append: (_remote, offset, chunk) => {
          if (this.chunks.length >= this.failAfter) return Promise.reject(new TypeError("cut"));
          expect(offset).toBe(this.received);
          this.chunks.push(chunk.size);
          this.received += chunk.size;
          return Promise.resolve(this.received);
        },
        state: () => Promise.resolve({ offset: SIZE, state: "importing", progress: 0, result: null, problem: null, ...this.answers.shift() }),
      },
      store: {
        put: (one) => Promise.resolve(void this.kept.set(one.id, one)),
        file: () => Promise.resolve(this.file),
        dropFile: () => Promise.resolve(void (this.file = null)),
      },
      changed: (one) => void this.seen.push(one),
      pause: () => Promise.resolve(),
    };
  }
}

describe("sending a lesson file", () => {
  it("goes up in chunks the server takes, is imported, and only then leaves the phone", async () => {
    const server = new Server();
    const done = await carry(job(), server.ports());
    expect(done.stage).toBe("done");
    expect(done.result).toEqual(RESULT);
    expect(server.chunks).toEqual([CHUNK_BYTES, CHUNK_BYTES, 1000]);
    expect(done.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(server.file).toBeNull();
    expect(server.seen.some((one) => one.stage === "importing" && one.done === 40)).toBe(true);
  });

  it("goes on from the server's offset after a cut and a restart of the app", async () => {
    const server = new Server();
    server.failAfter = 1;
    await expect(carry(job(), server.ports())).rejects.toThrow("cut");
    const left = server.kept.get("u1");
    expect(left).toMatchObject({ stage: "sending", remote: "r1" });
    expect(server.file).not.toBeNull();
    server.failAfter = Number.POSITIVE_INFINITY;
    const done = await carry(left ?? job(), server.ports());
    expect(done.stage).toBe("done");
    expect(server.chunks).toEqual([CHUNK_BYTES, CHUNK_BYTES, 1000]);
    expect(server.creates).toBe(1);
  });

  it("starts afresh when the server has forgotten the upload, but not for ever", async () => {
    const server = new Server();
    server.lost = new UploadLost("unknown");
    expect((await carry(job(), server.ports())).stage).toBe("done");
    expect(server.creates).toBe(2);
    const broken = new Server();
    const ports = broken.ports();
    ports.road.offset = () => Promise.reject(new UploadLost("hash"));
    const end = await carry(job(), ports);
    expect(end).toMatchObject({ stage: "refused", problem: { type: "upload-broken" } });
  });

  it("asks for the offset again when another tab moved it", async () => {
    const server = new Server();
    server.lost = new UploadLost("offset");
    expect((await carry(job(), server.ports())).stage).toBe("done");
    expect(server.creates).toBe(1);
  });

  it("skips sending what this teacher had sent before", async () => {
    const server = new Server();
    server.received = SIZE;
    expect((await carry(job(), server.ports())).stage).toBe("done");
    expect(server.chunks).toEqual([]);
  });

  it("keeps a refusal's words, and says so when the file is gone", async () => {
    const server = new Server();
    const problem = { type: "unsupported-flash", title: "Flash", hint: null, messages: { kk: "Flash ашылмайды", ru: "Flash не открыть", en: "Flash cannot open" } };
    server.refuse = new UploadRefused(problem);
    expect(await carry(job(), server.ports())).toMatchObject({ stage: "refused", problem });
    const empty = new Server();
    empty.file = null;
    expect(await carry(job(), empty.ports())).toMatchObject({ stage: "refused", problem: { type: "file-gone" } });
  });
});
