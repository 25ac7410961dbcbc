/** What an order says of days at home, and lessons to be kept; the code is fetched only where there has ever been one. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { records } from "../../data/records.ts";
import type { Closures } from "./Closures.tsx";
import type { Task } from "./model/todo.ts";

export function DaysAtHome({ learner, tasks }: { learner: string; tasks: readonly Task[] }) {
  const part = useSignal<typeof Closures | null>(null);
  const isWanted = records.list("closure").value.length > 0 || keepsLessons();
  useEffect(() => {
    if (isWanted) {
      import("./Closures.tsx").then(
        (found) => (part.value = found.Closures),
        () => undefined, // not on this phone yet, and no server: the tasks stand without it
      );
    }
  }, [isWanted]);
  const Part = part.value;
  return Part && <Part learner={learner} tasks={tasks} keeping />;
}

/** As data/content.ts has noted. */
function keepsLessons(): boolean {
  try {
    return "kept" in localStorage;
  } catch {
    return false;
  }
}
