/** Tells teachers what has come to this phone and what was opened on it, each once. */
import { effect, untracked } from "@preact/signals";

import { fetchedFile } from "../../data/fetched.ts";
import { link } from "../../data/link.ts";
import { schoolNow } from "../../data/now.ts";
import { openProfile } from "../../data/open.ts";
import { submitAll } from "../../data/outbox.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { unacknowledged } from "./model/receipts.ts";

const TOLD_KEY = "told";

type Told = Readonly<Record<string, "delivered" | "opened">>;

let queue: Promise<void> = Promise.resolve();

/** Runs until the returned function is called. */
export function acknowledgeArrivals(): () => void {
  return effect(() => {
    const person = session.value?.person;
    if (person === undefined || !recordsReady.value) return;
    const about = [...records.list("assignment").value, ...records.list("notice").value];
    const voices = link.value === "school" || link.value === "hub" ? records.list("mark").value : [];
    untracked(() => {
      void later(async () => {
        const told = await readTold(person);
        await tell(person, unacknowledged(about, told, schoolNow()), "delivered");
        for (const mark of voices) for (const file of mark.files ?? []) await fetchedFile("marks", mark.id, file);
      });
    });
  });
}

/** The person looks at a task or notice. */
export function opened(about: string): Promise<void> {
  const person = session.peek()?.person;
  if (person === undefined) return Promise.resolve();
  return later(() => tell(person, [about], "opened"));
}

async function tell(person: string, all: readonly string[], step: "delivered" | "opened"): Promise<void> {
  const told = await readTold(person);
  const untold = all.filter((about) => told[about] !== "opened" && told[about] !== step);
  if (untold.length === 0 || session.peek()?.person !== person) return;
  await submitAll(untold.map((about) => ({ kind: "receipt.give", record: `${about}~${person}`, fields: { about, step } })));
  await (await openProfile(person)).put("meta", { ...told, ...Object.fromEntries(untold.map((about) => [about, step])) }, TOLD_KEY);
}

async function readTold(person: string): Promise<Told> {
  return ((await (await openProfile(person)).get("meta", TOLD_KEY)) as Told | undefined) ?? {};
}

/** One after the other: two at once would tell the same thing twice. A full phone is told elsewhere. */
function later(work: () => Promise<void>): Promise<void> {
  queue = queue.then(work).catch(() => undefined);
  return queue;
}
