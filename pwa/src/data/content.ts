/**
 * Lessons on this phone. "Keep" fetches every file of a lesson and holds it; anything else that was
 * opened stays only as long as there is room. Files are shared between lessons by their hash and
 * between the people of this phone; a pupil's work is never touched to make room.
 */
import { effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";

import type { Description } from "../player/description.ts";
import { type ContentFault, ContentProblem, download } from "./content-download.ts";
import { deviceParts, dropAllParts } from "./content-parts.ts";
import { allPins, evictOpened, heldBy, LESSON, OPENED, openedFiles, type Pin, pinned, type PinFile, keepFile, used, wholePin } from "./content-room.ts";
import { contentStore, isFull } from "./content-store.ts";
import type { CourseDoc, CourseItem, CourseLesson } from "./docs.ts";
import { alone } from "./lease.ts";
import { link } from "./link.ts";
import { openDevice, openProfile } from "./open.ts";
import { records } from "./records.ts";
import { profiles } from "./session.ts";
import { onNews, tellTabs } from "./tabs.ts";

export type { ContentFault } from "./content-download.ts";

export interface LessonState {
  /** Every file of the lesson's present edition is on this phone and held. */
  readonly kept: boolean;
  /** An earlier edition is, whole. */
  readonly former: boolean;
  /** A download runs in this tab. */
  readonly busy: boolean;
  /** Bytes of all its files; what the course says until the lesson's own lists are here. */
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly error: ContentFault | null;
}

/** Downloads at once: more only makes each slower on a school's access point. */
const PARALLEL = 3;
/** Files looked for at once in the browser's store: its answers take longer than its work. */
const LOOKS_AT_ONCE = 64;
/** Formats that the content origin shows; keeping one of them needs the player there as well. */
const SHOWN_BY_SHELL: readonly string[] = ["scorm12", "scorm2004", "cmi5", "tincan", "html", "pdf", "h5p", "epub"];

/** Whether items of this format are shown on the content origin. */
export function needsShell(format: string): boolean {
  return SHOWN_BY_SHELL.includes(format);
}

/** In localStorage; see screens/pupil/DaysAtHome.tsx. */
const KEPT = "kept";
const NOTHING: LessonState = { kept: false, former: false, busy: false, bytesTotal: 0, bytesDone: 0, error: null };
const states = new Map<string, Signal<LessonState>>();
const running = new Map<string, { done: Promise<void>; abort: AbortController }>();
const fetching = new Map<string, Promise<Blob>>();

/** How a lesson stands on this phone; the same signal every time. */
export function state(lessonId: string): ReadonlySignal<LessonState> {
  let known = states.get(lessonId);
  if (!known) {
    known = signal({ ...NOTHING, bytesTotal: itemBytes(lessonId) });
    states.set(lessonId, known);
    void refresh(lessonId);
  }
  return known;
}

/**
 * Fetches what is missing of a lesson and holds it. Called again after a cut it goes on with the
 * files that are not here yet. Ends quietly: the state says what came of it.
 */
export function keep(lessonId: string): Promise<void> {
  const already = running.get(lessonId);
  if (already) return already.done;
  const abort = new AbortController();
  const done = alone(`content.${lessonId}`, () => keepNow(lessonId, abort.signal))
    .then(() => undefined)
    .finally(() => running.delete(lessonId));
  running.set(lessonId, { done, abort });
  return done;
}

/** Ends a download; what was kept before it stays kept. */
export async function cancelKeeping(lessonId: string): Promise<void> {
  await stop(lessonId);
  const former = (await pinOf(lessonId))?.former;
  if (!former) return free(lessonId);
  await (await openDevice()).put("pins", former, LESSON + lessonId);
  await refresh(lessonId);
}

/** Lets go of a lesson; files that no other kept lesson needs leave the phone. */
export async function free(lessonId: string): Promise<void> {
  await stop(lessonId);
  const db = await openDevice();
  const pin = await pinOf(lessonId);
  await db.delete("pins", LESSON + lessonId);
  if (pin) {
    const store = await contentStore();
    const needed = await pinned();
    for (const { sha256 } of heldBy(pin)) {
      if (needed.has(sha256)) continue;
      await store.delete(sha256);
      await deviceParts.drop(sha256);
      await db.delete("pins", OPENED + sha256);
    }
  }
  tellTabs(null, "content");
  await refresh(lessonId);
}

async function stop(lessonId: string): Promise<void> {
  const task = running.get(lessonId);
  task?.abort.abort();
  await task?.done.catch(() => undefined);
}

/** What the phone holds of a kept lesson. */
export async function pinOf(lessonId: string): Promise<Pin | undefined> {
  return (await (await openDevice()).get("pins", LESSON + lessonId)) as Pin | undefined;
}

/** Goes on with every lesson that is to be kept and isn't here in its present edition, and lets go of what was taken back. */
async function keepOn(): Promise<void> {
  const pins = await allPins();
  if (pins.length > 0) noteKept();
  for (const pin of pins) {
    const lesson = findLesson(pin.lesson);
    if (!lesson && (await isTakenBack(pin.lesson))) await free(pin.lesson);
    if (!lesson || (pin.complete && pin.items && isCurrent(pin, lesson))) continue;
    await keep(pin.lesson);
    if (link.peek() !== "school" || state(pin.lesson).peek().error === "unreachable") return;
  }
}

/** Whether a lesson has left the lists of all people of this phone. Whatever is being played needs its files a while longer. */
async function isTakenBack(lessonId: string): Promise<boolean> {
  const people = profiles.peek();
  if (location.pathname.startsWith("/play/")) return false;
  for (const { person } of people) {
    const db = await openProfile(person);
    // A list that is still on its way says nothing.
    if (!(await db.get("meta", "cursor")) || (await db.get("meta", "round"))) return false;
    const courses = await db.getAll("records", IDBKeyRange.bound(["course"], ["course", []]));
    if (courses.some(({ doc }) => (doc as CourseDoc).lessons.some((one) => one.id === lessonId))) return false;
  }
  return people.length > 0;
}

/** Has the first screen load this file, so that lessons are gone on with: most phones keep none. */
function noteKept(): void {
  try {
    localStorage.setItem(KEPT, "1");
  } catch {
    // Storage is closed to this page: lessons are gone on with when one is looked at.
  }
}

/** Whether these are all on this phone or can be had, as the smallest that lacks tells. Throws ContentProblem. */
export async function canHave(files: readonly PinFile[], reachable: boolean): Promise<boolean> {
  const [least] = (await missingOf(files)).sort((a, b) => a.size - b.size);
  if (least && reachable) await obtain(least.sha256, {});
  return reachable || !least;
}

/** A course file from this phone or, failing that, from the server; null when neither has it. */
export async function file(sha256: string): Promise<Blob | null> {
  try {
    return await fetchFile(sha256);
  } catch (error) {
    if (error instanceof ContentProblem) return null;
    throw error;
  }
}

/** A course file, if it is on this phone. */
export async function fileHere(sha256: string): Promise<Blob | null> {
  return (await contentStore()).get(sha256);
}

/** Like `file`, but says in a ContentProblem why there is none. */
export async function fetchFile(sha256: string): Promise<Blob> {
  const here = await (await contentStore()).get(sha256);
  if (here) {
    used(sha256, here.size);
    return here;
  }
  return obtain(sha256, {});
}

export interface KeptLesson {
  readonly id: string;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** Bytes that leave the phone with it: other kept lessons need the rest. */
  readonly own: number;
  readonly complete: boolean;
}

/** The lessons kept on this phone, the largest first. */
export async function keptLessons(): Promise<KeptLesson[]> {
  const pins = await allPins();
  const users = new Map<string, number>();
  for (const pin of pins) for (const { sha256 } of pin.files) users.set(sha256, (users.get(sha256) ?? 0) + 1);
  const lessons = pins.map(({ lesson: id, files, complete }) => {
    return { id, complete, bytes: bytesOf(files), own: bytesOf(files.filter((one) => users.get(one.sha256) === 1)) };
  });
  return lessons.sort((a, b) => b.bytes - a.bytes);
}

/** Lets go of all that is here only because it was opened, and of downloads that were given up. */
export async function freeOpened(): Promise<void> {
  if (running.size === 0) await dropAllParts();
  await evictOpened(0);
}

/** Keeps one lesson after the other; a phone that is full, or a school out of reach, ends it. */
export async function keepAll(lessonIds: readonly string[]): Promise<void> {
  for (const id of lessonIds) {
    await keep(id);
    if (state(id).peek().error !== null) return;
  }
}

/** Bytes held on this phone for lessons: kept, and merely opened. */
export async function usage(): Promise<{ kept: number; opened: number }> {
  const needed = await pinned();
  let kept = 0;
  for (const size of needed.values()) kept += size;
  let opened = 0;
  for (const [sha256, one] of await openedFiles()) if (!needed.has(sha256)) opened += one.size;
  return { kept, opened };
}

function refreshAll(): void {
  for (const lessonId of states.keys()) if (!running.has(lessonId)) void refresh(lessonId);
}

onNews((news) => {
  if (news.changed === "content") refreshAll();
});
// A new edition of a course may need other files than those kept.
records.list("course").subscribe(refreshAll);

let goingOn: Promise<void> = Promise.resolve();
// New editions of kept lessons, and the rest of what was cut off, come by themselves, and what was taken back goes: at school alone, elsewhere bytes cost money.
effect(() => {
  if (link.value !== "school" || records.list("course").value.length === 0) return;
  untracked(() => void (goingOn = goingOn.then(keepOn).catch(() => undefined)));
});

async function keepNow(lessonId: string, abort: AbortSignal): Promise<void> {
  const lesson = findLesson(lessonId);
  if (!lesson) return;
  show(lessonId, { busy: true, error: null, bytesDone: 0 });
  try {
    void askToPersist();
    const db = await openDevice();
    const begun = await pinOf(lessonId);
    // Before its list of files is here as well: whoever is cut off now has asked for it all the same.
    if (!begun) await db.put("pins", { lesson: lessonId, manifests: [], files: [], complete: false } satisfies Pin, LESSON + lessonId);
    const former = wholePin(begun);
    if (former) await renewed(former, lesson, abort);
    const pin = await planPin(lesson, abort);
    if (former && !isCurrent(former, lesson)) pin.former = former;
    await db.put("pins", pin, LESSON + lessonId);
    noteKept();
    await fill(lessonId, pin, abort);
    await keepPlayer(lesson.items);
    delete pin.former;
    await (await openDevice()).put("pins", { ...pin, complete: true } satisfies Pin, LESSON + lessonId);
    tellTabs(null, "content");
    show(lessonId, { kept: true, former: false, busy: false });
  } catch (error) {
    if (!(error instanceof ContentProblem)) {
      show(lessonId, { busy: false, error: isFull(error) ? "full" : "unreachable" });
      throw error;
    }
    show(lessonId, { busy: false, error: abort.aborted ? null : error.fault });
  }
}

/** Of a lesson whose former edition is here, only what changed has to come. */
async function renewed(former: Pin, lesson: CourseLesson, abort: AbortSignal): Promise<void> {
  const present = lesson.items.map((item) => item.manifest);
  if (present.every((one) => former.manifests.includes(one))) return;
  const { renew } = await import("./content-renewal.ts");
  await renew(former.manifests, present, abort);
}

/** Reads the lesson's manifests, fetching them if need be, into the list of all its files. */
async function planPin(lesson: CourseLesson, abort: AbortSignal): Promise<Pin> {
  const { readDescription } = await import("../player/description.ts");
  const files = new Map<string, number>();
  for (const item of lesson.items) {
    const blob = (await (await contentStore()).get(item.manifest)) ?? (await obtain(item.manifest, { signal: abort }));
    let description: Description;
    try {
      description = readDescription(await blob.text());
    } catch {
      throw new ContentProblem("damaged", item.manifest);
    }
    for (const one of description.files.values()) files.set(one.sha256, one.size);
  }
  return {
    lesson: lesson.id,
    items: lesson.items.map((item) => item.id),
    manifests: lesson.items.map((item) => item.manifest),
    edition: findCourse(lesson.id)?.edition ?? 0,
    files: Array.from(files, ([sha256, size]) => ({ sha256, size })),
    complete: false,
  };
}

async function fill(lessonId: string, pin: Pin, abort: AbortSignal): Promise<void> {
  const total = bytesOf(pin.files);
  const missing = await missingOf(pin.files);
  let done = total - bytesOf(missing);
  show(lessonId, { bytesTotal: total, bytesDone: done });
  await requireRoom(total - done, pin.manifests[0] ?? "");
  const onBytes = (bytes: number): void => {
    done += bytes;
    show(lessonId, { bytesDone: Math.min(done, total) });
  };
  // Once a download has failed the others finish their file and no new one begins.
  const stop = { failed: false };
  const next = async (): Promise<void> => {
    for (let one = missing.shift(); one && !stop.failed; one = missing.shift()) {
      try {
        await obtain(one.sha256, { signal: abort, onBytes });
      } catch (error) {
        stop.failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: PARALLEL }, next));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function bytesOf(files: readonly PinFile[]): number {
  return files.reduce((total, one) => total + one.size, 0);
}

/** Those that are not on this phone: looked for many at a time, since a lesson may have thousands. */
async function missingOf(files: readonly PinFile[]): Promise<PinFile[]> {
  const store = await contentStore();
  const missing: PinFile[] = [];
  for (let at = 0; at < files.length; at += LOOKS_AT_ONCE) {
    const some = files.slice(at, at + LOOKS_AT_ONCE);
    const here = await Promise.all(some.map(({ sha256 }) => store.has(sha256)));
    missing.push(...some.filter((_, index) => here[index] !== true));
  }
  return missing;
}

/** Says at once what would only show after minutes of downloading. Where the browser tells nothing, it is tried. */
async function requireRoom(bytes: number, sha256: string): Promise<void> {
  const storage = (navigator as { storage?: StorageManager } | undefined)?.storage;
  if (!storage || typeof storage.estimate !== "function") return;
  const fits = async (): Promise<boolean> => {
    const { quota, usage } = await storage.estimate();
    return quota === undefined || usage === undefined || usage + bytes <= quota;
  };
  if (await fits()) return;
  await evictOpened(0);
  if (!(await fits())) throw new ContentProblem("full", sha256);
}

/** Downloads and stores one file; asked for twice at once it is fetched once. */
function obtain(sha256: string, how: { signal?: AbortSignal; onBytes?: (bytes: number) => void }): Promise<Blob> {
  const already = fetching.get(sha256);
  if (already) return already;
  const task = (async () => {
    const blob = await download(sha256, { ...how, parts: deviceParts, fetch: (path, init) => fetch(path, init) });
    await keepFile(sha256, blob);
    return blob;
  })().finally(() => fetching.delete(sha256));
  fetching.set(sha256, task);
  return task;
}

/** Reads from the phone how a lesson stands: the browser may have thrown its files away. */
async function refresh(lessonId: string): Promise<void> {
  const pin = await pinOf(lessonId);
  if (running.has(lessonId)) return;
  if (!pin) {
    show(lessonId, { ...NOTHING, bytesTotal: itemBytes(lessonId) });
    return;
  }
  const total = pin.files.length > 0 ? bytesOf(pin.files) : itemBytes(lessonId);
  const done = bytesOf(pin.files) - bytesOf(await missingOf(pin.files));
  const lesson = findLesson(lessonId);
  // A lesson no longer among the records is still kept: its course may come back with the next exchange.
  const kept = pin.complete && (!lesson || isCurrent(pin, lesson)) && done === total;
  const former = !kept && (pin.former !== undefined || (pin.complete && done === total));
  if (!running.has(lessonId)) show(lessonId, { kept, former, busy: false, bytesTotal: total, bytesDone: done });
}

function isCurrent(pin: Pin, lesson: CourseLesson): boolean {
  return lesson.items.every((item) => pin.manifests.includes(item.manifest));
}

/** Has the content origin keep the player, without which a kept lesson could not be opened offline. */
async function keepPlayer(items: readonly CourseItem[]): Promise<void> {
  const formats = items.map((item) => item.format).filter(needsShell);
  if (formats.length === 0) return;
  const { prepareShell } = await import("../player/prepare.ts");
  if (!(await prepareShell(formats))) throw new ContentProblem("unreachable", items[0]?.manifest ?? "");
}

/** Without this grant the browser may drop everything of a site that is rarely opened. */
async function askToPersist(): Promise<void> {
  const storage = (navigator as { storage?: StorageManager } | undefined)?.storage;
  if (storage && typeof storage.persist === "function") await storage.persist().catch(() => false);
}

function findCourse(lessonId: string): CourseDoc | undefined {
  return records.list("course").peek().find((course) => course.lessons.some((one) => one.id === lessonId));
}

function findLesson(lessonId: string): CourseLesson | undefined {
  return findCourse(lessonId)?.lessons.find((one) => one.id === lessonId);
}

function itemBytes(lessonId: string): number {
  return (findLesson(lessonId)?.items ?? []).reduce((sum, item) => sum + item.bytes, 0);
}

function show(lessonId: string, change: Partial<LessonState>): void {
  const known = states.get(lessonId);
  if (known) known.value = { ...known.peek(), ...change };
  else states.set(lessonId, signal({ ...NOTHING, ...change }));
}
