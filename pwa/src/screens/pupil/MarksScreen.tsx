/** The pupil's marks, the newest first. */
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t as words } from "../../i18n/marks.ts";
import { t } from "../../i18n/pupil.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { subjectsOf, yearsOf } from "./marksModel.ts";
import { MarksBySubject } from "./MarksBySubject.tsx";
import { MyClubs } from "../clubs/MyClubs.tsx";
import { RouteLink } from "../inclusion/RouteLink.tsx";
import { tasksFor } from "./mine.ts";
import { MarkCard, marked } from "./MarkCard.tsx";

export default function MarksScreen() {
  const me = session.value?.person ?? "";
  const tasks = marked(tasksFor(me));
  const bySubject = yearsOf(me).some(({ learning, terms }) => terms.some((term) => subjectsOf(learning, term).length > 0));
  return (
    <Page title={t("marks")}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : tasks.length === 0 && !bySubject ? (
        <EmptyState icon="star" title={t("noMarks")} text={t("noMarksText")} />
      ) : (
        <div class="stack-wide">
          <MarksBySubject learner={me} />
          {tasks.length > 0 && (
            <section class="stack">
              <h2>{words("forTasks")}</h2>
              {tasks.map(({ task, mark }) => (
                <MarkCard key={mark.id} task={task} mark={mark} href={`/task/${encodeURIComponent(mark.assignment)}`} />
              ))}
            </section>
          )}
        </div>
      )}
      <div class="marks-more stack">
        <MyClubs learner={me} />
        <RouteLink learner={me} />
        <LinkButton href={`/portfolio/${encodeURIComponent(me)}`} icon="star" kind="quiet" block>
          {t("portfolio")}
        </LinkButton>
        {records.list("consent").value.some((one) => one.learner === me && one.by === "learner") && (
          <LinkButton href={`/consent/${encodeURIComponent(me)}`} icon="check" kind="quiet" block>
            {t("consent")}
          </LinkButton>
        )}
        <LinkButton href={`/timeline/${encodeURIComponent(me)}`} icon="clock" kind="quiet" block>
          {t("timeline")}
        </LinkButton>
      </div>
    </Page>
  );
}
