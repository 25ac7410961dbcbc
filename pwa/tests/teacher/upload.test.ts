import { describe, expect, it } from "vitest";

import {
  UploadLost, UploadRefused, carry, isOld, type Imported, type RemoteUpload, type UploadJob, type UploadPorts,
} from "../../src/data/upload.ts";

const SIZE = 3000;
const PIECE = 1000;
const RESULT: Imported = { manifest: "ab".repeat(32), format: "scorm12", title: "Бөлшектер", launch: "index.html", bytes: SIZE, report: [], lessons: [], phoneBytes: 0 };

const job = (): UploadJob => ({
  id: "u1", name: "бөлшек.zip", type: "application/zip", size: SIZE, startedAt: 0, sha256: null, remote: null,
  stage: "hashing", done: 0, freshStarts: 0, result: null, problem: null,
});

/** A school server that can be cut, restarted or made to forget. */
class Server {
  received = 0;
  created = 0;
  cutAt = Number.POSITIVE_INFINITY;
  forgets = 0;
  answers: Partial<RemoteUpload>[] = [{ state: "importing", progress: 40 }, { state: "done", result: RESULT }];
  refuse: UploadRefused | null = null;
  readonly stopped: string[] = [];
  readonly chosen: string[] = [];
  readonly kept = new Map<string, UploadJob>();
  readonly seen: UploadJob[] = [];
  file: Blob | null = new Blob([new Uint8Array(SIZE).fill(7)]);

