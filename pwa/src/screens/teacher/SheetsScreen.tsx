/** Task sheets for paper, one A4 page per pupil, black on white, with a code that finds its pupil again. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { type AssignmentDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { assignments, nameOf } from "./desk.ts";
import { dueText } from "./share.ts";
import "./sheets.css";

interface PrintedSheet {
  readonly learner: string;
  readonly code: string;
  readonly qr: { readonly size: number; readonly path: string };
}

export default function SheetsScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const task = assignments.value.find((one) => one.id === id);
  return (
    <Page title={t("sheetsTitle")} back={task ? `/t/task/${encodeURIComponent(id)}` : "/t"} wide>
      {task ? <Sheets key={id} task={task} /> : recordsReady.value ? <EmptyState icon="tasks" title={desk("taskNotFound")} /> : <Loading label={desk("loading")} />}
    </Page>
  );
}

function Sheets({ task }: { task: AssignmentDoc }) {
  const [sheets, setSheets] = useState<readonly PrintedSheet[] | "away" | "notYet" | null>(null);
  const look = (): void => {
    setSheets(null);
    askMine<{ sheets: readonly PrintedSheet[] }>(`/api/v1/assignments/${encodeURIComponent(task.id)}/sheets`).then(
      (answer) => setSheets(answer.sheets),
      (problem: unknown) => setSheets(problem instanceof ApiProblem && problem.status === 404 ? "notYet" : "away"),
    );
  };
  useEffect(look, [task.id]);
  const label = records.get("class", task.class)?.label;
  if (sheets === null) return <Loading label={desk("loading")} />;
  if (sheets === "away" || sheets === "notYet") {
    return (
      <EmptyState icon={sheets === "away" ? "wifi-off" : "clock"} title={t(sheets === "away" ? "sheetsAway" : "sheetsNotYet")}>
        <Button kind="primary" icon="refresh" onClick={look}>
          {core("retry")}
        </Button>
      </EmptyState>
    );
  }
  if (sheets.length === 0) return <EmptyState icon="people" title={desk("noPupils")} text={desk("noPupilsMore")} />;
  return (
    <div class="stack-wide">
      <div class="sheets-head">
        <Button kind="primary" icon="file" block onClick={() => window.print()}>
          {t("print")}
        </Button>
      </div>
      {sheets.map((sheet) => (
        <article key={sheet.code} class="task-sheet">
          <header class="task-sheet-head">
            <div>
              <h2>{task.title}</h2>
              <p>
                {t("sheetName")}: <b>{nameOf(sheet.learner)}</b>
                {label ? ` · ${label}` : ""}
              </p>
              {task.due_at ? <p>{dueText(task.due_at)}</p> : null}
            </div>
            <svg class="task-sheet-code" viewBox={`0 0 ${sheet.qr.size} ${sheet.qr.size}`} role="img" aria-label={sheet.code}>
              <path class="task-sheet-dark" d={sheet.qr.path} />
            </svg>
          </header>
          {task.instructions ? <p class="prose">{task.instructions}</p> : null}
          {(task.criteria ?? []).map((one, at) => (
            <p key={at} class="small">
              {desk("criterionOf", { name: one.name, max: one.max })}
            </p>
          ))}
          <p class="small">{t("sheetHint")}</p>
          <div class="task-sheet-lines" aria-hidden="true" />
        </article>
      ))}
    </div>
  );
}
