/**
 * Values that lessons have set and that are not in an operation yet, by [item, attempt, session,
 * seq] in the person's database. Row 0 is where the session began, each later row what was set
 * since; a killed tab leaves them here and the next start turns them into an operation. Once they
 * are in one, the session's last state stays under `play.<item>` for resuming and the rows go.
 */
import { openProfile } from "../data/open.ts";
import type { ActivityState, Outcome } from "./attempt.ts";
import type { CourseState } from "./outcome2004.ts";
import type { Values } from "./protocol.ts";

/** Everything about a session but the values of its last moments. */
export interface SessionState {
  learner: string;
  item: string;
  lesson: string;
  course: string;
  edition: number;
  /** The description it plays; absent in rows of older versions of the app. */
  manifest?: string;
  session: string;
  /** RFC 3339. */
  startedAt: string;
  /** The attempt's record; null until its first operation, which names it. */
  record: string | null;
  /** The attempt's operation this one follows. */
  base: string | null;
  /** The activity opened last. */
  current: string;
  /** Every activity of the package with its mastery score: what the outcome is judged over. */
  mastery: [id: string, score: string][];
  activities: Record<string, ActivityState>;
  /** Where the learner stands in a SCORM 2004 package; absent for every other format. */
  route?: CourseState;
  /** The outcome in the last operation of this session. */
  told: Outcome | null;
  /** Unix ms of the last change. */
  at: number;
}

/** What was set in one go. */
export interface JournalEntry {
  activity: string;
  values: Values;
  finished: boolean;
  clockSeconds: number;
  /** After a step through a SCORM 2004 package. */
  route?: CourseState;
  at: number;
}

/** Where a session's rows lie; fixed when it begins, though its attempt gets its record later. */
export interface Place {
  item: string;
  attempt: string;
  session: string;
}
const STATUS = "cmi.core.lesson_status";

type Key = [item: string, attempt: string, session: string, seq: number];

function key(place: Place, seq: number): Key {
  return [place.item, place.attempt, place.session, seq];
}

export function placeOf(state: SessionState): Place {
  return { item: state.item, attempt: state.record ?? `new-${state.session}`, session: state.session };
}

/** The state after an entry. */
export function applyEntry(state: SessionState, entry: JournalEntry): SessionState {
  const before = state.activities[entry.activity];
  const values = { ...before?.values, ...entry.values };
  // Written down, since only values travel to the school: see activityOutcome.
  if (!state.route && entry.finished && !values[STATUS] && values["cmi.core.exit"] !== "suspend") values[STATUS] = "completed";
  const activity: ActivityState = {
    values,
    finished: entry.finished,
    earlierSeconds: before?.earlierSeconds ?? 0,
    clockSeconds: entry.clockSeconds,
    ...(before?.former ? { former: before.former } : {}),
  };
  const activities = { ...state.activities, [entry.activity]: activity };
  const after = { ...state, activities, current: entry.activity, at: entry.at };
  return entry.route ? { ...after, route: entry.route } : after;
}

export class Journal {
  private written = 0;
  private begun = false;
  /** Writes happen one after the other, in the order in which the values came. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly person: string,
    private readonly place: Place,
  ) {}

  /** Keeps an entry; `before` is the session's state without it. Gives the entry's number once it is on the disk. */
  append(before: SessionState, entry: JournalEntry): Promise<number> {
    return this.inTurn(async () => {
      const db = await openProfile(this.person);
      const tx = db.transaction("journal", "readwrite");
      if (!this.begun) void tx.store.put(before, key(this.place, 0));
      void tx.store.put(entry, key(this.place, this.written + 1));
      await tx.done;
      this.begun = true;
      this.written += 1;
      return this.written;
    });
  }

  /** Entries up to number `upTo` are in an operation, `state` is the session with them: later ones now follow it. */
  settled(upTo: number, state: SessionState): Promise<void> {
    return this.inTurn(async () => {
      await settle(this.person, this.place, upTo, state, this.written > upTo);
      this.begun = this.written > upTo;
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/** Replaces journal rows by the state they led to, in one transaction; with `more` the session's later rows stay. */
export async function settle(person: string, place: Place, upTo: number, state: SessionState, more: boolean): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction(["journal", "meta"], "readwrite");
  const journal = tx.objectStore("journal");
  void journal.delete(IDBKeyRange.bound(key(place, 0), key(place, upTo)));
  if (more) void journal.put(state, key(place, 0));
  void tx.objectStore("meta").put(state, `play.${state.item}`);
  await tx.done;
}

/** A session whose values are still in the journal. */
export interface Unsettled {
  place: Place;
  /** Number of its last entry. */
  upTo: number;
  /** With every entry applied. */
  state: SessionState;
}

/** Sessions of a person that were cut off, each replayed to its last value. */
export async function unsettled(person: string): Promise<Unsettled[]> {
  const tx = (await openProfile(person)).transaction("journal");
  const [keys, rows] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
  const found: Unsettled[] = [];
  keys.forEach((raw, index) => {
    const row = rows[index];
    const [item, attempt, session, seq] = raw as unknown as Key;
    if (seq === 0) {
      found.push({ place: { item, attempt, session }, upTo: 0, state: row as SessionState });
      return;
    }
    // Rows come in the order of their keys, so an entry belongs to the session begun last.
    const last = found[found.length - 1];
    if (!last) return;
    last.state = applyEntry(last.state, row as JournalEntry);
    last.upTo = seq;
  });
  return found;
}

/** Where this phone last stood in an item, values not yet in an operation included. */
export async function lastState(person: string, item: string): Promise<SessionState | null> {
  const cutOff = (await unsettled(person)).filter((one) => one.state.item === item).map((one) => one.state);
  const settledState = (await (await openProfile(person)).get("meta", `play.${item}`)) as SessionState | undefined;
  const all = settledState ? [...cutOff, settledState] : cutOff;
  return all.sort((a, b) => b.at - a.at)[0] ?? null;
}