  ports(): UploadPorts {
    return {
      road: {
        send: async (one, file, begun, progress) => {
          if (this.refuse) throw this.refuse;
          if (this.forgets > 0) {
            this.forgets -= 1;
            throw new UploadLost();
          }
          const remote = one.remote ?? `r${++this.created}`;
          if (one.remote === null) await begun(remote);
          while (this.received < file.size) {
            if (this.received >= this.cutAt) throw new TypeError("cut");
            this.received += PIECE;
            progress(this.received);
          }
          return remote;
        },
        state: () => Promise.resolve({ offset: SIZE, state: "importing", progress: 0, converting: false, result: null, problem: null, candidates: [], ...this.answers.shift() }),
        choose: (remote, launch) => {
          if (this.cutAt === 0) return Promise.reject(new TypeError("cut"));
          if (this.forgets > 0) {
            this.forgets -= 1;
            return Promise.reject(new UploadLost());
          }
          return Promise.resolve(void this.chosen.push(`${remote} ${launch}`));
        },
        stop: (remote) => {
          if (this.cutAt === 0) return Promise.reject(new TypeError("cut"));
          if (this.forgets > 0) return Promise.reject(new UploadLost());
          return Promise.resolve(void this.stopped.push(remote));
        },
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

describe("stopping a lesson file", () => {
  const stopping = (remote: string | null): UploadJob => ({ ...job(), stage: "stopping", remote });

  it("has the server drop what it has, and ends", async () => {
    const server = new Server();
    expect((await carry(stopping("r7"), server.ports())).stage).toBe("stopped");
    expect(server.stopped).toEqual(["r7"]);
    expect(server.file).toBeNull();
  });

  it("needs no server before anything was sent, and none that knows of it", async () => {
    const server = new Server();
    server.cutAt = 0;
    expect((await carry(stopping(null), server.ports())).stage).toBe("stopped");
    const forgetful = new Server();
    forgetful.forgets = 1;
    expect((await carry(stopping("r7"), forgetful.ports())).stage).toBe("stopped");
  });

  it("waits for a server that is out of reach", async () => {
    const server = new Server();
    server.cutAt = 0;
    await expect(carry(stopping("r7"), server.ports())).rejects.toThrow("cut");
    server.cutAt = Number.POSITIVE_INFINITY;
    expect((await carry(stopping("r7"), server.ports())).stage).toBe("stopped");
  });
});

describe("a file with several pages and no first one", () => {
  const problem = { type: "no-launch-file", title: "", hint: null, messages: null };
  const candidates = ["lesson.html", "tasks.html"];
  const choosing = (): UploadJob => ({ ...job(), stage: "choosing", remote: "r7", problem, candidates, launch: "tasks.html" });

  it("is refused with the pages of which one can be chosen", async () => {
    const server = new Server();
    server.answers = [{ state: "refused", problem, candidates }];
    expect(await carry(job(), server.ports())).toMatchObject({ stage: "refused", problem, candidates });
  });

  it("is imported with the one that was chosen, without being sent again, as soon as the school can be told", async () => {
    const server = new Server();
    server.file = null;
    server.cutAt = 0;
    await expect(carry(choosing(), server.ports())).rejects.toThrow("cut");
    server.cutAt = Number.POSITIVE_INFINITY;
    expect(await carry(choosing(), server.ports())).toMatchObject({ stage: "done", result: RESULT, candidates: [] });
    expect(server.chosen).toEqual(["r7 tasks.html"]);
  });

  it("has to be chosen again where the server has let go of it", async () => {
    const server = new Server();
    server.file = null;
    server.forgets = 1;
    expect(await carry(choosing(), server.ports())).toMatchObject({ stage: "refused", problem: { type: "file-gone" }, candidates: [] });
  });
});

it("may be gone from the server a month after it was sent", () => {
  const day = 24 * 3600 * 1000;
  expect([isOld(job(), 29 * day), isOld(job(), 31 * day)]).toEqual([false, true]);
});

describe("sending a lesson file", () => {
  it("begins afresh where an earlier try with the same file was stopped while it was imported", async () => {
    const server = new Server();
    const problem = { type: "import-stopped", title: "", hint: null, messages: null };
    server.answers = [{ state: "refused", problem }, { state: "done", result: RESULT }];
    expect(await carry(job(), server.ports())).toMatchObject({ stage: "done", freshStarts: 1 });
    expect(server.created).toBe(2);
  });

  it("tells while the server makes a film fit for phones", async () => {
    const server = new Server();
    server.answers = [{ state: "importing", progress: 12, converting: true }, { state: "done", result: RESULT }];
    await carry(job(), server.ports());
    expect(server.seen.filter((one) => one.converting)).toMatchObject([{ stage: "importing", done: 12 }]);
  });

  it("is hashed, sent, imported, and only then leaves the phone", async () => {
    const server = new Server();
    const done = await carry(job(), server.ports());
    expect(done).toMatchObject({ stage: "done", result: RESULT, remote: "r1" });
    expect(done.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(server.file).toBeNull();
    expect(server.seen.map((one) => `${one.stage} ${one.done}`)).toEqual([
      "sending 0", "sending 0", "sending 1000", "sending 2000", "sending 3000", "importing 0", "importing 40", "done 100",
    ]);
  });

  it("goes on with the same upload after a cut and a restart of the app", async () => {
    const server = new Server();
    server.cutAt = PIECE;
    await expect(carry(job(), server.ports())).rejects.toThrow("cut");
    const left = server.kept.get("u1");
    expect(left).toMatchObject({ stage: "sending", remote: "r1" });
    expect(server.file).not.toBeNull();
    server.cutAt = Number.POSITIVE_INFINITY;
    expect((await carry(left ?? job(), server.ports())).stage).toBe("done");
    expect(server.created).toBe(1);
  });

  it("sends the rest when the server, restarted, says it lacks some", async () => {
    const server = new Server();
    server.answers = [{ state: "receiving", offset: 2000 }, { state: "done", result: RESULT }];
    expect((await carry(job(), server.ports())).stage).toBe("done");
  });

  it("begins afresh when the server has forgotten the upload, but not for ever", async () => {
    const server = new Server();
    server.forgets = 1;
    expect((await carry(job(), server.ports())).stage).toBe("done");
    const broken = new Server();
    broken.forgets = 100;
    expect(await carry(job(), broken.ports())).toMatchObject({ stage: "refused", problem: { type: "upload-broken" } });
  });

  it("keeps a refusal's words, and says so when the file is gone", async () => {
    const messages = { kk: "Flash ашылмайды", ru: "Flash не открыть", en: "Flash cannot open" };
    const problem = { type: "unsupported-flash", title: "Flash", hint: null, messages };
    const early = new Server();
    early.refuse = new UploadRefused(problem);
    expect(await carry(job(), early.ports())).toMatchObject({ stage: "refused", problem });
    const late = new Server();
    late.answers = [{ state: "refused", problem }];
    expect(await carry(job(), late.ports())).toMatchObject({ stage: "refused", problem });
    expect(late.file).toBeNull();
    const empty = new Server();
    empty.file = null;
    expect(await carry(job(), empty.ports())).toMatchObject({ stage: "refused", problem: { type: "file-gone" } });
  });
});
