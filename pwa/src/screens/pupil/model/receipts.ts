/** What a phone still has to say that it has got. Pure. */

/** Milliseconds: what is older was there before this phone was, and says nothing about today's link. */
const RECENT_MS = 14 * 24 * 3_600_000;

export function unacknowledged(
  about: readonly { readonly id: string; readonly created_at: string; readonly local?: "phone" }[],
  told: Readonly<Record<string, unknown>>,
  now: number,
): string[] {
  return about
    .filter((one) => one.local === undefined && !(one.id in told) && now - Date.parse(one.created_at) < RECENT_MS)
    .map((one) => one.id);
}
