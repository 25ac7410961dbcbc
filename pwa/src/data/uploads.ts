/** The lesson files this person is sending: kept in the profile's database, carried by one runner. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { backoff } from "./backoff.ts";
import { ApiProblem, ask, askJson } from "./http.ts";
import { alone } from "./lease.ts";
import { link } from "./link.ts";
import { RETRY_FIRST_MS, RETRY_LONGEST_MS } from "./limits.ts";
import { openProfile } from "./open.ts";
import { randomHex } from "./random.ts";
import { profiles, session, tokenRefused } from "./session.ts";
import { sendFile } from "./transfer.ts";
import {
  carry, CONTENT_BYTES, isOver, UploadLost, UploadRefused, type Imported, type ImportedPiece, type RemoteUpload, type UploadJob, type UploadPorts,
  type UploadProblem, type UploadRoad, type UploadStore, type Words,
} from "./upload.ts";

interface StoredUpload {
  job: UploadJob;
  /** Absent once the server has imported or refused it. */
  file: Blob | null;
}

const list = signal<readonly UploadJob[]>([]);
const halted = signal(false);
const trouble = signal<Words | null>(null);
let loadedFor: string | null = null;
let running = false;
let wake: (() => void) | null = null;

/** The current person's uploads, oldest first. */
export const uploads: ReadonlySignal<readonly UploadJob[]> = list;
/** True while unfinished uploads wait for a server that answers. */
export const uploadsWait: ReadonlySignal<boolean> = halted;
/** The server's own words about why they wait (its disk is full, too many at once), if it gave any. */
export const uploadTrouble: ReadonlySignal<Words | null> = trouble;

/** Shows the current person's uploads and goes on with the unfinished ones. */
export async function resumeUploads(): Promise<void> {
  const person = session.value?.person ?? null;
  if (person !== loadedFor) {
    loadedFor = person;
    const stored = person === null ? [] : ((await (await openProfile(person)).getAll("uploads")) as StoredUpload[]);
    if (loadedFor !== person) return;
    list.value = stored.map((one) => one.job).sort((a, b) => a.startedAt - b.startedAt);
  }
  if (running) wake?.();
  else if (person !== null) void run(person);
}

/**
 * Keeps the file on the phone and begins to send it; with `again` it takes the place of that upload, whose file the
 * server no longer has. Throws what IndexedDB throws when the phone is full.
 */
export async function startUpload(file: File, again?: UploadJob): Promise<UploadJob> {
  const person = session.value?.person;
  if (!person) throw new Error("nobody is logged in, so nobody can send a file");
  const job: UploadJob = {
    id: again?.id ?? newId(),
    form: again?.form,
    name: file.name,
    type: file.type || "application/octet-stream",
    size: file.size,
    startedAt: Date.now(),
    sha256: null,
    remote: null,
    stage: "hashing",
    done: 0,
    freshStarts: 0,
    result: null,
    problem: file.size > CONTENT_BYTES ? TOO_LARGE : null,
  };
  const first: UploadJob = job.problem ? { ...job, stage: "refused" } : job;
  const db = await openProfile(person);
  const tx = db.transaction("uploads", "readwrite", { durability: "strict" });
  void tx.store.put({ job: first, file: job.problem ? null : file } satisfies StoredUpload, job.id);
  await tx.done;
  show(first);
  void resumeUploads();
  return first;
}

/** The person no longer wants it: the file leaves the phone, and the server drops what it has as soon as it can be told. */
export async function stopUpload(id: string): Promise<void> {
  const job = list.peek().find((one) => one.id === id);
  if (loadedFor === null || !job || isOver(job)) return;
  const stopping: UploadJob = { ...job, stage: "stopping" };
  show(stopping);
  await (await openProfile(loadedFor)).put("uploads", { job: stopping, file: null } satisfies StoredUpload, id);
  await resumeUploads();
}

/** The page with which a refused file opens: the server imports it once more, as soon as it can be told. */
export async function chooseLaunch(id: string, launch: string): Promise<void> {
  const job = list.peek().find((one) => one.id === id);
  if (loadedFor === null || job?.stage !== "refused") return;
  const choosing: UploadJob = { ...job, stage: "choosing", launch };
  await (await openProfile(loadedFor)).put("uploads", { job: choosing, file: null } satisfies StoredUpload, id);
  show(choosing);
  await resumeUploads();
}

