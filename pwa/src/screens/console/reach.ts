/** How far an operator's right to publish goes. */
import { askMine } from "../../data/asking.ts";
import { type Answered, useAnswer } from "../reports/useAnswer.ts";
import { type Audience, EVERYBODY } from "./courses.ts";
import type { Summary } from "./model.ts";

export interface Reach {
  /** To choose from; none for an operator of a region. */
  readonly regions: readonly string[];
  /** Whom new things are for at first. */
  readonly whole: Audience;
  readonly publishes: boolean;
}

export function reachOf(summary: Pick<Summary, "places" | "rights" | "region" | "district">): Reach {
  const publishes = summary.rights.includes("publish") && summary.district === "";
  if (summary.region !== "") return { regions: [], whole: { ...EVERYBODY, regions: [summary.region] }, publishes };
  return { regions: [...new Set(summary.places.map(([region]) => region))].filter((one) => one !== ""), whole: EVERYBODY, publishes };
}

/** Whether what has this audience is the operator's own to change. */
export function isOwn({ whole, publishes }: Reach, audience: Audience): boolean {
  const [own] = whole.regions;
  return publishes && (own === undefined || (audience.regions.length === 1 && audience.regions[0] === own));
}

export const useSummary = (): Answered<Summary> => useAnswer<Summary>("/api/v1/console");

export const post = <T>(path: string, json: unknown): Promise<T> => askMine<T>(path, { method: "POST", json });
