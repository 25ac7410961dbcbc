/** Days of a class's picture. Pure. */
import { addDays } from "../../../planning/flow.ts";

export interface Day {
  /** YYYY-MM-DD at the school. */
  readonly date: string;
  readonly statements: number;
  readonly learners: number;
}

/** Every day of the period that ends today, those that brought nothing, too; a later day (a phone whose clock is behind) ends it. */
export function everyDay(days: readonly Day[], period: number, today: string): Day[] {
  const last = [today, ...days.map((one) => one.date)].reduce((left, right) => (left > right ? left : right));
  const known = new Map(days.map((one) => [one.date, one]));
  return Array.from({ length: period }, (_, at) => {
    const date = addDays(last, at + 1 - period);
    return known.get(date) ?? { date, statements: 0, learners: 0 };
  });
}