/** Keeps what was filled in of an upload that is done. */
export async function keepForm(id: string, form: unknown): Promise<void> {
  const job = list.peek().find((one) => one.id === id);
  if (loadedFor === null || job?.stage !== "done") return;
  const filled: UploadJob = { ...job, form };
  show(filled);
  await (await openProfile(loadedFor)).put("uploads", { job: filled, file: null } satisfies StoredUpload, id);
}

/** Whether the server still has what an upload became; null where it does not say now. */
export async function isThere({ remote }: UploadJob): Promise<boolean | null> {
  if (loadedFor === null || remote === null || link.peek() === "none") return null;
  try {
    return (await road(loadedFor).state(remote)).state === "done";
  } catch (error) {
    return error instanceof UploadLost ? false : null;
  }
}

/** Forgets an upload: its result is in a course, its refusal has been read, or it was stopped. */
export async function forgetUpload(id: string): Promise<void> {
  if (loadedFor === null) return;
  const job = list.peek().find((one) => one.id === id);
  // Of a file that waits for a choice the server would keep its part for days.
  if (job?.remote && job.candidates?.length) void road(loadedFor).stop(job.remote).catch(() => undefined);
  list.value = list.value.filter((one) => one.id !== id);
  await (await openProfile(loadedFor)).delete("uploads", id);
}

/** 16 hex digits, for ids that nobody else may choose. */
export function newId(): string {
  return randomHex(8);
}

async function run(person: string): Promise<void> {
  running = true;
  const wait = backoff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
  try {
    for (let job = next(); job && loadedFor === person; job = next()) {
      const current = job;
      try {
        const mine = await alone(`uploads.${person}`, () => carry(current, portsFor(person)));
        if (mine !== null) {
          halted.value = false;
          wait.reset();
          continue;
        }
      } catch (error) {
        if (error instanceof Forgotten) continue;
        halted.value = true;
        trouble.value = error instanceof ApiProblem ? words(error.members["messages"]) : null;
      }
      await pauseOrWake(wait.next());
    }
  } finally {
    running = false;
    halted.value = false;
  }
}

/** The person stopped the upload, or took it away, while it was under way. */
class Forgotten extends Error {}

function isStop({ stage }: UploadJob): boolean {
  return stage === "stopping" || stage === "stopped";
}

