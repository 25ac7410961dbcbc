/** A roster's dry run as lines to look through. Pure. */
import type { roster } from "../../../i18n/roster.ts";
import type { RosterAnswer } from "../../people/server.ts";

export const ROSTER_FILTERS = ["all", "new", "changed", "leaving", "wrong"] as const;
export type RosterFilter = (typeof ROSTER_FILTERS)[number];
export type Group = Exclude<RosterFilter, "all">;
type Word = keyof (typeof roster)["kk"];

export interface Line {
  readonly group: Group;
  /** 0: not in the file. */
  readonly line: number;
  readonly who: string;
  readonly what: Word;
  readonly places: string;
}

const GROUPS: Readonly<Record<string, Group>> = {
  "new-class": "new",
  "new-person": "new",
  enrolled: "new",
  "guardian-added": "new",
  "role-given": "new",
  renamed: "changed",
  moved: "changed",
  confirmed: "changed",
  left: "leaving",
  "role-ended": "leaving",
};

const word = (kind: "action" | "trouble", name: string): Word => `${kind}_${name.replace(/-/g, "_")}` as Word;

/** What is wrong first, then who leaves, then the rest in the order of the file. */
export function lines(answer: RosterAnswer): Line[] {
  const wrong = answer.problems.map(
    (one): Line => ({ group: "wrong", line: one.line, who: one.said || "—", what: word("trouble", one.trouble), places: "" }),
  );
  const changes = answer.changes.map(
    (one): Line => ({
      group: GROUPS[one.action] ?? "changed",
      line: one.line,
      who: one.who,
      what: word("action", one.action),
      places: [one.before, one.class_label, one.child].filter((text) => text !== "" && text !== one.who).join(" → "),
    }),
  );
  return [...wrong, ...changes.filter((one) => one.group === "leaving"), ...changes.filter((one) => one.group !== "leaving")];
}

export function counts(answer: RosterAnswer): Readonly<Record<Group, number>> {
  const found = { new: 0, changed: 0, leaving: 0, wrong: answer.problem_count };
  for (const change of answer.changes) found[GROUPS[change.action] ?? "changed"] += 1;
  return found;
}
