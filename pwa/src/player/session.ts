/**
 * One sitting of a learner with one item: takes the values the content sets, keeps each in the
 * journal at once, and turns them into an `attempt.commit` operation when it matters.
 */
import { workBlob } from "../data/files.ts";
import { alone } from "../data/lease.ts";
import { submit } from "../data/outbox.ts";
import { activityOutcome, answersIn, flatten, type Outcome } from "./attempt.ts";
import type { Activity } from "./description.ts";
import { applyEntry, Journal, type JournalEntry, placeOf, type SessionState } from "./journal.ts";
import { AWAY_MS, CMI_BYTES, ELEMENTS, STATE_CHARACTERS } from "./limits.ts";
import { whileSeen } from "./looking.ts";
import type { CourseState } from "./outcome2004.ts";
import type { Values } from "./protocol.ts";
import { type Learner, openActivity, outcomeOf } from "./resume.ts";

/** saving: a value is on its way to the disk. failed: the phone takes no more. idle: nothing was set yet. */
export type Saved = "idle" | "saving" | "saved" | "failed";

/** The operation's fields for a session as it stands, with the data model as a file when it is too large. */
export async function attemptOperation(state: SessionState): Promise<Parameters<typeof submit>> {
  const outcome = outcomeOf(state);
  const activities = new Map(Object.entries(state.activities));
  const cmi = flatten(state.current, activities, state.route);
  const bytes = new TextEncoder().encode(JSON.stringify(cmi));
  const fields: Record<string, unknown> = {
    item: state.item,
    lesson: state.lesson,
    course: state.course,
    edition: state.edition,
    ...(state.manifest === undefined ? {} : { manifest: state.manifest }),
    session: state.session,
    started_at: state.startedAt,
    completion: outcome.completion,
    success: outcome.success,
    score: outcome.score,
    total_time_s: outcome.seconds,
  };
  const operation = {
    kind: "attempt.commit",
    ...(state.record === null ? {} : { record: state.record }),
    base: state.base,
    fields,
  };
  if (bytes.length <= CMI_BYTES) {
    fields.cmi = cmi;
    return [operation];
  }
  const file = await workBlob(new Blob([bytes], { type: "application/json" }), `${state.session}.json`);
  fields.cmi_blob = file.sha256;
  fields.answers = answersIn(activities);
  return [operation, [file]];
}

/** The state once operation `op` carries it. */
export function afterOperation(state: SessionState, op: string): SessionState {
  return { ...state, record: state.record ?? op, base: op, told: outcomeOf(state) };
}

export function sessionLock(session: string): string {
  return `play.${session}`;
}

export class LessonSession {
  private readonly journal: Journal;
  /** Entries taken, and how many of them are in an operation. */
  private taken = 0;
  private toldUpTo = 0;
  /** Milliseconds that the activity has been looked at, and when it was last. */
  private spent = 0;
  private looked = 0;
  private waits: Promise<unknown> = Promise.resolve();
  private release: () => void = () => undefined;
  private readonly unwatch: () => void;

  constructor(
    private state: SessionState,
    private readonly learner: Learner,
    private readonly onSaved: (saved: Saved) => void,
    private readonly now: () => number = () => Date.now(),
    watch: (look: () => void) => () => void = whileSeen,
  ) {
    this.journal = new Journal(learner.id, placeOf(state));
    // While this tab lives, a start of the app in another must not take the session for a cut-off one.
    void alone(sessionLock(state.session), () => new Promise<void>((resolve) => (this.release = resolve)));
    this.unwatch = watch(() => this.look());
  }

  /** The attempt's record, once an operation has named it. */
  get record(): string | null {
    return this.state.record;
  }

  get current(): string {
    return this.state.current;
  }

  outcome(): Outcome {
    return outcomeOf(this.state);
  }

  /** The outcome of single activities, for the package's list. */
  states(): SessionState["activities"] {
    return this.state.activities;
  }

  /** Begins an activity and gives the values its content starts from. */
  open(activity: Activity): Values {
    const { seed, state } = openActivity(activity, this.state.activities[activity.id], this.learner);
    this.beginTime();
    this.state = {
      ...this.state,
      current: activity.id,
      activities: { ...this.state.activities, [activity.id]: state },
    };
    return seed;
  }

