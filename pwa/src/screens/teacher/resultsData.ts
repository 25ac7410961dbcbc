/** A class's results at an item: from the school, as kept on this phone, or from its own records. */
import type { AttemptDoc } from "../../data/docs.ts";
import { askJson } from "../../data/http.ts";
import { openProfile } from "../../data/open.ts";
import { records } from "../../data/records.ts";
import { saveFile } from "../../data/saving.ts";
import { session } from "../../data/session.ts";
import type { Lang } from "../../i18n/index.ts";
import { type Answer, keptAnswers } from "./answers.ts";
import { analyse, type Question } from "./model/analysis.ts";

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

export interface ClassResults {
  attempts: readonly Tried[];
  questions: readonly Question[];
  /** Pupils whose answers the analysis of questions rests on; null where the school made it. */
  basedOn: number | null;
  /** Unix ms when the school said so; null for this phone's own records. */
  at: number | null;
  fresh: boolean;
}

function path(classId: string, item: string): string {
  return `/api/v1/classes/${encodeURIComponent(classId)}/items/${encodeURIComponent(item)}/results`;
}

/** The best that can be had now. What the school says stays on the phone for when it is out of reach. */
export async function classResults(classId: string, item: string, pupils: readonly string[]): Promise<ClassResults> {
  const me = session.peek();
  if (!me) return fromRecords([], item, pupils, new Map());
  const db = await openProfile(me.person);
  const key = `results.${classId}.${item}`;
  try {
    const { body } = await askJson<Pick<ClassResults, "attempts"> & { questions: Question[] }>(path(classId, item), { token: me.token });
    const found: ClassResults = { attempts: body?.attempts ?? [], questions: body?.questions ?? [], basedOn: null, at: Date.now(), fresh: true };
    await db.put("meta", found, key);
    return found;
  } catch {
    const attempts = records.list("attempt").peek();
    const answers = await keptAnswers(attempts.filter((one) => one.item === item).map((one) => one.id));
    const own = fromRecords(attempts, item, pupils, answers);
    const kept = (await db.get("meta", key)) as ClassResults | undefined;
    // What the school said last is better than the phone's own reckoning, until the phone knows of more.
    return kept && kept.attempts.length >= own.attempts.length ? { ...kept, fresh: false } : own;
  }
}

/** What the phone's own records and the answers it keeps say of these pupils; pure. */
export function fromRecords(
  attempts: readonly AttemptDoc[],
  item: string,
  pupils: readonly string[],
  answers: ReadonlyMap<string, readonly Answer[]>,
): ClassResults {
  const known = new Set(pupils);
  const mine = attempts.filter((one) => one.item === item && known.has(one.learner)).sort((a, b) => (a.at < b.at ? -1 : 1));
  const rows = mine.map(({ id, learner, completion, success, score, total_time_s: seconds, at }): Tried => ({ id, learner, completion, success, score, seconds, sittings: null, at }));
  // Each learner's first attempt that has answers: a second one is known by heart.
  const first = new Map<string, readonly Answer[]>();
  for (const { id, learner } of mine) {
    const given = answers.get(id);
    if (given && given.length > 0 && !first.has(learner)) first.set(learner, given);
  }
  const given = [...first].flatMap(([learner, list]) => list.map((one) => ({ ...one, learner, share: one.share === null ? null : Number(one.share) })));
  return { attempts: rows, questions: analyse(given), basedOn: first.size, at: null, fresh: false };
}

/** Saves the sheet as a file of the phone. Rejects when the school is out of reach. */
export async function saveSheet(classId: string, item: string, ending: "csv" | "xlsx", language: Lang): Promise<void> {
  await saveFile(`${path(classId, item)}.${ending}?language=${language}`, `results.${ending}`);
}
