/** The school server's facts as a row of traffic lights an unskilled administrator can act on. */

/** GET /api/v1/status. Sizes in bytes, moments in RFC 3339 UTC. Absent members mean "not known". */
export interface StatusDoc {
  readonly time?: string;
  /** What the machine's own clock says, and how it is known to be wrong (null: it is believed). */
  readonly clock?: { readonly machine: string; readonly doubt: string | null };
  readonly version?: string;
  readonly upstream?: { readonly name?: Readonly<Record<string, string>> | null } | null;
  readonly last_contact?: string | null;
  readonly last_error?: string | null;
  readonly waiting?: {
    readonly operations?: number;
    readonly bytes?: number;
    readonly files?: number;
    /** Both ways together, by class of data. */
    readonly classes?: Readonly<Record<string, { readonly count: number; readonly bytes: number }>>;
  };
  readonly refused?: number;
  readonly window?: WindowNow | null;
  readonly estimate?: Estimate | null;
  /** Why things wait, the first to be said first. */
  readonly why?: readonly string[] | null;
  /** Editions that are not shown, for their signature is not trusted here. */
  readonly untrusted?: readonly Untrusted[];
  readonly held?: number;
  readonly forks?: number;
  readonly conflicts?: number;
  readonly disk?: { readonly free?: number; readonly total?: number };
}

export interface Untrusted {
  readonly course: string;
  readonly title: string;
  readonly edition: number;
  readonly reason: string;
}

export interface WindowNow {
  /** `left` of null: no limit. */
  readonly now: { readonly name: string; readonly until: string; readonly left: number | null } | null;
  readonly next: { readonly name: string; readonly at: string } | null;
  /** Classes that a low disk keeps out. */
  readonly kept_out: readonly string[];
}

export interface Estimate {
  /** Bytes a second as measured; null: never measured. */
  readonly rate: number | null;
  readonly windows: number | null;
  readonly until: string | null;
  readonly endless: boolean;
}

/** Why the last exchange ended early, as far as there is a sentence for it. */
export const WHYS = ["unreachable", "certificate", "token", "full", "other"] as const;

/** The sentence for a cause that the server names. */
export function whyOf(cause: string): (typeof WHYS)[number] {
  if (cause === "unreachable" || cause === "no-answer" || cause === "upstream-busy") return "unreachable";
  if (cause === "certificate") return "certificate";
  if (cause === "token-refused" || cause === "not-allowed") return "token";
  return cause === "upstream-full" ? "full" : "other";
}

/** calm: all is well. look: nothing is lost, but someone should look. act: do it today. unknown: cannot tell. */
export type Light = "calm" | "look" | "act" | "unknown";

export type FactName = "exchange" | "waiting" | "disk" | "clock" | "held" | "forks" | "conflicts";

export interface Fact {
  readonly name: FactName;
  readonly light: Light;
  /** Which sentence to say; the screen has one per name and saying. */
  readonly saying: string;
  /** Numbers and moments for the sentence. */
  readonly values: Readonly<Record<string, number | string>>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Without an exchange for longer, someone should look: a weekend must not raise an alarm. */
export const QUIET_MS = 3 * DAY_MS;
/** Without an exchange for longer, someone should carry the work by other means. */
export const SILENT_MS = 14 * DAY_MS;
/** A school's photos of two weeks fit into this many bytes. */
export const DISK_LOOK_BYTES = 5 * 1024 ** 3;
/** Below this many bytes new work may soon be refused. */
export const DISK_ACT_BYTES = 1024 ** 3;
/** Clocks this far apart still put yesterday's work before today's. */
export const CLOCK_LOOK_MS = 5 * 60_000;
export const CLOCK_ACT_MS = 12 * HOUR_MS;

/** `now` is this phone's clock in unix ms, read when the answer came. */
export function factsOf(status: StatusDoc, now: number): Fact[] {
  const facts = [exchange(status, now), waiting(status, now), disk(status), clock(status, now)];
  for (const name of ["held", "conflicts", "forks"] as const) facts.push(counted(name, status[name]));
  return facts;
}

/** How many things a person should settle, as far as the status counts them. */
export function attentionOf(status: StatusDoc): number {
  return (status.held ?? 0) + (status.conflicts ?? 0) + (status.forks ?? 0);
}

/** The worst light decides the heading of the page. What is not known does not alarm. */
export function worst(facts: readonly Fact[]): "calm" | "look" | "act" {
  if (facts.some((fact) => fact.light === "act")) return "act";
  return facts.some((fact) => fact.light === "look") ? "look" : "calm";
}

function exchange(status: StatusDoc, now: number): Fact {
  if (!status.upstream) return fact("exchange", "calm", "alone");
  const at = status.last_contact;
  if (!at) return fact("exchange", "look", "never");
  const age = clockOf(status, now) - Date.parse(at);
  const light = age > SILENT_MS ? "act" : age > QUIET_MS ? "look" : "calm";
  return fact("exchange", light, light === "calm" ? "recent" : "old", { at, days: Math.floor(age / DAY_MS) });
}

function waiting(status: StatusDoc, now: number): Fact {
  const operations = status.waiting?.operations;
  if (!status.upstream) return fact("waiting", "calm", "alone");
  if (operations === undefined) return fact("waiting", "unknown", "unknown");
  const files = status.waiting?.files ?? 0;
  if (operations + files === 0) return fact("waiting", "calm", "nothing");
  const stuck = exchange(status, now).light;
  return fact("waiting", stuck === "calm" ? "calm" : "look", "some", { operations, files, bytes: status.waiting?.bytes ?? 0 });
}

function disk(status: StatusDoc): Fact {
  const free = status.disk?.free;
  if (free === undefined) return fact("disk", "unknown", "unknown");
  const light = free < DISK_ACT_BYTES ? "act" : free < DISK_LOOK_BYTES ? "look" : "calm";
  return fact("disk", light, light === "calm" ? "enough" : "little", { free, total: status.disk?.total ?? 0 });
}

function clock(status: StatusDoc, now: number): Fact {
  const time = status.time ? Date.parse(status.time) : NaN;
  if (Number.isNaN(time)) return fact("clock", "unknown", "unknown");
  const apart = Math.abs(time - now);
  const light = apart > CLOCK_ACT_MS ? "act" : apart > CLOCK_LOOK_MS ? "look" : "calm";
  if (status.clock?.doubt) {
    return fact("clock", light === "calm" ? "look" : light, "wrong", { at: status.time ?? "", machine: status.clock.machine });
  }
  return fact("clock", light, light === "calm" ? "right" : "apart", { minutes: Math.round(apart / 60_000), at: status.time ?? "" });
}

function counted(name: "held" | "conflicts" | "forks", count: number | undefined): Fact {
  if (count === undefined) return fact(name, "unknown", "unknown");
  return count === 0 ? fact(name, "calm", "none") : fact(name, "look", "some", { count });
}

/** Whether the server should count from this phone's time: with a machine's clock that is nearly right it counts itself. */
export function clockToTake(status: StatusDoc, now: number): boolean {
  const apart = Math.abs((status.time ? Date.parse(status.time) : NaN) - now);
  return apart > (status.clock?.doubt ? CLOCK_LOOK_MS : CLOCK_ACT_MS);
}

/** Ages are measured on the server's own clock where it told it: the phone's may be wrong. */
function clockOf(status: StatusDoc, now: number): number {
  const time = status.time ? Date.parse(status.time) : NaN;
  return Number.isNaN(time) ? now : time;
}

function fact(name: FactName, light: Light, saying: string, values: Fact["values"] = {}): Fact {
  return { name, light, saying, values };
}
