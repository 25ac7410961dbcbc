/** The plan of windows as a form: hours as texts, budgets in megabytes, everything still unsure. */

/** One window of GET and PUT /api/v1/sync/plan: minutes after midnight, weekdays from Monday (0), bytes. */
export interface WindowDoc {
  readonly name: string;
  readonly starts: number;
  readonly ends: number;
  readonly days: readonly number[];
  readonly first: string | null;
  readonly last: string | null;
  readonly total: number | null;
  readonly caps: Readonly<Partial<Record<Cap, number>>>;
}

export interface PlanDoc {
  readonly windows: readonly WindowDoc[];
  readonly day_total: number | null;
}

export const CAPS = ["records", "files", "text", "media"] as const;
export type Cap = (typeof CAPS)[number];
export const PRESETS = ["always", "night", "metered", "holidays"] as const;
export type Preset = (typeof PRESETS)[number];
/** Names of windows that the app says in its own language; all others are shown as written. */
export const KNOWN_NAMES = ["always", "night", "day", "metered", "holidays"] as const;
/** As the server takes them. */
export const MOST_WINDOWS = 12;
export const NAME_CHARACTERS = 60;
export const EVERY_DAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

export interface WindowForm {
  readonly name: string;
  /** «22:00»; the end of the day is «00:00». */
  readonly from: string;
  readonly until: string;
  readonly days: readonly number[];
  readonly first: string;
  readonly last: string;
  /** Megabytes as typed; empty: no limit. */
  readonly total: string;
  readonly caps: Readonly<Record<Cap, string>>;
}

export interface PlanForm {
  readonly windows: readonly WindowForm[];
  readonly dayTotal: string;
}

const MB = 1024 * 1024;
const DAY_MINUTES = 24 * 60;

export function formOf(plan: PlanDoc): PlanForm {
  return {
    dayTotal: megabytes(plan.day_total),
    windows: plan.windows.map((one) => ({
      name: one.name,
      from: clockOf(one.starts),
      until: clockOf(one.ends % DAY_MINUTES),
      days: one.days,
      first: one.first ?? "",
      last: one.last ?? "",
      total: megabytes(one.total),
      caps: { records: megabytes(one.caps.records), files: megabytes(one.caps.files), text: megabytes(one.caps.text), media: megabytes(one.caps.media) },
    })),
  };
}

export function planOf(form: PlanForm): PlanDoc {
  return {
    day_total: bytesOf(form.dayTotal),
    windows: form.windows.map((one) => {
      const caps: Partial<Record<Cap, number>> = {};
      for (const cap of CAPS) {
        const bytes = bytesOf(one.caps[cap]);
        if (bytes !== null) caps[cap] = bytes;
      }
      const ends = minutesOf(one.until);
      return {
        name: one.name.trim(),
        starts: minutesOf(one.from),
        // Midnight is the end of a day where the window begins at one, too.
        ends: ends === 0 ? DAY_MINUTES : ends,
        days: [...one.days].sort((a, b) => a - b),
        first: one.first || null,
        last: one.last || null,
        total: bytesOf(one.total),
        caps,
      };
    }),
  };
}

export type Gap = "sameHours" | "badDates" | "noDays" | "noName";

/** What is wrong with a window, by the name of its sentence; null when it can be sent. */
export function gapOf(one: WindowForm): Gap | null {
  if (one.name.trim() === "") return "noName";
  if (one.from === one.until && one.from !== "00:00") return "sameHours";
  if (one.days.length === 0) return "noDays";
  if (one.first !== "" && one.last !== "" && one.last < one.first) return "badDates";
  return null;
}

/** Which ready plan this one is; null when it is the school's own. */
export function presetOf(form: PlanForm, presets: Readonly<Partial<Record<Preset, PlanDoc>>>): Preset | null {
  const mine = JSON.stringify(planOf(form));
  return PRESETS.find((name) => {
    const ready = presets[name];
    return ready !== undefined && JSON.stringify(planOf(formOf(ready))) === mine;
  }) ?? null;
}

/** Digits and one comma or point, as a phone's keyboard gives them. */
export function amount(typed: string): string {
  return typed.replace(/[^\d.,]/g, "").slice(0, 7);
}

export function emptyWindow(name: string): WindowForm {
  return { name, from: "22:00", until: "07:00", days: EVERY_DAY, first: "", last: "", total: "", caps: { records: "", files: "", text: "", media: "" } };
}

export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function minutesOf(clock: string): number {
  const [hours = "0", minutes = "0"] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function megabytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return "";
  return String(Number((bytes / MB).toFixed(4)));
}

function bytesOf(typed: string): number | null {
  const value = Number.parseFloat(typed.replace(",", "."));
  return Number.isFinite(value) ? Math.round(value * MB) : null;
}
