/**
 * Every address of the app and the screen behind it. Pupils' screens come with the first load;
 * the others, and the player, only when somebody needs them.
 */
import type { ComponentType } from "preact";

import { match, type PathParams } from "./router.ts";

export interface ScreenProps {
  params: PathParams;
}

type Screen = ComponentType<ScreenProps>;

export interface Route {
  pattern: string;
  /** The screen itself, or how to fetch it. */
  screen: Screen | (() => Promise<Screen>);
  lazy: boolean;
  /** It shows only what a server answers, and no phone keeps a copy of it (build/keeping.ts). */
  online?: boolean;
}

/** A screen that belongs to the first load. */
export function here(pattern: string, screen: Screen): Route {
  return { pattern, screen, lazy: false };
}

/** A screen in a file of its own: the module's default export. */
export function later(pattern: string, load: () => Promise<{ default: Screen }>): Route {
  return { pattern, screen: () => load().then((module) => module.default), lazy: true };
}

/** A screen of people who work at the school: other phones keep no copy (build/keeping.ts). */
export const staff = later;

/** A screen of parents, which phones of theirs alone keep. */
export const family = later;

/** A screen that is of no use without a server. */
export function online(pattern: string, load: () => Promise<{ default: Screen }>): Route {
  return { ...later(pattern, load), online: true };
}

export function findRoute(routes: readonly Route[], path: string): { route: Route; params: PathParams } | null {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return null;
}
