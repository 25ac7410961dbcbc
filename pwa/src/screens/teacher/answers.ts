/** The answers of attempts: asked of the school once for each state of an attempt, kept on this phone. */
import type { AttemptDoc } from "../../data/docs.ts";
import { askJson } from "../../data/http.ts";
import { openProfile } from "../../data/open.ts";
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import type { HandedIn } from "../../player/quiz/review.ts";
import { ANSWERS_KEPT } from "./model/answering.ts";

/** An answer; `share` of the question's worth is a decimal text, null where nobody has judged it. */
export interface Answer {
  readonly activity: string;
  readonly question: string;
  readonly n: number;
  readonly type: string;
  readonly response: string;
  readonly share: string | null;
}

export interface AttemptAnswers {
  readonly answers: readonly Answer[];
  /** The whole answers of a quiz that was handed in. */
  readonly quiz: HandedIn | null;
  /** The whole answers are a file that the school does not have yet. */
  readonly arriving: boolean;
}

interface Row extends AttemptAnswers {
  /** The operation at which the attempt stood. */
  readonly op: string | null;
}

const KEPT = "answers.";

/** The answers of an attempt as it stands, or as this phone last had them; null when neither is to be had. */
export async function answersOf(attempt: Pick<AttemptDoc, "id" | "op">): Promise<AttemptAnswers | null> {
  const me = session.peek();
  if (!me) return null;
  const db = await openProfile(me.person);
  const kept = (await db.get("meta", KEPT + attempt.id)) as Row | undefined;
  if (kept && !kept.arriving && kept.op !== null && kept.op === attempt.op) return kept;
  try {
    const { body } = await askJson<AttemptAnswers>(`/api/v1/attempts/${encodeURIComponent(attempt.id)}/answers`, { token: me.token });
    const row: Row = { answers: body?.answers ?? [], quiz: body?.quiz ?? null, arriving: body?.arriving ?? false, op: attempt.op ?? null };
    await db.put("meta", row, KEPT + attempt.id);
    return row;
  } catch {
    return kept ?? null;
  }
}

/** What this phone has of these attempts' answers, by attempt. */
export async function keptAnswers(attempts: readonly string[]): Promise<Map<string, readonly Answer[]>> {
  const me = session.peek();
  if (!me) return new Map();
  const store = (await openProfile(me.person)).transaction("meta").store;
  const rows = await Promise.all(attempts.map(async (id) => [id, (await store.get(KEPT + id)) as Row | undefined] as const));
  return new Map(rows.flatMap(([id, row]) => (row ? [[id, row.answers] as const] : [])));
}

/** The description that an attempt was made with: the one it names, or the item's present one. */
export function manifestOf(attempt: AttemptDoc): string | null {
  if (attempt.manifest) return attempt.manifest;
  const lesson = records.get("course", attempt.course)?.lessons.find((one) => one.id === attempt.lesson);
  return lesson?.items.find((one) => one.id === attempt.item)?.manifest ?? null;
}

/** Beside these attempts' answers as many others stay as a phone keeps unasked: those looked at by hand. */
export async function forgetAnswers(wanted: readonly string[]): Promise<void> {
  const me = session.peek();
  if (!me) return;
  const needed = new Set<string>(wanted.map((id) => KEPT + id));
  const tx = (await openProfile(me.person)).transaction("meta", "readwrite");
  const keys = (await tx.store.getAllKeys(IDBKeyRange.bound(KEPT, `${KEPT}\uffff`))).filter((key) => !needed.has(key));
  for (const key of keys.slice(ANSWERS_KEPT)) void tx.store.delete(key);
  await tx.done;
}
