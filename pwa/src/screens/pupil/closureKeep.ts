/** Brings the lessons of the days at home while the phone is still at school, each once. */
import { effect, untracked } from "@preact/signals";

import { keep, state } from "../../data/content.ts";
import { link } from "../../data/link.ts";
import { schoolNow } from "../../data/now.ts";
import { openProfile } from "../../data/open.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { dayOf } from "../../i18n/time.ts";
import { tasksFor } from "./mine.ts";
import { closuresNear, homeLessons } from "./model/closures.ts";
import { classesOf } from "./model/todo.ts";

const BROUGHT_KEY = "brought-home";

let queue: Promise<void> = Promise.resolve();

/** Runs until the returned function is called. On the school's own network alone: elsewhere bytes cost money. */
export function keepBeforeClosures(): () => void {
  return effect(() => {
    const person = session.value?.person;
    if (person === undefined || !recordsReady.value || link.value !== "school") return;
    const now = schoolNow();
    const classes = classesOf(person, records.list("enrolment").value, now);
    const near = closuresNear(records.list("closure").value, classes, records.list("class").value, dayOf(now));
    const known = new Set(records.list("course").value.flatMap((course) => course.lessons.map((one) => one.id)));
    const lessons = homeLessons(tasksFor(person), near, dayOf).filter((id) => known.has(id));
    if (lessons.length > 0) untracked(() => void (queue = queue.then(() => bring(person, lessons)).catch(() => undefined)));
  });
}

/** What was brought and then deleted by hand stays away. A full phone is told of beside the button. */
async function bring(person: string, lessons: readonly string[]): Promise<void> {
  const profile = await openProfile(person);
  const brought = new Set(((await profile.get("meta", BROUGHT_KEY)) as readonly string[] | undefined) ?? []);
  for (const id of lessons) {
    if (brought.has(id)) continue;
    if (session.peek()?.person !== person || link.peek() !== "school") return;
    if (!state(id).peek().kept) await keep(id);
    if (state(id).peek().error !== null) return;
    await profile.put("meta", [...brought.add(id)], BROUGHT_KEY);
  }
}
