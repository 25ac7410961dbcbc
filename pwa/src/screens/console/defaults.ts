/** Calendars and ready plans as a hub publishes them. */
import { askMine, tellMine } from "../../data/asking.ts";
import type { CalendarDoc } from "../../data/docs-planning.ts";
import { programmeName } from "../../i18n/subjects.ts";
import type { CalendarDraft } from "../../planning/calendars.ts";
import { subjectName } from "../../planning/school.ts";
import type { Trouble } from "../planning/FileChoice.tsx";
import type { Audience } from "./courses.ts";
import { post } from "./reach.ts";

interface Offered {
  readonly id: string;
  readonly audience: Audience;
  readonly schools: number;
}

export type PublishedCalendar = Offered & Omit<CalendarDoc, "school" | "op">;

export interface ReadyPlan extends Offered {
  readonly subject: string;
  readonly grade: number;
  readonly language: string;
  readonly title: string;
  readonly source: string;
  readonly rows: number;
  readonly hours: number;
  readonly published_at: string;
  /** Of one that a school shares: its author, if she gave her name, and the district that it is for. */
  readonly by: string;
  readonly region: string;
  readonly district: string;
}

export interface ReadRow {
  readonly topic: string;
  readonly hours: number;
}

export interface ReadFile {
  readonly rows: readonly ReadRow[];
  readonly problems: readonly Trouble[];
}

export interface NewPlan {
  readonly subject: string;
  readonly grade: number;
  readonly language: string;
  readonly title: string;
  readonly source: string;
  readonly audience: Audience;
}

export type Defaults = "calendars" | "plans";
export const homeOf = (what: Defaults): string => `/api/v1/console/${what}`;
const at = (what: Defaults, id: string): string => `${homeOf(what)}/${encodeURIComponent(id)}`;
/** Milliseconds: reading a workbook takes an old machine its time. */
const LONG_MS = 120_000;

export const offer = (what: Defaults, id: string, json: Audience): Promise<void> => tellMine(`${at(what, id)}/audience`, { method: "PUT", json });
export const withdraw = (what: Defaults, id: string): Promise<void> => tellMine(at(what, id), { method: "DELETE" });
export const publishCalendar = (draft: CalendarDraft, audience: Audience): Promise<{ id: string }> => post(homeOf("calendars"), { ...saidOf(draft), audience });
export const changeCalendar = (id: string, draft: CalendarDraft): Promise<void> => tellMine(at("calendars", id), { method: "PUT", json: saidOf(draft) });
export const readPlan = (body: File): Promise<ReadFile> => askMine(`${homeOf("plans")}/file`, { method: "POST", body, timeoutMs: LONG_MS });
export const publishPlan = (plan: NewPlan, rows: readonly ReadRow[]): Promise<{ id: string }> => post(homeOf("plans"), { ...plan, rows });

/** A subject in the reader's language: the programme's name, else a school's own. */
export const subjectTitle = (code: string): string => programmeName(code) ?? subjectName(code);

/** What a calendar says, and nothing of whose it is. */
export function saidOf({ name, grades, weekdays, terms, holidays, moved, bells }: CalendarDraft): CalendarDraft {
  return { name: name.trim(), grades, weekdays: [...weekdays].sort((a, b) => a - b), terms, holidays, moved, bells };
}
