/** What a learner needs and the learner's routes, to be read; `actions` stand under each route for those who write. */
import type { ComponentChildren } from "preact";

import { type RouteDoc, type RouteStep, records, type SupportDoc } from "../../data/records.ts";
import { t } from "../../i18n/routes.ts";
import { date, noon } from "../../i18n/time.ts";
import { addDays } from "../../planning/flow.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, ProgressBar } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { supportOn, TONES, weeksOf } from "./model.ts";
import "./inclusion.css";

export function supportFor(learner: string): SupportDoc | null {
  return supportOn(records.get("support", `${learner}~support`), schoolDay());
}

/** Open ones first, the latest before the others. */
export function routesFor(learner: string): RouteDoc[] {
  return records
    .list("route")
    .value.filter((one) => one.learner === learner && one.state !== "withdrawn")
    .sort((a, b) => Number(a.state !== "open") - Number(b.state !== "open") || (a.starts_on < b.starts_on ? 1 : -1));
}

/** «+25 % time · larger text»; empty for nothing. */
export function needsText(support: Pick<SupportDoc, "extra_time" | "larger_text" | "read_aloud" | "other_tasks"> | null): string {
  if (!support) return "";
  const { extra_time: extra, larger_text: larger, read_aloud: aloud, other_tasks: others } = support;
  return [extra > 0 ? t("extra", { n: extra }) : "", larger ? t("larger") : "", aloud ? t("aloud") : "", others ? t("others") : ""].filter(Boolean).join(" · ");
}

export function NeedsCard({ learner, children }: { learner: string; children?: ComponentChildren }) {
  const support = supportFor(learner);
  const helpers = records.list("role").value.filter((one) => one.role === "assistant" && one.learner === learner);
  if (!support && helpers.length === 0 && !children) return null;
  return (
    <Card>
      <div class="stack">
        <h2>{t("needs")}</h2>
        {support && <p>{needsText(support)}</p>}
        {support?.advice ? <p class="prose">{support.advice}</p> : null}
        {helpers.map((one) => (
          <p key={one.id} class="small muted">
            {t("helps", { name: records.get("person", one.person)?.name ?? "…" })}
          </p>
        ))}
        {children}
      </div>
    </Card>
  );
}

/** What stands beside a step: its form, its day, and that it is done. */
export function stepSaid({ form, due_on: due, done }: RouteStep): string {
  return [t(form), due === null ? "" : t("until", { when: date(noon(due)) }), done ? t("stepDone") : ""].filter(Boolean).join(" · ");
}

/** `ticked`: who writes has the steps among the acts. */
export function RouteCard({ route, ticked = false, children }: { route: RouteDoc; ticked?: boolean; children?: ComponentChildren }) {
  const done = route.steps.filter((step) => step.done).length;
  const weeks = weeksOf(route.id, records.list("route_review").value);
  const days = route.ends_on === null ? date(noon(route.starts_on)) : t("week", { from: date(noon(route.starts_on)), to: date(noon(route.ends_on)) });
  return (
    <Card>
      <article class="stack">
        <h2>{route.subject === "" ? t("all") : subjectName(route.subject)}</h2>
        <p class="small muted">{[t(route.span), days].join(" · ")}</p>
        {route.state === "finished" && (
          <p>
            <Chip tone="good" icon="check">
              {t("finished")}
            </Chip>
          </p>
        )}
        {route.local && <p class="small muted">{t("unsent")}</p>}
        <p class="prose">{route.goal}</p>
        {route.steps.length > 0 && (
          <>
            <h3>{t("steps", { n: done, all: route.steps.length })}</h3>
            <ProgressBar value={done} max={route.steps.length} label={t("steps", { n: done, all: route.steps.length })} />
            {!ticked && (
              <ol class="route-steps">
                {route.steps.map((step, at) => (
                  <li key={at}>
                    {step.text} <span class="small muted">{stepSaid(step)}</span>
                  </li>
                ))}
              </ol>
            )}
          </>
        )}
        {weeks.length > 0 && <h3>{t("weeks")}</h3>}
        {weeks.map(({ week, reviews }) => (
          <div key={week} class="stack">
            <p class="small muted">{t("week", { from: date(noon(week)), to: date(noon(addDays(week, 6))) })}</p>
            {reviews.map((one) => (
              <div key={one.id}>
                <p>
                  {one.progress === "" ? <Chip>{t("noted")}</Chip> : <Chip tone={TONES[one.progress]}>{t(one.progress)}</Chip>} <span class="small muted">{records.get("person", one.author ?? "")?.name ?? ""}</span>
                </p>
                {one.text ? <p class="prose">{one.text}</p> : null}
              </div>
            ))}
          </div>
        ))}
        {route.conclusion ? (
          <>
            <h3>{t("conclusion")}</h3>
            <p class="prose">{route.conclusion}</p>
          </>
        ) : null}
        {children}
      </article>
    </Card>
  );
}
