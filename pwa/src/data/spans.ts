/** What holds from one day to another, both of them included; null: open on that side. */
export interface DaySpan {
  readonly starts_on: string | null;
  readonly ends_on: string | null;
}

/** `day` is the school's, `YYYY-MM-DD`. */
export function holdsOn({ starts_on: first, ends_on: last }: DaySpan, day: string): boolean {
  return (first ?? day) <= day && day <= (last ?? day);
}
