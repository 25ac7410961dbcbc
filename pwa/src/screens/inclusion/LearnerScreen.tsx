/** One learner's support and routes for who teaches them, and for the assistant who writes down what was seen. */
import { useState } from "preact/hooks";

import { type RouteDoc, records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t as consent } from "../../i18n/consentKeeping.ts";
import { t } from "../../i18n/inclusion.ts";
import { t as looking } from "../../i18n/looking.ts";
import { t as portfolio } from "../../i18n/portfolio.ts";
import { t as words } from "../../i18n/routes.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolOf } from "../common/schoolOf.ts";
import { schoolDay } from "../gradebook/school.ts";
import { inGroup, OPEN_GROUPS } from "../pupil/model/todo.ts";
import { tasksFor } from "../pupil/mine.ts";
import { classes } from "../teacher/desk.ts";
import { runsOn, subjectsIn } from "../teacher/model/roster.ts";
import { TakeIn } from "../teacher/TakeIn.tsx";
import { agrees, history, SHOWING, standing } from "../consent/model.ts";
import { isOverdue, saidTwice } from "./model.ts";
import { FinishSheet, ReviewSheet, weekText } from "./Review.tsx";
import { RouteSheet } from "./RouteSheet.tsx";
import { NeedsCard, RouteCard, routesFor, stepSaid } from "./RouteView.tsx";
import { SupportSheet } from "./SupportSheet.tsx";
import { reopenRoute, tickStep, withdrawRoute } from "./writing.ts";
import "../teacher/teacher.css";
import "./inclusion.css";

type Open = { readonly what: "support" } | { readonly what: "new" } | { readonly what: "edit" | "review" | "finish"; readonly route: RouteDoc; readonly week?: string };

/** `/t/learner/:learner`, and for assistants `/helping/:learner` */
export default function LearnerScreen({ params }: ScreenProps) {
  const learner = params["learner"] ?? "";
  const name = records.get("person", learner)?.name;
  const day = schoolDay();
  const me = session.value?.person ?? "";
  const roles = records.list("role").value.filter((one) => one.person === me);
  const theirs = new Set(records.list("enrolment").value.filter((one) => one.person === learner && runsOn(day, one.starts_on, one.ends_on)).map((one) => one.class));
  const taught = classes.value.filter((one) => theirs.has(one.id));
  const helps = roles.some((one) => one.role === "assistant" && one.learner === learner);
  const ownClass = roles.some((one) => one.role === "class_teacher" && one.class !== null && theirs.has(one.class));
  const back = taught[0] ? `/t/class/${encodeURIComponent(taught[0].id)}/support` : "/helping";
  if (name === undefined || (taught.length === 0 && !helps)) {
    return (
      <Page title={t("list")} back="/">
        {recordsReady.value ? <EmptyState icon="person" title={t("notFound")} /> : <Loading label={core("loading")} />}
      </Page>
    );
  }
  const subjects = taught.flatMap((one) => subjectsIn(me, one.id, roles));
  return (
    <Page title={name} back={back}>
      <Learner learner={learner} name={name} teaches={taught.length > 0} ownClass={ownClass} helps={helps} subjects={[...new Set(subjects)]} />
    </Page>
  );
}

interface LearnerProps {
  readonly learner: string;
  readonly name: string;
  readonly teaches: boolean;
  readonly ownClass: boolean;
  readonly helps: boolean;
  readonly subjects: readonly string[];
}

