/** National courses as the hub tells operators of them. */
import { askMine, tellMine } from "../../data/asking.ts";
import { query } from "./model.ts";

export interface Audience {
  readonly regions: readonly string[];
  readonly languages: readonly string[];
  readonly share: number;
}

export interface NationalCourse {
  readonly course: string;
  readonly title: string;
  readonly language: string;
  readonly subject: string;
  readonly grades: readonly number[];
  readonly edition: number;
  readonly published_at: string;
  readonly audience: Audience;
  readonly schools: number;
  readonly delivered: number;
}

export interface WantedCourses {
  readonly language: string;
  readonly grade: string;
  readonly text: string;
}

/** Steps of a share in percent: none, a trial, some, half, all. */
export const STEPS: readonly number[] = [0, 5, 25, 50, 100];
export const LANGUAGES: readonly string[] = ["kk", "ru", "en"];

const HOME = "/api/v1/console/courses";
const at = (course: string): string => `${HOME}/${encodeURIComponent(course)}`;

export function askCourses(wanted: WantedCourses): Promise<{ courses: readonly NationalCourse[] }> {
  return askMine(`${HOME}${query({ ...wanted })}`);
}
/** Schools that a record would be for; of a new one the share is nearly what it will be. */
export const countSchools = (record: string, json: Audience): Promise<{ schools: number }> => askMine(`/api/v1/console/audiences/preview${query({ record })}`, { method: "POST", json });
export const EVERYBODY: Audience = { regions: [], languages: [], share: 100 };
export const setAudience = (course: string, json: Audience): Promise<void> => tellMine(`${at(course)}/audience`, { method: "PUT", json });
export const withdrawCourse = (course: string): Promise<void> => tellMine(at(course), { method: "DELETE" });

/** The list with `one` in it or taken out of it. */
export function toggled(chosen: readonly string[], one: string): readonly string[] {
  return chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];
}
