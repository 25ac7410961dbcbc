/** What lies on the current teacher's desk: classes, assignments, waiting works, acts that can be undone. */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";

import { node } from "../../data/node.ts";
import { exchanging } from "../../data/exchange.ts";
import { draftBlobs, type DraftFile } from "../../data/drafts.ts";
import { fileFields } from "../../data/files.ts";
import { atSchool } from "../../data/now.ts";
import { exchangeNotes, exchangeNotesSoon } from "../../data/notes.ts";
import { openProfile } from "../../data/open.ts";
import { NoProfile, submit, submitAll } from "../../data/outbox.ts";
import { records, recordsReady, type AssignmentDoc, type ClassDoc, type CourseDoc, type MarkDoc, type NoticeDoc, type SubmissionDoc } from "../../data/records.ts";
import { beforeLeaving, session } from "../../data/session.ts";
import { setUndoing } from "../../data/undoing.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { dayOf } from "../../i18n/time.ts";
import { askedOn } from "../../planning/year.ts";
import { withHeldMarks, withoutTaken, withoutWithdrawn } from "./model/held.ts";
import { markOperations, type Given } from "./model/marking.ts";
import { count, toMark, type Counters, type QueueEntry } from "./model/queue.ts";
import { isTaken, ownCourses, takeBackOperation, type Taken } from "./model/publish.ts";
import { ownClasses, pupilsOf, type Pupil } from "./model/roster.ts";
import { UndoQueue, type ActStore, type HeldAct } from "./model/undo.ts";
import { WorkIndex, workKey, type Work } from "./model/work.ts";

const ACT_PREFIX = "act:";
/** Milliseconds between two looks at the clock: due times pass while a screen is open. */
const MINUTE_MS = 60_000;

const held = signal<readonly HeldAct[]>([]);
const looked = signal(Date.now());
setInterval(() => (looked.value = Date.now()), MINUTE_MS);

export const me: ReadonlySignal<string> = computed(() => session.value?.person ?? "");
/** Unix ms at school, by the minute. */
export const now: ReadonlySignal<number> = computed(() => atSchool(looked.value));
export const nowText: ReadonlySignal<string> = computed(() => new Date(now.value).toISOString());
/** Acts of the last seconds that can still be taken back, oldest first. */
export const heldActs: ReadonlySignal<readonly HeldAct[]> = held;

export const classes: ReadonlySignal<readonly ClassDoc[]> = computed(() =>
  ownClasses(me.value, records.list("role").value, records.list("class").value, compareKazakh),
);

/** Everybody's assignments in the teacher's classes. */
export const assignments: ReadonlySignal<readonly AssignmentDoc[]> = computed(() =>
  withoutWithdrawn(records.list("assignment").value, held.value),
);
export const ownAssignments: ReadonlySignal<readonly AssignmentDoc[]> = computed(() =>
  assignments.value.filter((one) => one.author === me.value),
);

export const marks: ReadonlySignal<readonly MarkDoc[]> = computed(() => withHeldMarks(records.list("mark").value, held.value, me.value));

const today = computed(() => dayOf(now.value));

const asked = computed(() => askedOn(today.value, { enrolments: records.list("enrolment").value, classes: records.list("class").value, calendars: records.list("calendar").value }));

export const index: ReadonlySignal<WorkIndex> = computed(() => new WorkIndex(records.list("submission").value, marks.value, records.list("arrangement").value, asked.value));

export const queue: ReadonlySignal<readonly QueueEntry[]> = computed(() => toMark(ownAssignments.value, index.value, nowText.value));

const pupilLists = computed(() => {
  const lists = new Map<string, readonly Pupil[]>();
  for (const one of records.list("class").value) {
    lists.set(one.id, pupilsOf(one.id, today.value, records.list("enrolment").value, records.list("person").value, compareKazakh));
  }
  return lists;
});

export function pupilsIn(classId: string): readonly Pupil[] {
  return pupilLists.value.get(classId) ?? [];
}

/** Whether somebody was in a class and is not any more; what they have handed in is marked all the same. */
export function hasLeft(person: string, classId: string): boolean {
  return records.list("school").value.length > 0 && !pupilsIn(classId).some((one) => one.id === person);
}

export const counters: ReadonlySignal<Counters> = computed(() =>
  count(ownAssignments.value, pupilsIn, records.list("submission").value, marks.value, index.value, nowText.value),
);

/** The class whose page asked for a new task. */
export const classForNewTask = signal<string | null>(null);

/** The packet whose page asked for a new task. */
export const packetForNewTask = signal<string | null>(null);

/** Notices to a class, the newest first. */
export function noticesOf(classId: string | null): readonly NoticeDoc[] {
  return records
    .list("notice")
    .value.filter((one) => one.class === classId)
    .sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
}

/** Whether there is a central platform that works are still to reach. */
export const hasUpstream: ReadonlySignal<boolean> = computed(() => Boolean(node.value?.upstream));

export function nameOf(person: string): string {
  return records.get("person", person)?.name ?? (person === me.value ? (session.value?.name ?? "…") : "…");
}

const storeOf = (person: string): ActStore => ({
  async all() {
    const db = await openProfile(person);
    const range = IDBKeyRange.bound(ACT_PREFIX, `${ACT_PREFIX}\uffff`);
    return ((await db.getAll("drafts", range)) as HeldAct[]).sort((a, b) => a.heldAt - b.heldAt);
  },
  async put(act) {
    const tx = (await openProfile(person)).transaction("drafts", "readwrite", { durability: "strict" });
    void tx.store.put(act, ACT_PREFIX + act.id);
    await tx.done;
  },
  async remove(id) {
    await (await openProfile(person)).delete("drafts", ACT_PREFIX + id);
  },
});

