/** A school server small enough to read: takes operations and uploads, feeds changes, and breaks on demand. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";

interface Stored {
  body: string;
  owner: string;
}

interface Upload {
  owner: string;
  size: number;
  sha256: string;
  bytes: Uint8Array[];
  offset: number;
}

interface Record_ {
  type: string;
  id: string;
  doc: Record<string, unknown> | null;
}

/** before: the request never arrives. after: it is done, but the answer is lost. */
export type Cut = "before" | "after" | null;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

export class School {
  operations = new Map<string, Stored>();
  files = new Map<string, Uint8Array>();
  /** Copies of drafts by person and device (a log-in of theirs), the latest first. */
  drafts: { person: string; device: string; assignment: string; text: string; files: number }[] = [];
  /** Own notes, by person, as they came. */
  notes = new Map<string, { name: string; entry: string; value: string | null }[]>();
  feed: Record_[] = [];
  requests: string[] = [];
  /** Asked before every request. */
  cut: (path: string) => Cut = () => null;
  /** Operations (by record or kind) that are held, with the reason. */
  hold = new Map<string, string>();
  /** Kinds that the server cannot read: the whole batch is refused. */
  unreadable = new Set<string>();
  /** What it says of itself, before anybody logs in. */
  node: Record<string, unknown> | null = null;
  /** Further records of a person, by the kept one. */
  also = new Map<string, string[]>();
  incarnation = 1;
  pageSize = 3;
  private tokens = new Map<string, string>();
  private erased = new Set<string>();
  private writers = new Map<string, string>();
  private uploads = new Map<string, Upload>();
  private serial = 0;

  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? "GET";
    const bare = path.split("?")[0] ?? path;
    this.requests.push(`${method} ${bare}`);
    const cut = this.cut(path);
    if (cut === "before") throw new TypeError("network");
    const response = await this.answer(method, path, init);
    if (cut === "after") throw new TypeError("network");
    return response;
  };

  logIn(person: string): { token: string; writer: string } {
    this.serial += 1;
    const token = `token-${this.serial}`;
    const writer = this.serial.toString(16).padStart(16, "0");
    this.tokens.set(token, person);
    this.writers.set(writer, person);
    return { token, writer };
  }

  revokeAll(): void {
    this.tokens.clear();
  }

  /** As after an erasure: their logins are known as such, and nothing else of them is. */
  erase(person: string): void {
    for (const [token, owner] of this.tokens) {
      if (owner !== person) continue;
      this.tokens.delete(token);
      this.erased.add(token);
    }
  }

  /** As after the box was put back from a copy that knew its people and nothing of their work. */
  restore(): void {
    this.incarnation += 1;
    this.operations.clear();
    this.files.clear();
    this.uploads.clear();
    this.feed = [];
  }

  forgetWriters(): void {
    this.writers.clear();
  }

  /** As after a phone was copied: somebody has used this number for something else. */
  occupy(id: string): void {
    this.operations.set(id, { body: "something else", owner: "?" });
  }

  publish(type: string, id: string, doc: Record<string, unknown> | null): void {
    this.feed.push({ type, id, doc });
  }

  /** The hand-ins that are here, by their text. */
  texts(): string[] {
    return [...this.operations.values()].flatMap(({ body }) => {
      if (!body.startsWith("{")) return [];
      const fields = (JSON.parse(body) as { fields: { text?: string } }).fields;
      return fields.text === undefined ? [] : [fields.text];
    });
  }

  private async answer(method: string, path: string, init: RequestInit): Promise<Response> {
    const url = new URL(path, "http://school.lan");
    const headers = new Headers(init.headers);
    if (url.pathname === "/api/v1/node" && this.node) return json(200, this.node);
    const token = (headers.get("Authorization") ?? "").replace("Bearer ", "");
    const person = this.tokens.get(token);
    if (url.pathname === "/api/v1/sessions") return this.newSession(url, init);
    if (this.erased.has(token)) return json(401, { type: "/problems/erased", status: 401 });
    if (person === undefined) return json(401, { type: "/problems/not-logged-in", status: 401 });
    if (url.pathname === "/api/v1/sessions/current") return new Response(null, { status: 204 });
    if (url.pathname === "/api/v1/operations") return this.take(person, init);
    if (url.pathname === "/api/v1/changes") return this.changes(url, headers);
    if (url.pathname.startsWith("/api/v1/uploads")) return this.upload(method, url, headers, person, init);
    if (url.pathname === "/api/v1/drafts") return this.keepDrafts(method, person, token, init);
    if (url.pathname === "/api/v1/notes") return this.keepNotes(person, init);
    return json(404, { type: "/problems/not-found", status: 404 });
  }

  /** Two of them to a page. */
  private keepNotes(person: string, init: RequestInit): Response {
    const { since, notes } = JSON.parse(init.body as string) as { since: number; notes: { name: string; entry: string; value: string | null }[] };
    const kept = this.notes.get(person) ?? [];
    this.notes.set(person, kept);
    kept.push(...notes);
    const reset = since > kept.length;
    const after = reset ? 0 : since;
    const page = kept.slice(after, after + 2);
    return json(200, { notes: page, n: after + page.length, more: kept.length > after + page.length, reset });
  }

  private keepDrafts(method: string, person: string, device: string, init: RequestInit): Response {
    if (method === "GET") return json(200, { drafts: this.drafts.filter((one) => one.person === person).map(({ assignment, text, files }) => ({ assignment, text, files })) });
    const { drafts } = JSON.parse(init.body as string) as { drafts: { assignment: string; text: string; files: number }[] };
    const said = new Set(drafts.map(({ assignment }) => assignment));
    const fresh = drafts.filter((one) => one.text !== "" || one.files > 0).map((one) => ({ ...one, person, device }));
    this.drafts = [...fresh, ...this.drafts.filter((one) => one.person !== person || one.device !== device || !said.has(one.assignment))];
    const others = this.drafts.filter((one) => one.person === person && one.device !== device && said.has(one.assignment));
    return json(200, { drafts: others.map(({ assignment, text, files }) => ({ assignment, text, files })) });
  }

  private async newSession(url: URL, init: RequestInit): Promise<Response> {
    const { login, password } = JSON.parse(init.body as string) as { login: string; password: string };
    if (password !== "correct") return json(401, { type: "/problems/bad-credentials", status: 401 });
    const { token, writer } = this.logIn(login);
    const changes = url.searchParams.has("changes") ? ((await this.changes(url, new Headers()).json()) as unknown) : undefined;
    return json(201, { token, person: { id: login, name: login }, also: this.also.get(login) ?? [], roles: [{ role: "pupil", school: "s1" }], writer, epoch: 1, changes });
  }

  private take(person: string, init: RequestInit): Response {
    const batch = JSON.parse(init.body as string) as {
      writer: string;
      epoch: number;
      operations: { seq: number; kind: string; record: string; fields: Record<string, unknown> }[];
    };
    const owner = this.writers.get(batch.writer) ?? "";
    if (owner !== person && !this.also.get(person)?.includes(owner)) return json(403, { type: "/problems/not-allowed", status: 403 });
    const bad = batch.operations.findIndex((op) => this.unreadable.has(op.kind));
    if (bad >= 0) return json(422, { type: "/problems/invalid-operation", status: 422, index: bad });
    const results = batch.operations.map((op) => {
      const id = `${batch.writer}.${batch.epoch}.${op.seq}`;
      const body = JSON.stringify(op);
      const known = this.operations.get(id);
      const base = { seq: op.seq, order: "0", receipt: "7K-42" };
      if (known && known.body !== body) return { ...base, outcome: "fork", reason: null, duplicate: false };
      const reason = this.hold.get(op.kind) ?? null;
      if (!known) {
        this.operations.set(id, { body, owner: person });
        if (reason === null) this.project(person, op, id);
      }
      return { ...base, outcome: reason === null ? "admitted" : "held", reason, duplicate: known !== undefined };
    });
    return json(200, { results, received: [] });
  }

  private project(person: string, op: { kind: string; record: string; fields: Record<string, unknown> }, id: string): void {
    if (op.kind !== "submission.hand_in") return;
    this.publish("submission", op.record, {
      ...op.fields,
      learner: person,
      received_at: "2026-11-20T05:00:00.000Z",
      at_school: true,
      seen_at: null,
      central: false,
      receipt: "7K-42",
      op: id,
    });
  }

  private changes(url: URL, headers: Headers): Response {
    const since = url.searchParams.get("since");
    let from = 0;
    if (since !== null) {
      const [incarnation, seq] = since.split(".");
      if (Number(incarnation) !== this.incarnation) return json(410, { type: "/problems/cursor-stale", status: 410 });
      from = Number(seq);
    }
    const records = this.feed.slice(from, from + this.pageSize);
    const cursor = `${this.incarnation}.${from + records.length}`;
    if (records.length === 0 && headers.get("If-None-Match") === cursor) return new Response(null, { status: 304 });
    const more = from + records.length < this.feed.length;
    return json(200, { cursor, reset: since === null, more, records }, records.length === 0 ? { ETag: cursor } : {});
  }

  private async upload(method: string, url: URL, headers: Headers, person: string, init: RequestInit): Promise<Response> {
    if (method === "POST") {
      const asked = JSON.parse(init.body as string) as { size: number; sha256: string };
      const id = `up-${this.uploads.size + 1}`;
      this.uploads.set(id, { owner: person, size: asked.size, sha256: asked.sha256, bytes: [], offset: 0 });
      return json(201, { id, offset: 0 });
    }
    const upload = this.uploads.get(url.pathname.split("/").pop() ?? "");
    if (!upload) return json(404, { type: "/problems/not-found", status: 404 });
    if (method === "HEAD") return new Response(null, { status: 200, headers: { "Upload-Offset": String(upload.offset) } });
    if (Number(headers.get("Upload-Offset")) !== upload.offset) return json(409, { type: "/problems/wrong-offset", status: 409 });
    const chunk = new Uint8Array(await (init.body as Blob).arrayBuffer());
    upload.bytes.push(chunk);
    upload.offset += chunk.length;
    if (upload.offset === upload.size) this.finish(upload);
    return new Response(null, { status: 204, headers: { "Upload-Offset": String(upload.offset) } });
  }

  private finish(upload: Upload): void {
    const whole = concatBytes(...upload.bytes);
    if (bytesToHex(sha256(whole)) === upload.sha256) this.files.set(upload.sha256, whole);
  }
}
