/** How far a class is with what it practises: pupil by pupil, objective by objective. */
import { type PaperDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t as taking } from "../../i18n/taking.ts";
import { t } from "../../i18n/writing.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, ProgressBar } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Page } from "../../ui/Page.tsx";
import { pupilsIn } from "../teacher/desk.ts";
import { objectivesOf, progressOf } from "./model/practice.ts";
import "../teacher/teacher.css";

/** `/t/practice/:paper` */
export default function PracticeReportScreen({ params }: ScreenProps) {
  const paper = records.get("paper", params["paper"] ?? "");
  return (
    <Page title={paper ? `${t("progress")} · ${records.get("class", paper.class)?.label ?? ""}` : t("progress")} back="/t/quizzes">
      {paper ? <Report paper={paper} /> : recordsReady.value ? <EmptyState icon="tasks" title={t("none")} /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Report({ paper }: { paper: PaperDoc }) {
  const attempts = records.list("attempt").value.filter((one) => one.item.startsWith(`${paper.id}~`));
  const objectives = objectivesOf(paper);
  const pupils = pupilsIn(paper.class);
  const rows = objectives.map((objective) => ({ objective, each: pupils.map((pupil) => ({ pupil, progress: progressOf(paper.id, objective, pupil.id, attempts) })) }));
  return (
    <div class="stack-wide">
      <p class="muted" lang={paper.language}>
        {paper.title}
      </p>
      {attempts.length === 0 && <EmptyState icon="clock" title={t("practiceEmpty")} />}
      {rows.map(({ objective, each }) => {
        const mastered = each.filter((one) => one.progress.mastered).length;
        const name = objective.name || taking("objectiveNone");
        return (
          <Card key={objective.n}>
            <div class="stack">
              <h2 lang={paper.language}>{name}</h2>
              <ProgressBar value={mastered} max={pupils.length} label={`${name}: ${taking("rightOf", { n: mastered, of: pupils.length })}`} />
              <ul class="desk-list">
                {each
                  .filter((one) => one.progress.begun)
                  .map(({ pupil, progress }) => (
                    <li key={pupil.id} class="desk-row">
                      <span class="desk-row-text">{pupil.name}</span>
                      {progress.mastered ? <Chip tone="good">{taking("mastered")}</Chip> : <Chip>{taking("rightOf", { n: progress.right, of: progress.of })}</Chip>}
                    </li>
                  ))}
              </ul>
            </div>
          </Card>
        );
      })}
    </div>
  );
}
