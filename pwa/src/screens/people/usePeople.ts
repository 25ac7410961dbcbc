/** A list of people from the server, and why there is none. */
import { useCallback, useEffect, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import type { Listed } from "./model.ts";

export type Trouble = "away" | "notAllowed";

export interface People {
  readonly all: readonly Listed[] | null;
  readonly trouble: Trouble | null;
  readonly look: () => void;
}

export function usePeople(asking: () => Promise<readonly Listed[]>, key: string): People {
  const [all, setAll] = useState<readonly Listed[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = useCallback(() => {
    setTrouble(null);
    asking().then(setAll, (error: unknown) =>
      setTrouble(error instanceof ApiProblem && (error.status === 403 || error.status === 404) ? "notAllowed" : "away"),
    );
  }, [key]);
  useEffect(look, [look]);
  return { all, trouble, look };
}
