/** What the server finds for a query while it is typed. */
import { useEffect, useState } from "preact/hooks";

import { searchTexts, type TextHit } from "../../data/search.ts";

/** Milliseconds of quiet before the server is asked. */
const QUIET_MS = 350;
const SHORTEST = 2;

/** undefined: still asking; null: no answer, so only titles are known. */
export function useTextSearch(query: string): readonly TextHit[] | null | undefined {
  const [found, setFound] = useState<{ query: string; hits: readonly TextHit[] | null } | null>(null);
  const words = query.trim();
  useEffect(() => {
    if (words.length < SHORTEST) return undefined;
    let here = true;
    const timer = setTimeout(() => {
      void searchTexts(words).then((hits) => here && setFound({ query: words, hits }));
    }, QUIET_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [words]);
  if (words.length < SHORTEST) return null;
  return found?.query === words ? found.hits : undefined;
}
