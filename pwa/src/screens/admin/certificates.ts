/** The ways to open a box, and what to do about each. Pure. */
export interface Rung {
  readonly rung: "named" | "local" | "plain";
  readonly state: "ok" | "soon" | "over" | "none";
  readonly until: string | null;
  readonly days_left: number | null;
  readonly issuer: string;
  readonly addresses: readonly string[];
}

export interface Certificates {
  readonly name: string | null;
  readonly tls: boolean;
  readonly waiting: boolean;
  readonly rungs: readonly Rung[];
}

export type Advice = "do_off" | "do_name" | "do_waiting" | "do_exchange" | "do_local" | "do_nothing" | "do_plain";

export function adviceOf({ name, tls, waiting }: Certificates, { rung, state }: Rung): Advice | null {
  if (rung === "plain") return state === "none" ? "do_plain" : null;
  if (!tls) return rung === "named" ? "do_off" : null;
  if (state === "ok") return "do_nothing";
  if (rung === "local") return state === "none" ? "do_local" : "do_nothing";
  if (state !== "none") return "do_exchange";
  return waiting ? "do_waiting" : name === null ? "do_name" : "do_exchange";
}
