/** Questions in groups, by the roles that ask them; a question's key, and the screen its answer speaks of. Pure. */
import type { RoleGrant } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import type { HelpKey } from "../../i18n/help.ts";
import { fits, wanted } from "../../i18n/search.ts";

/** An address, and what it is called. */
export type Place = readonly [href: string, name: () => string];

export interface Topic<K> {
  readonly text: K;
  readonly at?: Place;
}

export interface Group<K> {
  /** Absent where a pupil's short list needs none. */
  readonly title?: K;
  /** Who asks this; null for everybody. */
  readonly roles: readonly string[] | null;
  readonly topics: readonly Topic<K>[];
}

/** As a person reads it. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
  readonly at: Place | undefined;
}

export interface Spoken {
  readonly title?: string | undefined;
  readonly answers: readonly Answer[];
}

const SETTINGS: Place = ["/settings", () => core("navSettings")];

export const FAMILY: readonly Group<HelpKey>[] = [
  { roles: ["pupil"], topics: [{ text: "paper" }] },
  { roles: ["pupil", "parent"], topics: [{ text: "mark" }, { text: "lost" }, { text: "misfiled" }] },
  { roles: null, topics: [{ text: "offline" }, { text: "waiting" }, { text: "signs" }, { text: "forgot" }, { text: "full", at: SETTINGS }, { text: "shared", at: SETTINGS }] },
];

export const isFamily = ({ role }: RoleGrant): boolean => role === "pupil" || role === "parent";

/** The groups of somebody with these roles, in the present language. */
export function spoken<K extends string>(groups: readonly Group<K>[], roles: readonly RoleGrant[], t: (key: K) => string): Spoken[] {
  return groups
    .filter((group) => group.roles?.some((one) => roles.some(({ role }) => role === one)) ?? true)
    .map(({ title, topics }) => ({
      title: title && t(title),
      answers: topics.map(({ text, at }) => {
        const [question = "", answer = ""] = t(text).split("\n");
        return { question, answer, at };
      }),
    }));
}

/** Groups under one heading, or under none. */
export function together(groups: readonly Spoken[], title?: string): Spoken {
  return { title, answers: groups.flatMap(({ answers }) => answers) };
}

/** The answers that have the most words of the query, whatever keyboard it was typed on; all where it has no word. */
export function findIn(groups: readonly Spoken[], query: string): readonly Spoken[] {
  const words = wanted(query);
  if (words.length === 0) return groups;
  const count = ({ question, answer }: Answer): number => words.filter((word) => fits(`${question} ${answer}`, [word]) > 0).length;
  const most = Math.max(1, ...groups.flatMap(({ answers }) => answers.map(count)));
  return groups
    .map(({ title, answers }) => ({ title, answers: answers.filter((one) => count(one) === most) }))
    .filter(({ answers }) => answers.length > 0);
}
