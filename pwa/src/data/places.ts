/** Under which addresses this server is found, and what this browser makes of the present one. */
import { node } from "./node.ts";
import { workerRefused } from "./worker.ts";

/** What the server tells of its addresses; remembered with everything else that it says of itself. */
export interface Places {
  /** HTTPS addresses with a certificate that stands, the public name first. */
  readonly secure: readonly string[];
  /** Plain addresses: the way round a certificate that has ended. */
  readonly plain: readonly string[];
  /** Every origin of this server. */
  readonly origins: readonly string[];
  /** When the public certificate ends. */
  readonly until: string | null;
}

/**
 * named: HTTPS under the school's name. local: HTTPS that only devices of the school believe.
 * expired: the certificate has ended. refused: the browser was told to go on with a certificate
 * that it does not believe, and keeps nothing. plain: without HTTPS. here: on the server itself.
 */
export type Rung = "named" | "local" | "expired" | "refused" | "plain" | "here";

export function places(): Places | null {
  return node.value?.places ?? null;
}

export function rung(now = Date.now()): Rung {
  if (location.protocol === "http:") return window.isSecureContext ? "here" : "plain";
  if (workerRefused.value) return "refused";
  const told = places();
  const named = told?.secure.includes(location.origin) ?? true;
  if (told?.until && !isAddress(location.hostname) && Date.parse(told.until) < now) return "expired";
  return named && !isAddress(location.hostname) && !location.hostname.endsWith(".local") ? "named" : "local";
}

/** The first of these addresses that answers this browser with a certificate that it believes. */
export async function believed(addresses: readonly string[]): Promise<string | null> {
  for (const address of addresses) {
    try {
      await fetch(`${address}/connect/here`, { mode: "no-cors", cache: "no-store", credentials: "omit" });
      return address;
    } catch {
      continue; // not reachable from here, or not believed
    }
  }
  return null;
}

function isAddress(host: string): boolean {
  return /^[\d.]+$|^\[/.test(host);
}
