/** Task sheets for paper, one A4 page per pupil, black on white, with a code that finds its pupil again. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { fetchedFile } from "../../data/fetched.ts";
import { ApiProblem } from "../../data/http.ts";
import { type AssignmentDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { supportFor } from "../inclusion/RouteView.tsx";
import { isPicture } from "../pupil/files.tsx";
import { assignments, nameOf, workOf } from "./desk.ts";
import { owes } from "./model/packet.ts";
import { workKey } from "./model/work.ts";
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

/** The learner's own end of the time before everybody's. */
function Due({ task, learner }: { task: AssignmentDoc; learner: string }) {
  const due = records.get("arrangement", workKey(task.id, learner))?.due_at ?? task.due_at;
  return due ? <p>{dueText(due)}</p> : null;
}

/** The pictures that come with a task, as far as this phone or the school has them. */
function usePictures(task: AssignmentDoc): readonly string[] {
  const [urls, setUrls] = useState<readonly string[]>([]);
  useEffect(() => {
    const made: string[] = [];
    let gone = false;
    const load = async (): Promise<void> => {
      for (const file of task.files.filter(isPicture)) {
        const blob = await fetchedFile("assignments", task.id, file).catch(() => null);
        if (gone || !blob) continue;
        made.push(URL.createObjectURL(blob));
        setUrls([...made]);
      }
    };
    void load();
    return () => {
      gone = true;
      for (const url of made) URL.revokeObjectURL(url);
    };
  }, [task.id]);
  return urls;
}

function Sheets({ task }: { task: AssignmentDoc }) {
  const [whose, setWhose] = useState<"all" | "owing">("all");
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
  const pictures = usePictures(task);
  // Paper holds neither a lesson nor a film.
  const elsewhere = task.lesson !== null || task.files.some((file) => !isPicture(file));
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
  const owing = sheets.filter(({ learner }) => owes(workOf(task, learner)));
  const printed = whose === "owing" && owing.length > 0 ? owing : sheets;
  return (
    <div class="stack-wide">
      <div class="sheets-head stack">
        {owing.length > 0 && owing.length < sheets.length && (
          <Choices
            name="whose"
            legend={t("sheetsTitle")}
            value={whose}
            options={[
              { value: "all", label: t("sheetsAll", { n: sheets.length }) },
              { value: "owing", label: t("sheetsOwing", { n: owing.length }) },
            ]}
            onChoose={setWhose}
          />
        )}
        <Button kind="primary" icon="file" block onClick={() => window.print()}>
          {t("print")}
        </Button>
      </div>
      {printed.map((sheet) => (
        <article key={sheet.code} class={supportFor(sheet.learner)?.larger_text ? "task-sheet task-sheet-large" : "task-sheet"}>
          <header class="task-sheet-head">
            <div>
              <h2>{task.title}</h2>
              <p>
                {t("sheetName")}: <b>{nameOf(sheet.learner)}</b>
                {label ? ` · ${label}` : ""}
              </p>
              <Due task={task} learner={sheet.learner} />
            </div>
            <svg class="task-sheet-code" viewBox={`0 0 ${sheet.qr.size} ${sheet.qr.size}`} role="img" aria-label={sheet.code}>
              <path class="task-sheet-dark" d={sheet.qr.path} />
            </svg>
          </header>
          {task.instructions ? <p class="prose">{task.instructions}</p> : null}
          {pictures.map((url) => (
            <img key={url} class="task-sheet-picture" src={url} alt="" />
          ))}
          {elsewhere && <p>{t("sheetElsewhere")}</p>}
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
