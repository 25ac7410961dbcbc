/** What the server finds for a query while it is typed. */
import { useEffect, useState } from "preact/hooks";

import { type NoTexts, searchTexts, type TextHit } from "../../data/search.ts";

/** Milliseconds of quiet before the server is asked. */
const QUIET_MS = 350;
const SHORTEST = 2;

/** asking: the server has not answered yet. short: too little was typed to look inside lessons. */
export type TextSearch = { readonly state: "asking" | "short" | NoTexts } | { readonly state: "found"; readonly hits: readonly TextHit[] };

export function useTextSearch(query: string): TextSearch {
  const [last, setLast] = useState<{ query: string; found: TextSearch } | null>(null);
  const words = query.trim();
  useEffect(() => {
    if (words.length < SHORTEST) return undefined;
    let here = true;
    const timer = setTimeout(() => {
      void searchTexts(words).then((found) => here && setLast({ query: words, found: typeof found === "string" ? { state: found } : { state: "found", hits: found } }));
    }, QUIET_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [words]);
  if (words.length < SHORTEST) return { state: "short" };
  return last?.query === words ? last.found : { state: "asking" };
}

export function hitsOf(search: TextSearch): readonly TextHit[] {
  return search.state === "found" ? search.hits : [];
}
