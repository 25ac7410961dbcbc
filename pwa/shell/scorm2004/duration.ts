/** Time spans as the data model writes them (RTE 4.1.1.8: ISO 8601). */

const PARTS = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,2})?)S)?)?$/;
const DAY = 86_400;
/** Mean lengths: a span of "one month" has no other. */
const SECONDS = [365.25 * DAY, 30.4375 * DAY, DAY, 3_600, 60, 1];

/** Seconds of a time span; 0 when it is not one. */
export function spanSeconds(value: string | undefined): number {
  const match = PARTS.exec(value ?? "");
  if (!match) return 0;
  return SECONDS.reduce((sum, seconds, at) => sum + seconds * Number(match[at + 1] ?? 0), 0);
}

/** A time span in hours, minutes and seconds, exact to a hundredth. */
export function span(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const whole = Math.floor(hundredths / 100);
  const rest = hundredths % 100;
  const fraction = rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`;
  return `PT${Math.floor(whole / 3600)}H${Math.floor(whole / 60) % 60}M${whole % 60}${fraction}S`;
}
