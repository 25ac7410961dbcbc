/** A class's results at an item: from the school, as kept on this phone, or from its own records. */
import type { AttemptDoc } from "../../data/docs.ts";
import { askBlob, askJson } from "../../data/http.ts";
import { openProfile } from "../../data/open.ts";
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import type { Lang } from "../../i18n/index.ts";

export interface Tried {
  id: string;
  learner: string;
  completion: string;
  success: string;
  score: readonly (string | null)[] | null;
  seconds: number;
  /** null where only the school knows. */
  sittings: number | null;
  at: string;
}

export interface Question {
  activity: string;
  question: string;
  type: string;
  answered: number;
  judged: number;
  right: number;
  mean: number | null;
  wrong: { response: string; count: number } | null;
  discrimination: number | null;
}

export interface Answer {
  activity: string;
  question: string;
  response: string;
  share: string | null;
}

export interface ClassResults {
  attempts: readonly Tried[];
  /** null where only the school knows. */
  questions: readonly Question[] | null;
  /** Unix ms when the school said so; null for this phone's own records. */
  at: number | null;
  fresh: boolean;
}

const DOWNLOAD_MS = 60_000;
/** Milliseconds before the memory behind a download is given back: the browser has copied it by then. */
const COPIED_MS = 60_000;

function path(classId: string, item: string): string {
  return `/api/v1/classes/${encodeURIComponent(classId)}/items/${encodeURIComponent(item)}/results`;
}

/** The best that can be had now. What the school says stays on the phone for when it is out of reach. */
export async function classResults(classId: string, item: string, pupils: readonly string[]): Promise<ClassResults> {
  const me = session.peek();
  if (!me) return fromRecords(records.list("attempt").peek(), item, pupils);
  const db = await openProfile(me.person);
  const key = `results.${classId}.${item}`;
  try {
    const { body } = await askJson<Pick<ClassResults, "attempts"> & { questions: Question[] }>(path(classId, item), { token: me.token });
    const found: ClassResults = { attempts: body?.attempts ?? [], questions: body?.questions ?? [], at: Date.now(), fresh: true };
    await db.put("meta", found, key);
    return found;
  } catch {
    const own = fromRecords(records.list("attempt").peek(), item, pupils);
    const kept = (await db.get("meta", key)) as ClassResults | undefined;
    return kept ? { ...kept, attempts: own.attempts.length > kept.attempts.length ? own.attempts : kept.attempts, fresh: false } : own;
  }
}

/** What the phone's own records say of these pupils; pure. */
export function fromRecords(attempts: readonly AttemptDoc[], item: string, pupils: readonly string[]): ClassResults {
  const known = new Set(pupils);
  const mine = attempts.filter((one) => one.item === item && known.has(one.learner));
  const rows = mine.map(({ id, learner, completion, success, score, total_time_s: seconds, at }): Tried => ({ id, learner, completion, success, score, seconds, sittings: null, at }));
  return { attempts: rows.sort((a, b) => (a.at < b.at ? -1 : 1)), questions: null, at: null, fresh: false };
}

/** The answers of one attempt; null when the school is out of reach. */
export async function answersOf(attempt: string): Promise<readonly Answer[] | null> {
  try {
    const { body } = await askJson<{ answers: Answer[] }>(`/api/v1/attempts/${encodeURIComponent(attempt)}/answers`, { token: session.peek()?.token ?? null });
    return body?.answers ?? [];
  } catch {
    return null;
  }
}

/** Saves the sheet as a file of the phone. Rejects when the school is out of reach. */
export async function saveSheet(classId: string, item: string, ending: "csv" | "xlsx", language: Lang): Promise<void> {
  const blob = await askBlob(`${path(classId, item)}.${ending}?language=${language}`, { token: session.peek()?.token ?? null, timeoutMs: DOWNLOAD_MS });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `results.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), COPIED_MS);
}
