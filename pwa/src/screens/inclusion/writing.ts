/** Writing of a learner's support and routes; what was written can be taken back. */
import type { NewOperation } from "../../data/outbox.ts";
import { type Progress, records, type RouteDoc, type SupportDoc } from "../../data/records.ts";
import { change, changedOf, everySide, standing } from "../../data/rewriting.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/inclusion.ts";
import { toast } from "../../ui/toast.tsx";
import { schoolOf } from "../common/schoolOf.ts";
import { cleaned, reviewRecord, type RouteDraft } from "./model.ts";

export type SupportDraft = Pick<SupportDoc, "extra_time" | "larger_text" | "read_aloud" | "other_tasks" | "advice" | "ends_on">;

export const NO_SUPPORT: SupportDraft = { extra_time: 0, larger_text: false, read_aloud: false, other_tasks: false, advice: "", ends_on: null };

export async function saveSupport(learner: string, before: SupportDraft, draft: SupportDraft): Promise<void> {
  const record = `${learner}~support`;
  const about = { school: placeOf(learner), learner };
  const set = (fields: Partial<SupportDraft>): NewOperation => ({ kind: "support.set", record, base: standing("support", record), fields: { ...about, ...fields } });
  await write([set(changedOf(before, draft))], () => [set(changedOf(draft, before))], t("saved"));
}

/** A new route (before: null), or what is changed of one. */
export async function saveRoute(learner: string, before: RouteDoc | null, draft: RouteDraft): Promise<void> {
  const ready = cleaned(draft);
  const about = { school: placeOf(learner), learner };
  if (!before) {
    return write([{ kind: "route.set", fields: { ...about, ...ready, state: "open" } }], (made) => [{ kind: "route.set", record: made, fields: { ...about, state: "withdrawn" } }], t("saved"));
  }
  const { subject, span, goal, steps, starts_on, ends_on } = before;
  await alter(before, { ...ready }, { subject, span, goal, steps, starts_on, ends_on }, t("saved"));
}

export function finishRoute(route: RouteDoc, conclusion: string): Promise<void> {
  return alter(route, { state: "finished", conclusion: conclusion.trim() }, { state: "open", conclusion: route.conclusion }, t("saved"));
}

export function reopenRoute(route: RouteDoc): Promise<void> {
  return alter(route, { state: "open" }, { state: route.state }, t("saved"));
}

export function withdrawRoute(route: RouteDoc): Promise<void> {
  return alter(route, { state: "withdrawn" }, { state: route.state }, t("withdrawn"));
}

export function tickStep(route: RouteDoc, at: number): Promise<void> {
  const steps = route.steps.map((step, n) => (n === at ? { ...step, done: !step.done } : step));
  return alter(route, { steps }, { steps: route.steps }, t("saved"));
}

export async function saveReview(route: RouteDoc, week: string, progress: Progress, text: string): Promise<void> {
  const me = session.peek()?.person ?? "";
  const record = reviewRecord(route.id, week, me);
  const before = records.list("route_review").peek().find((one) => one.id === record) ?? null;
  const fields = { school: placeOf(route.learner), route: route.id, learner: route.learner, week, progress, text: text.trim() };
  const back = before && { progress: before.progress, text: before.text };
  await write(everySide("route.review", record, before, fields), () => (back ? [{ kind: "route.review", record, fields: { ...fields, ...back } }] : []), t("saved"));
}

/**
 * The school that the learner is at; of one whose class this phone does not know, that for which one helps the
 * learner. Throws where it knows neither: a server takes nothing for a school without a name.
 */
function placeOf(learner: string): string {
  const me = session.peek()?.person ?? "";
  const helping = records.list("role").peek().find((one) => one.person === me && one.role === "assistant" && one.learner === learner);
  const school = schoolOf(learner) || (helping?.school ?? "");
  if (school === "") throw new Error("this phone does not know the learner's school");
  return school;
}

function alter(route: RouteDoc, fields: Record<string, unknown>, back: Record<string, unknown>, words: string): Promise<void> {
  const set = (some: Record<string, unknown>): NewOperation => ({ kind: "route.set", record: route.id, base: route.op ?? null, fields: { school: route.school, learner: route.learner, ...some } });
  return write([set(fields)], () => [set(back)], words);
}

async function write(operations: readonly NewOperation[], undoes: (made: string) => readonly NewOperation[], words: string): Promise<void> {
  const back = await change(operations, ([made = ""]) => undoes(made));
  toast(words, back && { label: t("undo"), run: () => void back().then(() => toast(t("undone"))) });
}
