/** Marking one work: the work above, the marks under the thumb, the next work one tap away. */
import { useEffect, useState } from "preact/hooks";

import { records, recordsReady, type Drawn, type SubmissionDoc } from "../../data/records.ts";
import { t } from "../../i18n/teacher.ts";
import { moment } from "../../i18n/time.ts";
import { go, goBack } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { needsText, supportFor } from "../inclusion/RouteView.tsx";
import { DRAWING_CHARACTERS } from "../common/drawing.ts";
import { Criteria } from "./Criteria.tsx";
import { assignments, classes, giveMark, hasLeft, markSeen, me, nameOf, queue, undo, workOf } from "./desk.ts";
import { Dispute } from "./Dispute.tsx";
import { LessonResult } from "./LessonResult.tsx";
import { MarkPad } from "./MarkPad.tsx";
import { useMaking } from "./given.ts";
import { DEFAULT_MAX_MARK } from "./model/draft.ts";
import { charactersOf, withLines, withPoints, type Given } from "./model/marking.ts";
import { neighbours } from "./model/queue.ts";
import { newsOf, shownOf } from "./model/shown.ts";
import { workKey, type Work } from "./model/work.ts";
import { AskFirst, Meanwhile } from "./Meanwhile.tsx";
import { Misfiled } from "./Misfiled.tsx";
import { SimilarHint } from "./SimilarHint.tsx";
import { useSwipe } from "./swipe.ts";
import { WorkFiles } from "./WorkFiles.tsx";
import "./teacher.css";
import "./work.css";

export default function WorkScreen({ params }: ScreenProps) {
  const learner = params["learner"] ?? "";
  const assignment = assignments.value.find((one) => one.id === params["assignment"]);
  if (!assignment || !recordsReady.value) {
    return (
      <Page title={t("work")} back="/t">
        {recordsReady.value ? <EmptyState icon="tasks" title={t("taskNotFound")} /> : <Loading label={t("loading")} />}
      </Page>
    );
  }
  return <Marking key={workKey(assignment.id, learner)} work={workOf(assignment, learner)} />;
}

function addressOf(work: Work): string {
  return `/t/work/${encodeURIComponent(work.assignment.id)}/${encodeURIComponent(work.learner)}`;
}