function portsFor(person: string): UploadPorts {
  const wanted = (job: UploadJob): void => {
    const shown = list.peek().find((one) => one.id === job.id);
    if (shown && (shown.stage !== "stopping" || isStop(job))) return;
    // What the server calls an upload may be known only just now; without it nothing could be stopped.
    if (shown && shown.remote === null && job.remote !== null) show({ ...shown, remote: job.remote });
    throw new Forgotten("the upload is no longer wanted");
  };
  const store: UploadStore = {
    async put(job) {
      wanted(job);
      const tx = (await openProfile(person)).transaction("uploads", "readwrite");
      const before = (await tx.store.get(job.id)) as StoredUpload | undefined;
      void tx.store.put({ job, file: before?.file ?? null } satisfies StoredUpload, job.id);
      await tx.done;
    },
    async file(id) {
      return ((await (await openProfile(person)).get("uploads", id)) as StoredUpload | undefined)?.file ?? null;
    },
    async dropFile(id) {
      const tx = (await openProfile(person)).transaction("uploads", "readwrite");
      const before = (await tx.store.get(id)) as StoredUpload | undefined;
      if (before) void tx.store.put({ job: before.job, file: null } satisfies StoredUpload, id);
      await tx.done;
    },
  };
  return {
    road: road(person),
    store,
    changed(job) {
      wanted(job);
      halted.value = false;
      if (loadedFor === person) show(job);
    },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

function road(person: string): UploadRoad {
  const withToken = async <T>(work: (token: string) => Promise<T>): Promise<T> => {
    // Whoever is at the picker or lets somebody else in still sends: what waits goes while they are logged in.
    const profile = profiles.peek().find((one) => one.person === person);
    if (!profile?.token) throw new Error("the server wants the password first");
    try {
      return await work(profile.token);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) await tokenRefused(person, profile.token, error);
      throw translated(error);
    }
  };
  return {
    send: (job, file, begun, progress) =>
      withToken((token) =>
        sendFile(
          { blob: file, sha256: job.sha256 ?? "", name: job.name, type: job.type, purpose: "content" },
          { token, upload: job.remote, begun, progress },
        ),
      ),
    state: (remote) =>
      withToken(async (token) => {
        const { body } = await askJson<Record<string, unknown>>(`/api/v1/uploads/${encodeURIComponent(remote)}`, { token });
        return remoteUpload(body ?? {});
      }),
    choose: (remote, launch) =>
      withToken(async (token) => {
        await ask(`/api/v1/uploads/${encodeURIComponent(remote)}/launch`, { method: "POST", token, json: { launch } });
      }),
    stop: (remote) =>
      withToken(async (token) => {
        await ask(`/api/v1/uploads/${encodeURIComponent(remote)}`, { method: "DELETE", token });
      }),
  };
}

/** Which answers end an upload, which begin it afresh, and which only ask for patience. */
export function translated(error: unknown): unknown {
  if (!(error instanceof ApiProblem)) return error;
  if (error.status === 404 || error.status === 410 || error.type.includes("hash") || error.type.includes("checksum")) return new UploadLost();
  const patience = error.status === 401 || error.status === 409 || error.status === 423 || error.status === 429 || error.status >= 500;
  if (patience) return error;
  return new UploadRefused({
    type: error.type,
    title: text(error.members["title"]) ?? error.type,
    hint: error.hint ?? error.detail,
    messages: words(error.members["messages"]),
  });
}

/** Reads GET /api/v1/uploads/<id> without trusting its shape. */
export function remoteUpload(body: Record<string, unknown>): RemoteUpload {
  const state = body["state"];
  const result = body["result"] as Record<string, unknown> | null | undefined;
  const problem = body["problem"] as Record<string, unknown> | null | undefined;
  return {
    offset: number(body["offset"]),
    state: state === "checking" || state === "importing" || state === "done" || state === "refused" ? state : "receiving",
    progress: number(body["progress"]),
    converting: body["converting"] === true,
    result: result ? imported(result) : null,
    problem: problem ? problemOf(problem) : null,
    candidates: Array.isArray(body["candidates"]) ? body["candidates"].filter((one) => typeof one === "string") : [],
  };
}

function imported(result: Record<string, unknown>): Imported {
  const report = rows(result["report"]);
  const first = piece(result);
  const lessons = rows(result["lessons"]).map((lesson) => ({ title: text(lesson["title"]) ?? "", items: rows(lesson["items"]).map(piece) }));
  return {
    ...first,
    lessons: lessons.length > 0 ? lessons : [{ title: first.title, items: [first] }],
    phoneBytes: number(result["phone_bytes"]) || first.bytes,
    report: report.map((one) => ({
      code: text(one["code"]) ?? "",
      subject: text(one["subject"]),
      messages: words(one["messages"]) ?? same(text(one["message"]) ?? text(one["code"]) ?? ""),
    })),
  };
}

function piece(row: Record<string, unknown>): ImportedPiece {
  return {
    manifest: text(row["manifest"]) ?? "",
    format: text(row["format"]) ?? "",
    title: text(row["title"]) ?? "",
    launch: text(row["launch"]),
    bytes: number(row["bytes"]),
  };
}

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function problemOf(problem: Record<string, unknown>): UploadProblem {
  const type = (text(problem["type"]) ?? text(problem["code"]) ?? "refused").split("/").pop() ?? "refused";
  return { type, title: text(problem["title"]) ?? type, hint: text(problem["hint"]), messages: words(problem["messages"]) };
}

function words(value: unknown): Words | null {
  if (typeof value !== "object" || value === null) return null;
  const { kk, ru, en } = value as Record<string, unknown>;
  return typeof kk === "string" && typeof ru === "string" && typeof en === "string" ? { kk, ru, en } : null;
}

function same(sentence: string): Words {
  return { kk: sentence, ru: sentence, en: sentence };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function next(): UploadJob | undefined {
  return list.peek().find((job) => !isOver(job));
}

function show(job: UploadJob): void {
  const known = list.value.some((one) => one.id === job.id);
  list.value = known ? list.value.map((one) => (one.id === job.id ? job : one)) : [...list.value, job];
}

function pauseOrWake(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

const TOO_LARGE: UploadProblem = {
  type: "too-large",
  title: "The file is larger than 1 GB.",
  hint: null,
  messages: {
    kk: "Файл 1 ГБ-тан үлкен. Оны бірнеше сабаққа бөліңіз немесе бейнені кішірейтіңіз.",
    ru: "Файл больше 1 ГБ. Разделите его на несколько уроков или сожмите видео.",
    en: "The file is larger than 1 GB. Split it into several lessons or make the video smaller.",
  },
};
