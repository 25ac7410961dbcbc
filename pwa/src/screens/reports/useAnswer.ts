/** What the school's server answers to a question, asked anew when the question changes. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { troubleOf } from "./asking.ts";

export type Trouble = "away" | "notAllowed";

export interface Answered<T> {
  readonly answer: T | null;
  readonly trouble: Trouble | null;
  readonly again: () => void;
}

/** An empty path asks nothing. */
export function useAnswer<T>(path: string): Answered<T> {
  const [answer, setAnswer] = useState<T | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let left = false;
    setAnswer(null);
    setTrouble(null);
    if (path) {
      askMine<T>(path).then(
        (found) => !left && setAnswer(found),
        (error: unknown) => !left && setTrouble(troubleOf(error)),
      );
    }
    return () => {
      left = true;
    };
  }, [path, tries]);
  return { answer, trouble, again: () => setTries((n) => n + 1) };
}
