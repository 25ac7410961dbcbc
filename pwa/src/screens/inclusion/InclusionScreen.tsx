/** Who has support, a route or an assistant at the school, for those who lead it. The server notes each look. */
import { t } from "../../i18n/inclusion.ts";
import { t as words } from "../../i18n/routes.ts";
import { date, noon } from "../../i18n/time.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, EmptyState } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Page } from "../../ui/Page.tsx";
import type { Progress } from "../../data/docs-inclusion.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import { TONES } from "./model.ts";
import { needsText } from "./RouteView.tsx";

interface Standing {
  readonly id: string;
  readonly subject: string;
  readonly state: string;
  readonly steps: number;
  readonly done: number;
  readonly reviewed_on: string | null;
  readonly progress: Progress;
  readonly overdue: boolean;
}

interface Supported {
  readonly learner: string;
  readonly name: string;
  readonly class_label: string;
  readonly support: Parameters<typeof needsText>[0];
  readonly assistants: readonly string[];
  readonly routes: readonly Standing[];
}

/** `/admin/inclusion` */
export default function InclusionScreen() {
  const school = ledSchool(LEADING);
  const asked = useAnswer<{ learners: readonly Supported[] }>(school === "" ? "" : `/api/v1/inclusion?school=${encodeURIComponent(school)}`);
  return (
    <Page title={t("school")} back="/admin">
      <div class="stack-wide">
        <p class="small muted">{t("schoolLead")}</p>
        <Answer of={asked}>
          {({ learners }) =>
            learners.length === 0 ? (
              <EmptyState icon="people" title={t("schoolNone")} text={t("schoolNoneMore")} />
            ) : (
              <div class="stack">
                {learners.map((one) => (
                  <Learner key={one.learner} one={one} />
                ))}
              </div>
            )
          }
        </Answer>
      </div>
    </Page>
  );
}

function Learner({ one }: { one: Supported }) {
  return (
    <Card>
      <div class="stack">
        <h2>{one.name}</h2>
        <p class="small muted">{[one.class_label, needsText(one.support)].filter(Boolean).join(" · ")}</p>
        {one.assistants.map((name) => (
          <p key={name} class="small">
            {words("helps", { name })}
          </p>
        ))}
        {one.routes.map((route) => (
          <div key={route.id} class="row">
            <span class="row-grow">
              <b>{route.subject === "" ? words("all") : subjectName(route.subject)}</b>
              <span class="small muted">
                {" "}
                {[words("steps", { n: route.done, all: route.steps }), route.reviewed_on === null ? t("neverReviewed") : t("reviewed", { when: date(noon(route.reviewed_on)) })].join(" · ")}
              </span>
            </span>
            {route.state === "finished" ? (
              <Chip tone="good">{words("finished")}</Chip>
            ) : route.overdue ? (
              <Chip tone="warn" icon="alert">
                {t("overdue")}
              </Chip>
            ) : route.progress === "" ? null : (
              <Chip tone={TONES[route.progress]}>{words(route.progress)}</Chip>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}
