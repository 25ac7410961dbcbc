/**
 * Copies of a pupil's drafts at the school: what was being written on a phone that is lost is on the next one.
 * The text alone: pictures go with the work. A draft is nobody's record yet, so it is no operation.
 */
import { COPIED, draftsBack, elsewhereTold, type HandInDraft, handInDrafts, writeDraft } from "./drafts.ts";
import { askJson } from "./http.ts";
import { COPY_EVERY_MS, DRAFTS_AT_ONCE } from "./limits.ts";
import { schoolNow } from "./now.ts";
import { openProfile } from "./open.ts";
import { records } from "./records.ts";
import type { Profile } from "./session.ts";

/** What the server keeps of this device, by assignment, as it said it; `at` is when (unix ms). In `meta`. */
interface Copied {
  readonly at: number;
  readonly said: Readonly<Record<string, string>>;
  /** The log-in with which copies were last brought back, and the texts that came; absent on phones from before. */
  readonly writer?: string;
  readonly brought?: Readonly<Record<string, Brought>>;
  /** By assignment what another device of theirs has written: data/drafts.ts offers it. */
  readonly others?: Readonly<Record<string, string>>;
}

/** A text as it came from the school, and when by its clock (unix ms). */
interface Brought {
  readonly text: string;
  readonly at: number;
}

/** As the server has it: server/drafts/schemas.py. */
interface Copy {
  readonly assignment: string;
  readonly text: string;
  readonly files: number;
}

const PATH = "/api/v1/drafts";

/** First brings back what the school keeps for this person, once after each log-in; then takes there what is new. */
export async function copyDrafts(profile: Profile, now = Date.now()): Promise<void> {
  if (!profile.token || !profile.roles.some((one) => one.role === "pupil")) return;
  const db = await openProfile(profile.person);
  const known = (await db.get("meta", COPIED)) as Copied | undefined;
  const isBack = known?.writer === profile.writer;
  // All that is here is said once after a log-in: what the school has of this device from before, nobody knows.
  const before: Copied = isBack ? known : { at: known?.at ?? 0, writer: profile.writer, said: {}, ...(await bringBack(profile)) };
  const here = await handInDrafts(profile.person);
  await dropHandedIn(profile.person, before.brought ?? {}, here);
  const changed = changes(before.said, here);
  const urgent = changed.some((one) => one.text === "");
  if (changed.length > 0 && (urgent || now - before.at >= COPY_EVERY_MS)) {
    const others = new Map(Object.entries(before.others ?? {}));
    for (let at = 0; at < changed.length; at += DRAFTS_AT_ONCE) {
      const some = changed.slice(at, at + DRAFTS_AT_ONCE);
      const { body } = await askJson<{ drafts: readonly Copy[] }>(PATH, { method: "POST", token: profile.token, json: { drafts: some } });
      for (const { assignment } of some) others.delete(assignment);
      for (const copy of body?.drafts ?? []) if (isNews(copy, before, here)) others.set(copy.assignment, others.get(copy.assignment) ?? copy.text);
    }
    const said = Object.fromEntries([...here].map(([assignment, draft]) => [assignment, wordsOf(draft)]));
    await db.put("meta", { ...before, at: now, said, others: Object.fromEntries(others) } satisfies Copied, COPIED);
    elsewhereTold.value += 1;
  } else if (!isBack) {
    await db.put("meta", before, COPIED);
    elsewhereTold.value += 1;
  }
}

/** What is to be said of drafts so that the server has what is here; it forgets those that are gone. Pure. */
export function changes(said: Readonly<Record<string, string>>, here: ReadonlyMap<string, HandInDraft>): Copy[] {
  const fresh = [...here].filter(([assignment, draft]) => said[assignment] !== wordsOf(draft));
  const gone = Object.keys(said).filter((assignment) => !here.has(assignment));
  return [
    ...fresh.map(([assignment, draft]) => ({ assignment, text: draft.text, files: draft.files.length })),
    ...gone.map((assignment) => ({ assignment, text: "", files: 0 })),
  ];
}

/** Whether another device's text is one that its owner has not seen here. */
function isNews({ assignment, text }: Copy, { brought }: Copied, here: ReadonlyMap<string, HandInDraft>): boolean {
  const own = here.get(assignment)?.text ?? "";
  return text !== "" && !own.includes(text) && brought?.[assignment]?.text !== text;
}

/** What is written here already stays, and what another device says of it is offered. The latest copy comes first. */
async function bringBack({ person, token }: Profile): Promise<Required<Pick<Copied, "brought" | "others">>> {
  const { body } = await askJson<{ drafts: readonly Copy[] }>(PATH, { token });
  const [brought, others]: [Record<string, Brought>, Record<string, string>] = [{}, {}];
  const here = await handInDrafts(person);
  for (const copy of body?.drafts ?? []) {
    const { assignment, text } = copy;
    if (here.has(assignment)) {
      if (isNews(copy, { at: 0, said: {}, brought }, here)) others[assignment] ??= text;
      continue;
    }
    // Pictures alone stay on the phone that took them.
    if (text === "") continue;
    const draft = { text, files: [] };
    await writeDraft(person, assignment, draft);
    here.set(assignment, draft);
    brought[assignment] = { text, at: schoolNow() };
    draftsBack.value += 1;
  }
  return { brought, others };
}

/** A text that came from the school and was left as it is goes once the work was handed in from another phone. */
async function dropHandedIn(person: string, brought: Readonly<Record<string, Brought>>, here: Map<string, HandInDraft>): Promise<void> {
  const works = records.list("submission").peek().filter((one) => one.learner === person);
  for (const [assignment, { text, at }] of Object.entries(brought)) {
    const draft = here.get(assignment);
    if (!draft || draft.text !== text || draft.files.length > 0) continue;
    if (!works.some((one) => one.assignment === assignment && one.received_at !== null && Date.parse(one.received_at) > at)) continue;
    await writeDraft(person, assignment, { text: "", files: [] });
    here.delete(assignment);
  }
}

function wordsOf(draft: HandInDraft): string {
  return `${draft.files.length} ${draft.text}`;
}
