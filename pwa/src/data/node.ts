/** The server this app talks to, in its own words; remembered for when it cannot be asked. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { askJson } from "./http.ts";
import { compare, compareAgain, type Compared } from "./now.ts";
import { openDevice } from "./open.ts";
import type { Places } from "./places.ts";

export type Names = Readonly<Record<"kk" | "ru" | "en", string>>;

export interface NodeInfo {
  readonly id: string;
  readonly role: "school" | "relay" | "hub";
  readonly name: Names;
  readonly schools: readonly { readonly id: string; readonly name: string }[];
  readonly upstream: { readonly name: Names } | null;
  readonly upstream_last_contact: string | null;
  /** On a hub: when it last heard from the school. */
  readonly school_last_heard?: string | null;
  /** Absolute, or ":8081" for the same host. */
  readonly content_origin: string;
  /** Addresses of this server; places.ts says what they are. */
  readonly places?: Places | null;
  readonly time: string;
  readonly version: string;
  /** Absent on a server from before there were any. */
  readonly generation?: { readonly now: number; readonly oldest: number };
}

interface Kept extends NodeInfo {
  /** Absent on phones that were here before there was any. */
  readonly compared?: Compared | null;
}

const NODE = "node";
/** The schema of "device" is older than any node, so the last answer is simply kept whole. */
const info = signal<NodeInfo | null>(null);

export const node: ReadonlySignal<NodeInfo | null> = info;
export async function restoreNode(): Promise<void> {
  const known = (await (await openDevice()).get("meta", NODE)) as Kept | undefined;
  if (!known) return;
  info.value = known;
  if (known.compared) compareAgain(known.compared);
}

/** Asks the server who it is. Throws Unreachable or ApiProblem. */
export async function askNode(): Promise<NodeInfo> {
  const { body } = await askJson<NodeInfo>("/api/v1/node");
  if (!body) throw new Error("the server answered without saying who it is");
  info.value = body;
  const compared = compare(Date.parse(body.time));
  await (await openDevice()).put("meta", { ...body, compared } satisfies Kept, NODE);
  return body;
}
