/** Addresses inside the app. The server answers every one of them with the same page. */
import { type ReadonlySignal, signal } from "@preact/signals";

const path = signal(typeof location === "undefined" ? "/" : location.pathname);
let moved = false;

export const currentPath: ReadonlySignal<string> = path;

export function go(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", to);
  else {
    history.pushState(null, "", to);
    moved = true;
  }
  path.value = location.pathname;
  window.scrollTo(0, 0);
}

/** Back in history if the app has moved since it was opened, otherwise to `fallback`. */
export function goBack(fallback: string): void {
  if (moved) history.back();
  else go(fallback, { replace: true });
}

/** Follows the browser's buttons, and ordinary links inside the app without loading it anew. */
export function startRouter(): void {
  window.addEventListener("popstate", () => {
    path.value = location.pathname;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.origin !== location.origin || link.target !== "" || link.hasAttribute("download")) return;
    event.preventDefault();
    go(link.pathname);
  });
}

export type PathParams = Readonly<Record<string, string>>;

/** `/t/work/:assignment/:learner` against a path; null when it does not fit. */
export function match(pattern: string, actual: string): PathParams | null {
  const want = pattern.split("/").filter(Boolean);
  const have = actual.split("/").filter(Boolean);
  if (want.length !== have.length) return null;
  const params: Record<string, string> = {};
  for (let at = 0; at < want.length; at += 1) {
    const name = want[at] ?? "";
    const part = have[at] ?? "";
    if (name.startsWith(":")) {
      try {
        params[name.slice(1)] = decodeURIComponent(part);
      } catch {
        return null;
      }
    } else if (name !== part) return null;
  }
  return params;
}
