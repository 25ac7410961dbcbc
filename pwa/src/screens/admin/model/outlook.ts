/** What GET /api/v1/status says about the link, in the order in which a person asks about it. */
import type { StatusDoc } from "./facts.ts";

export const CLASSES = ["records", "files", "text", "media"] as const;
export type DataClass = (typeof CLASSES)[number];

export interface Share {
  readonly name: DataClass;
  readonly count: number;
  readonly bytes: number;
  /** Of the largest class, 0 to 1: the length of its bar. */
  readonly part: number;
}

/** What waits, without the classes of which nothing does. */
export function sharesOf(status: StatusDoc): readonly Share[] {
  const classes = status.waiting?.classes;
  if (!classes) return [];
  const most = Math.max(1, ...CLASSES.map((name) => classes[name]?.bytes ?? 0));
  return CLASSES.map((name) => {
    const { count, bytes } = classes[name] ?? { count: 0, bytes: 0 };
    return { name, count, bytes, part: bytes / most };
  }).filter((share) => share.count > 0);
}

export const WHYS = ["link-failed", "window-shut", "budget-spent", "not-in-this-window", "disk-low", "refused", "soon"] as const;
export type Why = (typeof WHYS)[number];

/** The reasons that there is a sentence for. */
export function whysOf(status: StatusDoc): readonly Why[] {
  const known: readonly string[] = WHYS;
  return (status.why ?? []).filter((why): why is Why => known.includes(why));
}

export type Takes = { readonly saying: "takesNothing" | "takesUnknown" | "takesEndless" } | { readonly saying: "takes"; readonly windows: number; readonly until: string; readonly rate: number };

/** How long it will take, and never a promise without a measured speed. */
export function takesOf(status: StatusDoc): Takes {
  const found = status.estimate;
  if (sharesOf(status).length === 0) return { saying: "takesNothing" };
  if (!found || found.rate === null) return { saying: "takesUnknown" };
  if (found.endless || found.windows === null || found.until === null) return { saying: "takesEndless" };
  return { saying: "takes", windows: found.windows, until: found.until, rate: found.rate };
}

/** Whether another road than the link is worth a hint: it failed, or would take for ever. */
export function wantsOtherRoad(status: StatusDoc): boolean {
  return sharesOf(status).length > 0 && (whysOf(status).includes("link-failed") || takesOf(status).saying === "takesEndless");
}
