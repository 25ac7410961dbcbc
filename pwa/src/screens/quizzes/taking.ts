/** A paper being taken on this phone: resumed after a kill, each answer kept at once, handed in with or without a link. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { clockAhead, schoolNow } from "../../data/now.ts";
import type { CourseItem, PaperDoc } from "../../data/docs.ts";
import { fetchedFile } from "../../data/fetched.ts";
import { submit } from "../../data/outbox.ts";
import { randomHex } from "../../data/random.ts";
import { records } from "../../data/records.ts";
import { session as profile } from "../../data/session.ts";
import { whatIsLeft } from "../../player/beginning.ts";
import type { Activity } from "../../player/description.ts";
import { lastState } from "../../player/journal.ts";
import { recoverSessions } from "../../player/recover.ts";
import { begin } from "../../player/resume.ts";
import { QuizRun } from "../../player/quiz/run.ts";
import type { HandedIn } from "../../player/quiz/review.ts";
import { readState, stateText } from "../../player/quiz/state.ts";
import { LessonSession, type Saved } from "../../player/session.ts";
import { type Clocks, quizOf, revealed, timesHere } from "./model/paper.ts";

const STATE = "cmi.suspend_data";
/** Milliseconds by which two comparisons of the same clocks may differ. */
const CLOSE_MS = 2000;

/** A paper is one activity, and its attempts name it as their item. */
export const QUIZ_ACTIVITY: Activity = {
  id: "quiz", title: "", launch: null, parameters: "", masteryScore: "", maxTimeAllowed: "", timeLimitAction: "", launchData: "", visible: true, children: [],
};

/** This phone's clock, and the school's as far as this phone has compared the two. */
export function clocks(): Clocks {
  return { phone: Date.now(), school: schoolNow() };
}

export interface Resumed {
  readonly session: LessonSession;
  readonly suspended: string | undefined;
  /** What this phone itself kept last of the item. */
  readonly own: string | undefined;
  /** The learner got further on another phone, and what they answered there is not known here yet. */
  readonly elsewhere: boolean;
}

/** What an attempt at `item` goes on from, and the session that carries it. */
export async function openSession(item: string, lesson: string, anew: (suspended: string | undefined) => boolean, onSaved: (saved: Saved) => void): Promise<Resumed> {
  const me = profile.peek();
  const learner = { id: me?.person ?? "", name: me?.name ?? "", counts: me?.roles.some((grant) => grant.role === "pupil") ?? false };
  await recoverSessions().catch(() => 0);
  const local = await lastState(learner.id, item);
  const asItem = { id: item, title: "", format: "quiz", manifest: "", launch: null, bytes: 0 } as CourseItem;
  const list = [QUIZ_ACTIVITY];
  const opened = { item: asItem, lesson, course: { id: lesson, edition: 1 } as never };
  const found = await whatIsLeft(opened, learner, local, list);
  const kept = found.activities[QUIZ_ACTIVITY.id]?.values[STATE];
  const fresh = anew(kept);
  const state = begin(found, list, {
    learner: learner.id, item: asItem, lesson, course: lesson, edition: 1, session: randomHex(4), now: Date.now(), anew: fresh,
  });
  // A paper is a record, not a file: nothing has to be fetched to look at it again.
  delete state.manifest;
  const session = new LessonSession(state, learner, onSaved);
  session.open(QUIZ_ACTIVITY);
  return { session, suspended: fresh ? undefined : kept, own: local?.activities[QUIZ_ACTIVITY.id]?.values[STATE], elsewhere: found.elsewhere === true };
}

export class Taking {
  readonly saved: ReadonlySignal<Saved>;

  private constructor(
    readonly paper: PaperDoc,
    readonly run: QuizRun,
    private readonly session: LessonSession,
    saved: ReadonlySignal<Saved>,
    readonly elsewhere: boolean,
  ) {
    this.saved = saved;
  }

