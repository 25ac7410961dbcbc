/** Drains a person's outbox: small operations first, then files, then what the files belong to. */
import { fileSent } from "./files.ts";
import { ApiProblem, askJson } from "./http.ts";
import { openProfile } from "./open.ts";
import { adopt, openNextEpoch, storeAnswers } from "./outbox.ts";
import { type Batch, batches, type OperationResult, type OutboxRow, ready, settle, wireForm } from "./queue.ts";
import { type Profile, profiles, tokenRefused } from "./session.ts";
import { sendFile } from "./transfer.ts";

/** Rounds of one drain. Each sends what is ready or repairs numbering; more means something is wrong. */
const MOST_ROUNDS = 50;
/** Answers that will be the same next time: the operation or the file itself is at fault. */
const FINAL: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);

/** The server wants the password again. Everything unsent stays. */
export class LogInNeeded extends Error {
  constructor() {
    super("the server no longer takes this profile's token");
    this.name = "LogInNeeded";
  }
}

export interface SendingProgress {
  /** Bytes of files sent and to send in this drain. */
  done: number;
  total: number;
}

/** Sends everything that waits. Throws Unreachable, LogInNeeded, or ApiProblem worth a later try. */
export async function drain(profile: Profile, progress: (now: SendingProgress | null) => void = () => undefined): Promise<void> {
  const { token } = profile;
  if (token === null) throw new LogInNeeded();
  let done = 0;
  try {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { rows, missing } = await look(profile.person);
      const { now, later } = ready(rows, new Set(missing.keys()));
      if (now.length === 0 && later.length === 0) return;
      for (const batch of batches(now)) await post(profile, token, batch);
      const next = later.find((row) => row.blobs.some((sha256) => missing.has(sha256)));
      if (next) {
        const total = done + [...missing.values()].reduce((sum, size) => sum + size, 0);
        for (const sha256 of next.blobs.filter((one) => missing.has(one))) {
          const sent = await sendOne(profile, token, next, sha256, (bytes) => progress({ done: done + bytes, total }));
          done += sent;
        }
      }
    }
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 401) {
      await tokenRefused(profile.person, token, problem);
      throw new LogInNeeded();
    }
    throw problem;
  } finally {
    progress(null);
  }
}

/** The outbox, and the files in it that the server lacks, with their sizes. */
async function look(person: string): Promise<{ rows: OutboxRow[]; missing: Map<string, number> }> {
  const db = await openProfile(person);
  const rows = await db.getAll("outbox");
  const missing = new Map<string, number>();
  for (const sha256 of new Set(rows.filter((row) => row.state === "waiting").flatMap((row) => row.blobs))) {
    const file = await db.get("files", sha256);
    if (file && file.state !== "sent") missing.set(sha256, file.size);
  }
  return { rows, missing };
}

async function sendOne(
  profile: Profile,
  token: string,
  row: OutboxRow,
  sha256: string,
  progress: (bytes: number) => void,
): Promise<number> {
  const db = await openProfile(profile.person);
  const file = await db.get("files", sha256);
  if (!file) return 0;
  const purpose = /^(assignment|plan)\./.test(row.kind) ? "attachment" : "work";
  try {
    await sendFile(
      { blob: file.blob, sha256, name: file.name, type: file.type, purpose },
      {
        token,
        upload: file.upload,
        begun: async (upload) => {
          await db.put("files", { ...file, upload });
        },
        progress,
      },
    );
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || !FINAL.has(problem.status)) throw problem;
    await storeAnswers(profile.person, [{ ...row, state: "held", reason: problem.type, answered: Date.now() }]);
    return 0;
  }
  await fileSent(profile.person, sha256);
  return file.size;
}

async function post(profile: Profile, token: string, batch: Batch): Promise<void> {
  let results: OperationResult[];
  try {
    const { body } = await askJson<{ results: OperationResult[] }>("/api/v1/operations", {
      method: "POST",
      token,
      json: { writer: batch.writer, epoch: batch.epoch, operations: batch.rows.map(wireForm) },
    });
    results = body?.results ?? [];
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    if (problem.status === 403) return strange(profile, token, batch);
    if (!FINAL.has(problem.status)) throw problem;
    return halve(profile, token, batch, problem);
  }
  const { changed, forked } = settle(batch, results, Date.now());
  await storeAnswers(profile.person, changed);
  if (forked) await openNextEpoch(profile.person, batch.writer, batch.epoch);
}

/** The server takes nothing of a batch with one bad operation: find it by halving, hold it here. */
async function halve(profile: Profile, token: string, batch: Batch, problem: ApiProblem): Promise<void> {
  const [only] = batch.rows;
  if (batch.rows.length === 1 && only) {
    return storeAnswers(profile.person, [{ ...only, state: "held", reason: problem.type, answered: Date.now() }]);
  }
  const middle = Math.ceil(batch.rows.length / 2);
  await post(profile, token, { ...batch, rows: batch.rows.slice(0, middle) });
  await post(profile, token, { ...batch, rows: batch.rows.slice(middle) });
}

/**
 * The server does not take this writer as ours, as after it was restored from an older copy. A
 * writer from an earlier log-in hands its work to the current one; the current one needs a new log-in.
 */
async function strange(profile: Profile, token: string, batch: Batch): Promise<void> {
  const current = profiles.value.find((one) => one.person === profile.person) ?? profile;
  if (batch.writer !== current.writer) return adopt(current, batch.writer, batch.epoch);
  await tokenRefused(profile.person, token, null);
  throw new LogInNeeded();
}
