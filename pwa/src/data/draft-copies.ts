/**
 * Copies of a pupil's drafts at the school: what was being written on a phone that is lost is on the next one.
 * The text alone: pictures go with the work. A draft is nobody's record yet, so it is no operation.
 */
import { draftsBack, type HandInDraft, handInDrafts, readDraft, writeDraft } from "./drafts.ts";
import { askJson } from "./http.ts";
import { COPY_EVERY_MS, DRAFTS_AT_ONCE } from "./limits.ts";
import { schoolNow } from "./now.ts";
import { openProfile } from "./open.ts";
import { records } from "./records.ts";
import type { Profile } from "./session.ts";

/** What the server keeps, by assignment, as this phone said it; `at` is when (unix ms). In `meta`. */
interface Copied {
  readonly at: number;
  readonly said: Readonly<Record<string, string>>;
  /** The log-in with which copies were last brought back, and the texts that came; absent on phones from before. */
  readonly writer?: string;
  readonly brought?: Readonly<Record<string, Brought>>;
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

const COPIED = "draft-copies";
const PATH = "/api/v1/drafts";

/** First brings back what the school keeps for this person, once after each log-in; then takes there what is new. */
export async function copyDrafts(profile: Profile, now = Date.now()): Promise<void> {
  if (!profile.token || !profile.roles.some((one) => one.role === "pupil")) return;
  const db = await openProfile(profile.person);
  const known = (await db.get("meta", COPIED)) as Copied | undefined;
  const isBack = known?.writer === profile.writer;
  const before: Copied = isBack ? known : { at: known?.at ?? 0, writer: profile.writer, ...(await bringBack(profile)) };
  const here = await handInDrafts(profile.person);
  await dropHandedIn(profile.person, before.brought ?? {}, here);
  const changed = changes(before.said, here);
  const urgent = changed.some((one) => one.text === "");
  if (changed.length > 0 && (urgent || now - before.at >= COPY_EVERY_MS)) {
    for (let at = 0; at < changed.length; at += DRAFTS_AT_ONCE) {
      await askJson(PATH, { method: "POST", token: profile.token, json: { drafts: changed.slice(at, at + DRAFTS_AT_ONCE) } });
    }
    const said = Object.fromEntries([...here].map(([assignment, draft]) => [assignment, wordsOf(draft)]));
    await db.put("meta", { ...before, at: now, said } satisfies Copied, COPIED);
  } else if (!isBack) {
    await db.put("meta", before, COPIED);
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

/** What is written here already stays: it is newer, or its owner will know. */
async function bringBack({ person, token }: Profile): Promise<Required<Pick<Copied, "said" | "brought">>> {
  const { body } = await askJson<{ drafts: readonly Copy[] }>(PATH, { token });
  const said: Record<string, string> = {};
  const brought: Record<string, Brought> = {};
  for (const { assignment, text, files } of body?.drafts ?? []) {
    const own = await readDraft(person, assignment);
    const isEmpty = own.text === "" && own.files.length === 0;
    // Pictures alone stay on the phone that took them: what is not here is not this phone's to forget.
    if (isEmpty && text === "") continue;
    said[assignment] = `${files} ${text}`;
    if (!isEmpty) continue;
    await writeDraft(person, assignment, { text, files: [] });
    brought[assignment] = { text, at: schoolNow() };
    draftsBack.value += 1;
  }
  return { said, brought };
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
