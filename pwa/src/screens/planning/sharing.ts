/** What of one's plans the schools around are offered, and offering it. */
import type { Following, NewOperation } from "../../data/outbox.ts";
import { records, type SharedPlanDoc } from "../../data/records.ts";
import { change } from "../../data/rewriting.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/sharing.ts";
import { type About, offering, type Parts } from "../../planning/sharing.ts";
import type { Taught } from "../../planning/flow.ts";
import { toast } from "../../ui/toast.tsx";
import { LEADING } from "../people/led.ts";
import { me } from "../teacher/desk.ts";
import { mayTeach } from "./known.ts";

export function leads(school: string): boolean {
  return session.value?.roles.some((grant) => LEADING.has(grant.role) && grant.school === school) ?? false;
}

/** As the server judges it: who writes such a plan at the school offers it, too. */
export function mayShare(school: string, taught: Taught): boolean {
  return school !== "" && (leads(school) || mayTeach(me.value, taught.class, taught.subject));
}

export function gradesOf(taught: Taught): readonly number[] {
  return taught.grade === null ? (records.get("class", taught.class)?.grades ?? []) : [taught.grade];
}

export function languageOf(taught: Taught): string {
  return records.get("class", taught.class)?.language ?? "kk";
}

/** What the school offers of this subject, for a grade and in the language of this class, the latest first. */
export function offersOf(school: string, taught: Taught): SharedPlanDoc[] {
  const grades = gradesOf(taught);
  return records
    .list("shared_plan")
    .value.filter((one) => one.school === school && one.subject === taught.subject && grades.includes(one.grade) && one.language === languageOf(taught) && one.whole !== false && one.withdrawn !== true)
    .sort((a, b) => (a.made_at < b.made_at ? 1 : -1));
}

/** How far it has come. */
export function standing(one: SharedPlanDoc): string {
  return one.stopped ? t("stopped") : one.handed_on ? t("handedOn") : t("underWay");
}

function setting({ id, op }: Pick<SharedPlanDoc, "id" | "op">, withdrawn: boolean): NewOperation {
  return { kind: "shared_plan.set", record: id, base: op ?? null, fields: { withdrawn } };
}

/** Offers it, all parts in one transaction; `former` is taken back with it. */
export async function offer(about: About, parts: Parts, former: SharedPlanDoc | null): Promise<void> {
  const made = offering(about, parts);
  const back = await change(
    [
      made.first,
      ...made.rest.map((fields): Following => ([first = ""]) => ({ kind: "shared_plan.set", record: first, base: first, fields })),
      ...(former ? [setting(former, true)] : []),
    ],
    ([id = ""]) => [setting({ id }, true), ...(former ? [setting(former, false)] : [])],
  );
  toast(t("done"), back && { label: t("undo"), run: () => void back().then(() => toast(t("undone"))) });
}

export async function takeBack(one: SharedPlanDoc): Promise<void> {
  const back = await change([setting(one, true)], () => [setting(one, false)]);
  toast(t("takenBack"), back && { label: t("undo"), run: () => void back().then(() => toast(t("undone"))) });
}
