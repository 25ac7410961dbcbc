/**
 * App and server of different releases. What one does not know of the other it passes over or keeps; here is what
 * has to be said aloud (the app is too old to send), and what is tried anew once the server has changed.
 */
import { RECORD_TYPES } from "./docs.ts";
import { GENERATION } from "./limits.ts";
import { node, type NodeInfo } from "./node.ts";
import { openProfile } from "./open.ts";
import { storeAnswers } from "./outbox.ts";
import { opId, type OutboxRow } from "./queue.ts";
import { forgetCursor } from "./records.ts";

const RELEASE = "release";

/** The server has left this app behind: what it would send could be taken for something else. Nothing is lost. */
export class AppTooOld extends Error {
  constructor() {
    super("the server asks for a newer app");
    this.name = "app-too-old";
  }
}

/** Whether the server wants a newer app than this one before it takes anything. */
export function tooOld(server: NodeInfo | null): boolean {
  return (server?.generation?.oldest ?? GENERATION) > GENERATION;
}

/**
 * Before an exchange: where the server or this app is of another release than the last time, everything is read
 * again, since either may know more now, and what the server could not read is sent again. Throws AppTooOld.
 */
export async function meetRelease(person: string): Promise<void> {
  const server = node.peek();
  if (tooOld(server)) throw new AppTooOld();
  if (!server) return;
  const db = await openProfile(person);
  const now = `${server.version} ${RECORD_TYPES.join(" ")}`;
  const before = await db.get("meta", RELEASE);
  if (before === now) return;
  if (before !== undefined) {
    const refused = (await db.getAll("outbox")).filter((row) => row.state === "held" && row.reason === "invalid-operation");
    await storeAnswers(person, refused.map((row) => ({ ...row, state: "waiting", reason: null, answered: null })));
    await forgetCursor(person);
  }
  await db.put("meta", now, RELEASE);
}

/** After an exchange: what an older server had only kept counts by now, and needs nobody's attention. */
export async function settleReleased(person: string): Promise<void> {
  const db = await openProfile(person);
  const counted: OutboxRow[] = [];
  for (const row of await db.getAll("outbox")) {
    if (row.state !== "held" || row.reason !== "unknown-kind") continue;
    const judgement = (await db.get("records", ["judgement", opId(row)]))?.doc as { released?: boolean } | undefined;
    if (judgement?.released === true) counted.push({ ...row, state: "acked", reason: null });
  }
  await storeAnswers(person, counted);
}