function Learner({ learner, name, teaches, ownClass, helps, subjects }: LearnerProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const routes = routesFor(learner);
  return (
    <div class="stack-wide">
      <LinkButton href={`/portfolio/${encodeURIComponent(learner)}`} icon="star" block>
        {portfolio("portfolio")}
      </LinkButton>
      <p class="small muted">{consent(mayShow(learner) ? "mayShow" : "mayNotShow")}</p>
      <NeedsCard learner={learner}>
        {ownClass ? (
          <Button icon="edit" block onClick={() => setOpen({ what: "support" })}>
            {t("support")}
          </Button>
        ) : (
          <p class="small muted">{t("ask")}</p>
        )}
      </NeedsCard>
      {helps && <Tasks learner={learner} name={name} />}
      {teaches && (
        <Button kind="primary" icon="plus" block onClick={() => setOpen({ what: "new" })}>
          {t("newRoute")}
        </Button>
      )}
      {routes.length === 0 && <EmptyState icon="book" title={words("none")} text={words("noneText")} />}
      {routes.map((route) => (
        <RouteCard key={route.id} route={route} ticked={teaches && route.state === "open"}>
          <Acts route={route} teaches={teaches} onOpen={setOpen} />
        </RouteCard>
      ))}
      {open?.what === "support" && <SupportSheet learner={learner} name={name} onClose={close} />}
      {open?.what === "new" && <RouteSheet learner={learner} before={null} subjects={subjects} onClose={close} />}
      {open?.what === "edit" && <RouteSheet learner={learner} before={open.route} subjects={subjects} onClose={close} />}
      {open?.what === "review" && <ReviewSheet route={open.route} of={open.week} judges={teaches} onClose={close} />}
      {open?.what === "finish" && <FinishSheet route={open.route} onClose={close} />}
    </div>
  );
}

function Acts(props: { route: RouteDoc; teaches: boolean; onOpen: (open: Open) => void }) {
  const { route, onOpen } = props;
  return (
    <>
      {saidTwice(route.id, session.value?.person ?? "", records.list("route_review").value).map((week) => (
        <Notice key={week} tone="warn" icon="people">
          <div class="stack">
            <p>
              {weekText(week)}: {looking("twice")}
            </p>
            <Button icon="edit" onClick={() => onOpen({ what: "review", route, week })}>
              {looking("choose")}
            </Button>
          </div>
        </Notice>
      ))}
      <RouteActs {...props} />
    </>
  );
}

function RouteActs({ route, teaches, onOpen }: { route: RouteDoc; teaches: boolean; onOpen: (open: Open) => void }) {
  if (route.state === "finished") {
    return teaches ? (
      <Button kind="quiet" icon="refresh" block onClick={() => void reopenRoute(route)}>
        {t("reopen")}
      </Button>
    ) : null;
  }
  return (
    <div class="stack">
      {isOverdue(route, records.list("route_review").value, schoolDay(), records.list("calendar").value) && (
        <p>
          <Chip tone="warn" icon="alert">
            {t("overdue")}
          </Chip>
        </p>
      )}
      <Button kind="primary" icon="edit" block onClick={() => onOpen({ what: "review", route })}>
        {t(teaches ? "reviewTitle" : "noteTitle")}
      </Button>
      {teaches && (
        <>
          {route.steps.map((step, at) => (
            <label key={at} class="inclusion-tick">
              <input type="checkbox" checked={step.done} onChange={() => void tickStep(route, at)} />
              <span>
                {step.text} <span class="small muted">{stepSaid(step)}</span>
              </span>
            </label>
          ))}
          <Button icon="edit" block onClick={() => onOpen({ what: "edit", route })}>
            {t("editRoute")}
          </Button>
          <Button icon="check" block onClick={() => onOpen({ what: "finish", route })}>
            {t("finish")}
          </Button>
          <Button kind="danger" icon="trash" block onClick={() => void withdrawRoute(route)}>
            {t("withdraw")}
          </Button>
        </>
      )}
    </div>
  );
}

/** The learner's open tasks: how each stands, and the paper that the assistant photographs. */
function Tasks({ learner, name }: { learner: string; name: string }) {
  const tasks = tasksFor(learner);
  const open = OPEN_GROUPS.flatMap((group) => inGroup(tasks, group));
  return (
    <section class="stack" aria-label={t("tasks")}>
      <h2>{t("tasks")}</h2>
      {open.length === 0 && <p class="muted">{t("noTasks")}</p>}
      {open.map((task) => (
        <div key={task.assignment.id} class="card stack">
          <h3>{task.assignment.title}</h3>
          {task.assignment.instructions ? <p class="prose">{task.assignment.instructions}</p> : null}
          <p class="small muted">{task.mark ? t("taskMarked", { mark: task.mark.mark }) : t(task.submissions.length > 0 ? "taskHanded" : "taskOpen")}</p>
          <TakeIn task={task.assignment} pupils={[{ id: learner, name }]} />
        </div>
      ))}
    </section>
  );
}

/** Whether consent stands to show the works to others than the family and the teachers. */
function mayShow(learner: string): boolean {
  return agrees(standing(history(records.list("consent").value, schoolOf(learner), learner), SHOWING));
}
