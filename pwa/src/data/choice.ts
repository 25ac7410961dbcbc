/** Choices of this phone, whoever uses it: kept outside the profiles, and known before anybody is in. */
import { type ReadonlySignal, signal } from "@preact/signals";

export interface KeptChoice<V extends string> {
  readonly chosen: ReadonlySignal<V>;
  readonly choose: (next: V) => void;
}

/** The first of `values` stands until another is chosen. */
export function keptChoice<V extends string>(key: string, values: readonly [V, ...V[]]): KeptChoice<V> {
  const chosen = signal<V>(stored(key, values));
  return {
    chosen,
    choose(next) {
      chosen.value = next;
      try {
        localStorage.setItem(key, next);
      } catch {
        // Storage may be forbidden; the choice then lasts until the app is closed.
      }
    },
  };
}

function stored<V extends string>(key: string, values: readonly [V, ...V[]]): V {
  try {
    const found = localStorage.getItem(key);
    return values.find((one) => one === found) ?? values[0];
  } catch {
    return values[0];
  }
}