  /** Goes on with the attempt that is under way or looks at the last one; `anew` begins another. */
  static async open(paper: PaperDoc, anew: boolean): Promise<Taking> {
    const saved = signal<Saved>("idle");
    const resumed = await openSession(paper.id, paper.id, (kept) => anew && readState(kept)?.done !== false, (now) => (saved.value = now));
    const { session } = resumed;
    const suspended = inTimesHere(resumed);
    const seed = readState(suspended)?.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const times = { began: Date.now(), ended: null, ahead: clockAhead.peek() };
    const run: QuizRun = new QuizRun(
      quizOf(paper, seed),
      suspended,
      seed,
      (values, done) => {
        const kept = session.take(QUIZ_ACTIVITY.id, values, done, done);
        if (done) void kept.then(() => handIn(paper, session.record));
      },
      (path) => picture(paper, path),
      { times, reveals: () => revealed(paper, clocks().school) },
    );
    // The beginning is an answer, too: minutes run on while the phone is off.
    if (suspended !== resumed.suspended || suspended === undefined) run.begin();
    return new Taking(paper, run, session, saved, resumed.elsewhere);
  }

  async close(): Promise<void> {
    this.run.close();
    await this.session.close();
  }
}

/** The state with its times by this phone's clock: minutes run on from one phone to the next. */
function inTimesHere({ suspended, own }: Resumed): string | undefined {
  const state = readState(suspended);
  if (!state?.times || state.done) return suspended;
  const times = timesHere(state.times, readState(own)?.times?.began === state.times.began, Date.now(), clockAhead.peek());
  return Math.abs(times.began - state.times.began) < CLOSE_MS ? suspended : stateText({ ...state, times });
}

/** A paper as its learner handed it in, for those who read it. */
export function openPaperHandedIn(paper: PaperDoc, { seed, answers }: HandedIn): QuizRun {
  return new QuizRun(quizOf(paper, seed), stateText({ seed, at: 0, done: true, answers }), seed, () => undefined, (path) => picture(paper, path));
}

/** What the phone has of this learner's attempt: nothing, one under way, or one handed in. */
export async function left(paper: string): Promise<"nothing" | "under-way" | "handed-in"> {
  const me = profile.peek()?.person ?? "";
  await recoverSessions().catch(() => 0);
  const local = await lastState(me, paper);
  const doc = records
    .list("attempt")
    .peek()
    .filter((one) => one.item === paper && one.learner === me)
    .sort((a, b) => (a.at < b.at ? 1 : -1))[0];
  const state = readState(local?.activities[QUIZ_ACTIVITY.id]?.values[STATE]) ?? readState(doc?.suspend ?? undefined);
  if (state) return state.done ? "handed-in" : "under-way";
  return doc ? (doc.completion === "completed" ? "handed-in" : "under-way") : "nothing";
}

/** The work of the task that the paper came with, once for each attempt. A kill in between is mended at the next look. */
export async function handIn(paper: PaperDoc, attempt: string | null): Promise<void> {
  const me = profile.peek()?.person ?? "";
  const task = records.list("assignment").peek().find((one) => one.lesson === paper.id);
  if (!task || attempt === null) return;
  const known = records.list("submission").peek().some((one) => one.assignment === task.id && one.learner === me && one.attempts.includes(attempt));
  if (known) return;
  // Told first, and under a name of the attempt's: told again after a kill it is the same. Work that is handed in
  // must not wait for a part of the app that is not on the phone.
  await import("./telling.ts").then(({ tellResult }) => tellResult(paper, attempt)).catch(() => undefined);
  await submit({ kind: "submission.hand_in", fields: { assignment: task.id, text: "", files: [], attempts: [attempt], made_at: new Date(schoolNow()).toISOString() } });
}

/** Hands in what was finished but, since the phone was killed just then, is in no work yet. */
export async function handInFinished(paper: PaperDoc): Promise<void> {
  const me = profile.peek()?.person ?? "";
  const done = records.list("attempt").peek().filter((one) => one.item === paper.id && one.learner === me && one.completion === "completed");
  for (const one of done) await handIn(paper, one.id);
}

export async function picture(paper: PaperDoc, sha256: string): Promise<Blob | null> {
  const file = paper.files.find((one) => one.sha256 === sha256);
  return file ? fetchedFile("papers", paper.id, file) : null;
}