/** One person's acts: whoever comes next on this phone has a queue of their own. */
const actsOf = (person: string): UndoQueue => new UndoQueue({
  store: storeOf(person),
  async send(operation) {
    const files = (operation.fields["files"] ?? []) as readonly DraftFile[];
    // Only what this phone can deliver: a recording that it never had stays with the mark it came with.
    const blobs = await draftBlobs(person, { files });
    if (me.peek() !== person) throw new NoProfile();
    if (files.length === 0) return submit(operation);
    return submit({ ...operation, fields: { ...operation.fields, files: blobs.map(fileFields) } }, blobs);
  },
  isDone(act) {
    if (act.shown.type === "takeBack") return isTaken(records.get("course", act.shown.record), act.shown.taken);
    if (act.shown.type === "withdraw") return !records.get("assignment", act.shown.record);
    const mark = records.get("mark", act.shown.record);
    return mark?.author === person && mark.mark === act.shown.mark && mark.comment === act.shown.comment;
  },
  later(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  changed: (all) => {
    held.value = all;
    setUndoing(
      all.flatMap(({ id, operations, heldAt }) => {
        // A dispute is settled by several operations; it is one act.
        const [operation] = operations;
        return operation ? [{ id, kind: operation.kind, record: operation.record, fields: operation.fields, made: heldAt }] : [];
      }),
    );
  },
});

let person = "";
let acts = actsOf(person);
let recovered = true;

/** Sends, once per person and start, what an earlier run of the app left held. */
effect(() => {
  const here = me.value;
  const known = recordsReady.value;
  untracked(() => {
    if (here !== person) {
      acts.forget();
      person = here;
      acts = actsOf(person);
      recovered = person === "";
    }
    if (recovered || !known) return;
    recovered = true;
    // What could not be written waits in the store for the next time.
    acts.recover().catch(() => undefined);
  });
});

beforeLeaving(() => Promise.all([acts.flush(), exchangeNotesSoon(false)]));
effect(() => {
  // What was noted without a link goes with the next exchange, and what other devices noted comes.
  if (!exchanging.value) void exchangeNotes(session.peek()).catch(() => undefined);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") acts.flush().catch(() => undefined);
});

/** Gives a mark; it can be taken back for UNDO_MS. A dispute's marks are all superseded. */
export async function giveMark(work: Work, given: Given): Promise<HeldAct> {
  const record = workKey(work.assignment.id, work.learner);
  // A mark corrected within its seconds stands on what the first try stood on.
  const earlier = held.peek().find((act) => act.id === record);
  return hold({
    id: record,
    operations: markOperations(work, given, earlier?.operations.map((operation) => operation.base)),
    shown: { type: "mark", record, learner: work.learner, mark: given.mark, comment: given.comment.trim() },
    heldAt: Date.now(),
  });
}

/** Gives a mark that cannot be taken back, over the own one that still could. */
export async function giveAtOnce(work: Work, given: Given): Promise<void> {
  await acts.flush();
  const stood = work.mark?.op === "" ? (records.get("mark", work.mark.id) ?? null) : work.mark;
  await submitAll(markOperations({ ...work, mark: stood }, given));
}

/** Withdraws an assignment; it can be taken back for UNDO_MS. Work handed in for it is kept. */
export async function withdrawAssignment(assignment: AssignmentDoc): Promise<HeldAct> {
  return hold({
    id: assignment.id,
    operations: [{ kind: "assignment.withdraw", record: assignment.id, base: null, fields: {} }],
    shown: { type: "withdraw", record: assignment.id, title: assignment.title },
    heldAt: Date.now(),
  });
}

/** Schools where whoever is here works. */
export const schools: ReadonlySignal<readonly string[]> = computed(() => {
  const found = new Set(classes.value.map((one) => one.school));
  for (const role of records.list("role").value) if (role.person === me.value && role.school) found.add(role.school);
  return [...found];
});

/** Courses that the teacher may change. */
export const courses: ReadonlySignal<readonly CourseDoc[]> = computed(() =>
  ownCourses(withoutTaken(records.list("course").value, held.value), new Set(schools.value), compareKazakh),
);

/** Takes a lesson, or a thing of it, out of its course; that can be taken back for UNDO_MS. Null: it is gone already. */
export async function takeBack(course: string, taken: Taken): Promise<HeldAct | null> {
  await settled();
  const found = records.get("course", course);
  if (!found || isTaken(found, taken)) return null;
  const { kind, fields, base = null } = takeBackOperation(found, taken);
  return hold({ id: course, operations: [{ kind, record: course, base, fields }], shown: { type: "takeBack", record: course, taken }, heldAt: Date.now() });
}

/** Sends what can still be taken back: an edition is made from the one before it. */
export function settled(): Promise<void> {
  return acts.flush();
}

async function hold(act: HeldAct): Promise<HeldAct> {
  await acts.hold(act);
  return act;
}

export function undo(act: HeldAct): Promise<boolean> {
  return acts.undo(act.id);
}

const seen = new Set<string>();

/** Tells the pupil, once, that the teacher has opened the work. */
export async function markSeen(submission: SubmissionDoc): Promise<void> {
  if (submission.seen_at !== null || seen.has(submission.id)) return;
  seen.add(submission.id);
  await submit({ kind: "submission.see", record: `${submission.id}~seen`, fields: { submission: submission.id } });
}

/** The work of a learner on an assignment, as the screens show it now. */
export function workOf(assignment: AssignmentDoc, learner: string): Work {
  return index.value.work(assignment, learner, nowText.value);
}
