/** Brings what has changed at the server into the records on this phone. */
import { ApiProblem, askJson } from "./http.ts";
import { PAGE_RECORDS, PAGES_PER_EXCHANGE } from "./limits.ts";
import { openProfile } from "./open.ts";
import { keepDelivered } from "./outbox.ts";
import { applyPage, type ChangesPage, forgetCursor } from "./records.ts";
import { LogInNeeded } from "./sending.ts";
import { type Profile, takeBrought, tokenRefused } from "./session.ts";

const LIFE = "life";

/** Stores the page that came with the log-in, before anything else is sent or asked; undefined where none was needed. */
export async function storeBrought(person: string): Promise<ChangesPage | undefined> {
  const page = takeBrought(person);
  if (!page || (await (await openProfile(person)).get("meta", "cursor")) !== undefined) return undefined;
  await applyPage(person, page);
  return page;
}

/**
 * Pulls all pages, those after `stored` where the first is here already; true when the server has begun a new life since the last time, as after it was
 * put back from a copy. Throws Unreachable, LogInNeeded, ApiProblem.
 */
export async function pull(profile: Profile, stored?: ChangesPage): Promise<boolean> {
  const { person, token } = profile;
  if (token === null) throw new LogInNeeded();
  const db = await openProfile(person);
  // The log-in's page is from before the server answered anything.
  const alone = stored !== undefined && !stored.more;
  // What the server has answered by now is in the pages that follow, so these rows can go after them.
  const answered = alone ? [] : (await db.getAll("outbox")).flatMap((row) => (row.state === "acked" && row.key !== undefined ? [row.key] : []));
  let fresh = false;
  try {
    for (let page = alone ? PAGES_PER_EXCHANGE : 0; page < PAGES_PER_EXCHANGE; page += 1) {
      const cursor = (await db.get("meta", "cursor")) as string | undefined;
      const etag = (await db.get("meta", "etag")) as string | undefined;
      const query = cursor === undefined ? "" : `since=${encodeURIComponent(cursor)}&`;
      let answer;
      try {
        answer = await askJson<ChangesPage>(`/api/v1/changes?${query}limit=${PAGE_RECORDS}`, {
          token,
          headers: cursor !== undefined && etag !== undefined ? { "If-None-Match": etag } : {},
        });
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.status !== 410 || fresh) throw problem;
        await forgetCursor(person);
        fresh = true; // once: a server that calls every cursor stale must not be asked for ever
        continue;
      }
      if (answer.body) {
        await applyPage(person, answer.body);
        const tag = answer.headers.get("ETag");
        if (tag) await db.put("meta", tag, "etag");
        else await db.delete("meta", "etag");
      }
      if (!answer.body?.more) break;
    }
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 401) {
      await tokenRefused(person, token, problem);
      throw new LogInNeeded();
    }
    throw problem;
  }
  await keepDelivered(person, answered);
  // Kept apart from the cursor, which a cut in the middle of a fresh start leaves empty.
  const before = await db.get("meta", LIFE);
  const now = lifeOf(await db.get("meta", "cursor"));
  if (now !== null && now !== before) await db.put("meta", now, LIFE);
  return before !== undefined && now !== null && before !== now;
}

/** The part of a cursor that names the life of the server's database. */
function lifeOf(cursor: unknown): string | null {
  return typeof cursor === "string" ? (cursor.split(".")[0] ?? null) : null;
}