function Marking({ work: live }: { work: Work }) {
  const { making, given, pin, before, done } = useMaking(live);
  const work = shownOf(live, pin);
  const news = newsOf(live, pin);
  const [asking, setAsking] = useState<Given | null>(null);
  const { assignment, learner, submissions } = work;
  const latest = submissions[0];
  const around = neighbours(queue.value, assignment.id, learner);
  const place = queue.value.findIndex((entry) => entry.work.assignment.id === assignment.id && entry.work.learner === learner);
  const classLabel = classes.value.find((one) => one.id === assignment.class)?.label;
  const name = nameOf(learner);

  useEffect(() => {
    if (latest) void markSeen(latest);
  }, [latest?.id]);

  const criteria = assignment.criteria ?? [];
  const draw = (file: number, lines: readonly string[]): void => {
    const drawing = withLines(given.drawing, file, lines);
    if (charactersOf(drawing) <= DRAWING_CHARACTERS) making.change((now) => ({ ...now, drawing }));
    else toast(t("drawingLong"));
  };

  const give = async (given: Given): Promise<void> => {
    const next = place >= 0 ? around.next : null;
    const act = await giveMark(work, given);
    await done();
    if (next) {
      // The pad of the next work offers the undo: a toast would lie over its marks.
      go(addressOf(next), { replace: true });
      return;
    }
    toast(given.returned ? t("returnedTo", { name }) : t("marked", { name, mark: given.mark }), { label: t("undo"), run: () => void undo(act) });
    if (place >= 0) go("/t", { replace: true });
    else goBack(`/t/class/${encodeURIComponent(assignment.class)}`);
  };
  // A mark without a hand-in answers all there are: not one that the teacher has not seen.
  const offer = (given: Given): void => (pin.submission === null && news.submission ? setAsking(given) : void give(given));
  const look = (): void => {
    setAsking(null);
    making.look(live);
    window.scrollTo(0, 0);
  };
  const turn = (to: Work | null): (() => void) | null => (to && place >= 0 ? () => go(addressOf(to), { replace: true }) : null);

  const swipe = useSwipe(turn(around.previous), turn(around.next));

  return (
    <Page title={name} back={`/t/class/${encodeURIComponent(assignment.class)}`} wide>
      <div class="work">
        <article class="work-paper stack" {...swipe}>
          <header class="work-head">
            <p class="work-task">{classLabel ? `${classLabel} · ${assignment.title}` : assignment.title}</p>
            {place >= 0 ? <Chip>{t("workOfMany", { n: place + 1, all: queue.value.length })}</Chip> : null}
          </header>
          <Needs learner={learner} />
          <Left learner={learner} classId={assignment.class} />
          <Meanwhile news={news} again={pin.submission !== null} onLook={look} onBack={before ? () => making.back() : null} />
          <Dispute work={work} onChoose={offer} />
          {latest ? <Handed submission={latest} late={work.late} drawing={given.drawing ?? []} onLines={draw} /> : <EmptyState icon="book" title={t("noWork")} text={t("noWorkMore")} />}
          {latest && latest.attempts.length === 0 ? <Misfiled work={work} submission={latest} /> : null}
          <SimilarHint work={work} />
          {criteria.length > 0 ? (
            <Criteria
              criteria={criteria}
              points={given.points ?? []}
              onPoints={(at, value) => making.change((now) => withPoints(now, criteria, at, value, assignment.max_mark ?? DEFAULT_MAX_MARK))}
            />
          ) : null}
          <LessonResult work={work} />
          {submissions.slice(1).map((earlier) => (
            <details key={earlier.id} class="work-earlier">
              <summary>
                {t("earlier")} · {moment(earlier.made_at)}
              </summary>
              <Handed submission={earlier} late={false} drawing={drawnOn(earlier, work)} />
            </details>
          ))}
        </article>
        <MarkPad
          work={work}
          given={given}
          onGiven={(next) => making.change(() => next)}
          onVoice={(file) => void making.say(file).catch(() => toast(t("notSaved")))}
          author={work.mark && work.mark.author !== me.value ? nameOf(work.mark.author) : null}
          language={records.get("class", assignment.class)?.language ?? "kk"}
          onGive={offer}
          onPrevious={turn(around.previous)}
          onNext={turn(around.next)}
        />
      </div>
      {asking ? <AskFirst time={news.submission?.made_at ?? ""} onLook={look} onGive={() => void give(asking)} onClose={() => setAsking(null)} /> : null}
    </Page>
  );
}

/** What somebody has who has left the class meanwhile: the mark counts, and the family reads it. */
function Left({ learner, classId }: { learner: string; classId: string }) {
  if (!hasLeft(learner, classId)) return null;
  return <p class="small muted">{t("leftTheClass")}</p>;
}

/** What the learner is to have, where the work is judged. */
function Needs({ learner }: { learner: string }) {
  const support = supportFor(learner);
  if (!support) return null;
  return (
    <p class="small">
      <Chip tone="accent" icon="person">
        {[needsText(support), support.advice].filter(Boolean).join(" · ")}
      </Chip>
    </p>
  );
}

/** What the present mark drew, where it was given for this hand-in. */
function drawnOn(submission: SubmissionDoc, work: Work): readonly Drawn[] {
  return work.mark?.submission === submission.id ? (work.mark.drawing ?? []) : [];
}

interface HandedProps {
  readonly submission: SubmissionDoc;
  readonly late: boolean;
  readonly drawing: readonly Drawn[];
  readonly onLines?: (file: number, lines: readonly string[]) => void;
}

function Handed({ submission, late, drawing, onLines }: HandedProps) {
  return (
    <div class="stack">
      <p class="work-when">
        <span>{t("madeAt", { time: moment(submission.made_at) })}</span>
        {submission.received_at ? <span>{t("arrivedAt", { time: moment(submission.received_at) })}</span> : null}
        {submission.receipt ? <span>{t("receipt", { code: submission.receipt })}</span> : null}
      </p>
      {submission.taken_in ? <p class="small muted">{t("taken")}</p> : null}
      {late ? (
        <div>
          <Chip tone="warn" icon="clock">
            {t("late")}
          </Chip>
        </div>
      ) : null}
      {submission.text ? <p class="work-text prose">{submission.text}</p> : null}
      <WorkFiles submission={submission} drawing={drawing} {...(onLines ? { onLines } : {})} />
    </div>
  );
}
