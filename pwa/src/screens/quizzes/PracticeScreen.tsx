/** What a pupil may practise, subject by subject and objective by objective, and how far they are. */
import { type PaperDoc, records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/taking.ts";
import { Chip, EmptyState, Loading, ProgressBar } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { type Objective, objectivesOf, progressOf } from "./model/practice.ts";

/** `/practice` */
export default function PracticeScreen() {
  const papers = records
    .list("paper")
    .value.filter((one) => one.mode === "practice")
    .sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return (
    <Page title={t("practice")} back="/lessons">
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : papers.length === 0 ? (
        <EmptyState icon="tasks" title={t("practiceNone")} text={t("practiceNoneMore")} />
      ) : (
        <div class="stack">
          <p class="muted">{t("practiceMore")}</p>
          {papers.map((paper) => (
            <Practice key={paper.id} paper={paper} />
          ))}
        </div>
      )}
    </Page>
  );
}

function Practice({ paper }: { paper: PaperDoc }) {
  return (
    <Card>
      <div class="course-head" lang={paper.language}>
        <h2>{paper.title}</h2>
      </div>
      <ul>
        {objectivesOf(paper).map((objective) => (
          <li key={objective.n}>
            <Row paper={paper} objective={objective} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Row({ paper, objective }: { paper: PaperDoc; objective: Objective }) {
  const progress = progressOf(paper.id, objective, session.value?.person ?? "", records.list("attempt").value);
  const name = objective.name || t("objectiveNone");
  const text = t("rightOf", { n: progress.right, of: progress.of });
  return (
    <a class="lesson-row" href={`/play/practice/${encodeURIComponent(paper.id)}/${objective.n}`}>
      <Icon name={progress.mastered ? "check" : "play"} />
      <span class="row-grow">
        <span lang={paper.language}>{name}</span>
        {progress.begun && !progress.mastered && <ProgressBar value={progress.right} max={progress.of} label={`${name}: ${text}`} />}
      </span>
      {progress.mastered ? <Chip tone="good">{t("mastered")}</Chip> : <Chip>{text}</Chip>}
    </a>
  );
}
