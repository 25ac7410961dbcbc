/** Answers of the teacher's classes: fetched while the school is near, read and counted anywhere. */
import { effect } from "@preact/signals";

import { link } from "../../data/link.ts";
import { type AttemptDoc, records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { answersOf, forgetAnswers, manifestOf } from "./answers.ts";
import { assignments, queue } from "./desk.ts";
import { worthKeeping } from "./model/answering.ts";

let latest: readonly AttemptDoc[] = [];
let fetching = false;

/** Keeps the answers of this teacher's classes on the phone, with the quizzes that wait to be read, whenever the school answers. */
export function keepAnswers(): () => void {
  return effect(() => {
    latest = worthKeeping(queue.value, assignments.value, records.list("attempt").value);
    if (link.value === "school" && session.value?.token && latest.length > 0) void fetchLatest();
  });
}

/** Fetches until nothing has come meanwhile: what is worth keeping changes while a page of records is read. */
async function fetchLatest(): Promise<void> {
  if (fetching) return;
  fetching = true;
  try {
    for (let done: typeof latest = []; done !== latest && link.peek() === "school"; ) {
      done = latest;
      await fetchAll(done);
    }
  } finally {
    fetching = false;
  }
}

async function fetchAll(wanted: readonly AttemptDoc[]): Promise<void> {
  const quizzes = new Set<string>();
  for (const attempt of wanted) {
    if (link.peek() !== "school") return;
    const found = await answersOf(attempt);
    const manifest = found?.quiz ? manifestOf(attempt) : null;
    if (manifest !== null) quizzes.add(manifest);
  }
  if (quizzes.size > 0) {
    const { fetchQuiz } = await import("../../player/quiz/review.ts");
    // A quiz whose files the school lacks is shown as a plain list; the next look tries again.
    for (const manifest of quizzes) await fetchQuiz(manifest).catch(() => undefined);
  }
  await forgetAnswers(wanted.map((one) => one.id));
}