  /** Begins an activity of a SCORM 2004 package; `kept` are the values of the attempt it goes on with. */
  enter(activity: Activity, kept: Values | null, route: CourseState): void {
    const before = this.state.activities[activity.id];
    const earlierSeconds = before ? activityOutcome(before, "").seconds : 0;
    const state = { values: kept ?? {}, finished: false, earlierSeconds, clockSeconds: 0 };
    this.beginTime();
    this.state = { ...this.state, route, current: activity.id, activities: { ...this.state.activities, [activity.id]: state } };
  }

  /** Where the learner stands in a SCORM 2004 package, kept at once. */
  async stand(route: CourseState): Promise<void> {
    const { current } = this.state;
    const finished = this.state.activities[current]?.finished ?? false;
    await this.take(current, {}, true, finished, route);
  }

  /** Takes values of an activity; those beyond the limits are left out, the lesson's result never is. */
  async take(activity: string, values: Values, commit: boolean, finished: boolean, route?: CourseState): Promise<void> {
    if (!this.learner.counts || !this.state.mastery.some(([id]) => id === activity)) return;
    this.look();
    const before = this.state;
    const entry: JournalEntry = {
      activity,
      values: withinLimits(before.activities[activity]?.values ?? {}, values),
      finished,
      clockSeconds: this.spent / 1000,
      ...(route ? { route } : {}),
      at: this.now(),
    };
    this.state = applyEntry(before, entry);
    this.taken += 1;
    this.onSaved("saving");
    try {
      await this.journal.append(before, entry);
      this.onSaved("saved");
    } catch {
      this.onSaved("failed");
    }
    if (commit && this.worthTelling()) await this.tell();
  }

  /** Ends the sitting: whatever is not in an operation goes into one. */
  async close(): Promise<void> {
    this.unwatch();
    await this.waits;
    if (this.taken > this.toldUpTo) await this.tell();
    this.release();
  }

  private beginTime(): void {
    this.spent = 0;
    this.looked = this.now();
  }

  /** Time counts from one look to the next, and not while the phone lay in a pocket or its clock was set. */
  private look(): void {
    const now = this.now();
    const passed = now - this.looked;
    if (passed > 0 && passed <= AWAY_MS) this.spent += passed;
    this.looked = now;
  }

  /** A result changed: teachers wait for that, not for bookmarks. */
  private worthTelling(): boolean {
    const outcome = this.outcome();
    const told = this.state.told;
    const result = (one: Outcome): string => JSON.stringify([one.completion, one.success, one.score]);
    if (told) return result(told) !== result(outcome);
    return outcome.completion === "completed" || outcome.score !== null;
  }

  /** Writes the operation. If that fails the journal still has everything, and the next start tries again. */
  private tell(): Promise<void> {
    const done = this.waits.then(async () => {
      const told = this.state;
      const upTo = this.taken;
      try {
        const op = await submit(...(await attemptOperation(told)));
        const after = afterOperation(told, op);
        // Before the journal is told, so that a row written from here on knows its attempt.
        this.state = { ...this.state, record: after.record, base: after.base, told: after.told };
        this.toldUpTo = upTo;
        await this.journal.settled(upTo, after);
      } catch {
        this.onSaved("failed");
      }
    });
    this.waits = done;
    return done;
  }
}

/** Merges at most as much as one activity may hold: names known already always may change. */
function withinLimits(before: Values, values: Values): Values {
  let elements = Object.keys(before).length;
  let characters = Object.keys(before).reduce((sum, name) => sum + (before[name] ?? "").length, 0);
  const taken: Values = {};
  // What decides the result comes first, interactions last.
  const names = Object.keys(values).sort(
    (a, b) => Number(a.startsWith("cmi.interactions")) - Number(b.startsWith("cmi.interactions")),
  );
  for (const name of names) {
    const value = values[name] ?? "";
    const isNew = !(name in before);
    const grown = characters + value.length - (before[name] ?? "").length;
    if ((isNew && elements >= ELEMENTS) || grown > STATE_CHARACTERS) continue;
    if (isNew) elements += 1;
    characters = grown;
    taken[name] = value;
  }
  return taken;
}
