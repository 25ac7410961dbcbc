/** A pupil takes a paper: what it asks of them, the questions, and what became of it. */
import "../../player/player.css";

import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import type { PaperDoc } from "../../data/docs.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t as player } from "../../i18n/player.ts";
import { t } from "../../i18n/taking.ts";
import { dayOf, moment } from "../../i18n/time.ts";
import { QuizPlayer } from "../../player/quiz/Quiz.tsx";
import { Rest, useRest } from "../../player/Rest.tsx";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Notice } from "../../ui/bits.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { supportOn } from "../inclusion/model.ts";
import { attemptsAt, standing, timeLeft } from "./model/paper.ts";
import { clocks, handInFinished, left, Taking } from "./taking.ts";

/** `/play/paper/:paper` */
export default function TakeScreen({ params }: ScreenProps) {
  const paper = records.get("paper", params["paper"] ?? "");
  const leave = (): void => {
    const task = records.list("assignment").peek().find((one) => one.lesson === paper?.id);
    go(task ? `/task/${encodeURIComponent(task.id)}` : "/todo", { replace: true });
  };
  useEffect(() => {
    if (paper) document.title = `${paper.title} · Tirek`;
  }, [paper?.title]);
  if (!paper) {
    return (
      <div class="player">
        <Bar title={t("quiz")} onClose={leave} />
        <main class="player-body">
          <div class="player-cover" role="status">
            <p>{recordsReady.value ? t("gone") : core("loading")}</p>
          </div>
        </main>
      </div>
    );
  }
  return <Paper key={paper.id} paper={paper} onClose={leave} />;
}

type Stage = "looking" | "before" | "taking";

function Paper({ paper, onClose }: { paper: PaperDoc; onClose: () => void }) {
  const stage = useSignal<Stage>("looking");
  const was = useSignal<"nothing" | "under-way" | "handed-in">("nothing");
  const [taking, setTaking] = useState<Taking | null>(null);

  const open = async (anew: boolean): Promise<void> => {
    stage.value = "looking";
    setTaking(await Taking.open(paper, anew));
    stage.value = "taking";
  };
  useEffect(() => {
    let opened = false;
    void left(paper.id).then(async (found) => {
      was.value = found;
      await handInFinished(paper);
      // What is under way goes on by itself: whoever was cut off wants nothing else.
      opened = found === "under-way";
      if (opened) await open(false);
      else stage.value = "before";
    });
  }, [paper.id]);
  useEffect(() => () => void taking?.close(), [taking]);

  const close = (): void => {
    void (taking?.close() ?? Promise.resolve()).then(onClose);
  };
  return (
    <div class="player">
      <Bar title={paper.title} onClose={close} taking={stage.value === "taking" ? taking : null} />
      <main class="player-body">
        {stage.value === "looking" && (
          <div class="player-cover" role="status">
            <span class="player-wait" />
            <p>{core("loading")}</p>
          </div>
        )}
        {stage.value === "before" && <Before paper={paper} was={was.value} onOpen={(anew) => void open(anew)} onClose={close} />}
        {stage.value === "taking" && taking && (
          <>
            {taking.elsewhere && (
              <div class="player-wants" role="note">
                <p>{player("elsewhere")}</p>
              </div>
            )}
            <QuizPlayer key={taking.run.state.peek().seed} run={taking.run} />
          </>
        )}
      </main>
    </div>
  );
}

/** Milliseconds between two looks at the clock. */
const SECOND_MS = 1000;

function Bar({ title, taking = null, onClose }: { title: string; taking?: Taking | null; onClose: () => void }) {
  const saved = taking?.saved.value ?? "idle";
  const rest = useRest();
  const underWay = taking !== null && !taking.run.state.value.done;
  return (
    <header class="player-bar">
      <IconButton icon="close" label={core("close")} onClick={onClose} />
      {rest && saved !== "failed" ? (
        <Rest timed={underWay && (taking.paper.minutes ?? taking.paper.closes_at) !== null} />
      ) : (
        <div class="player-title">
          <h1>{title}</h1>
          {saved !== "idle" && (
            <p class={saved === "failed" ? "player-saved player-unsaved" : "player-saved"} role={saved === "failed" ? "alert" : "status"}>
              <Icon name={saved === "failed" ? "alert" : saved === "saving" ? "clock" : "check"} small />
              <span>{t(saved === "failed" ? "notSaved" : saved === "saving" ? "saving" : "saved")}</span>
            </p>
          )}
        </div>
      )}
      {underWay && <TimeLeft taking={taking} />}
    </header>
  );
}

/** Percent of further minutes that whoever is here has today. */
function myExtra(): number {
  const support = records.get("support", `${session.value?.person ?? ""}~support`);
  return supportOn(support, dayOf(clocks().school))?.extra_time ?? 0;
}

/** Runs while an attempt does, and hands it in when nothing is left. */
function TimeLeft({ taking }: { taking: Taking }) {
  const began = taking.run.state.peek().times?.began ?? Date.now();
  const extra = myExtra();
  const remaining = useSignal(timeLeft(taking.paper, began, clocks(), extra));
  useEffect(() => {
    const look = (): void => {
      remaining.value = timeLeft(taking.paper, began, clocks(), extra);
      if (remaining.value !== null && remaining.value <= 0) taking.run.finish();
    };
    look();
    const timer = setInterval(look, SECOND_MS);
    return () => clearInterval(timer);
  }, [taking, extra]);
  if (remaining.value === null) return null;
  const seconds = Math.max(0, Math.ceil(remaining.value / SECOND_MS));
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span class={seconds <= 60 ? "quiz-clock quiz-clock-short" : "quiz-clock"} role="timer" aria-label={t("timeLeft", { time: text })}>
      <Icon name="clock" small /> {text}
    </span>
  );
}

function Before({ paper, was, onOpen, onClose }: { paper: PaperDoc; was: string; onOpen: (anew: boolean) => void; onClose: () => void }) {
  const me = session.value?.person ?? "";
  const used = attemptsAt(paper.id, me, records.list("attempt").value).length;
  const state = standing(paper, used, false, clocks().school);
  const asked = paper.draw ?? paper.questions.length;
  const facts = [
    t("questions", { n: asked }),
    paper.minutes === null ? "" : t("minutes", { n: Math.round(paper.minutes * (1 + myExtra() / 100)) }),
    paper.attempts === null ? "" : t("attemptsUsed", { used, all: paper.attempts }),
  ];
  return (
    <div class="player-cover">
      <Icon name={state === "open" ? "tasks" : was === "handed-in" ? "check" : "clock"} />
      <h2 lang={paper.language}>{paper.title}</h2>
      <p class="muted">{facts.filter(Boolean).join(" · ")}</p>
      {paper.opens_at !== null && state === "early" && <p>{t("opensAt", { when: moment(paper.opens_at) })}</p>}
      {paper.closes_at !== null && state !== "early" && <p>{t(state === "closed" ? "closedAt" : "closesAt", { when: moment(paper.closes_at) })}</p>}
      {state === "used" && <p>{t("used")}</p>}
      {state === "open" && paper.minutes !== null && <Notice icon="clock">{t("minutesMore")}</Notice>}
      <div class="player-choices">
        {state === "open" && (
          <Button kind="primary" icon={was === "handed-in" ? "refresh" : "play"} onClick={() => onOpen(true)}>
            {t(was === "handed-in" ? "again" : "start")}
          </Button>
        )}
        {was === "handed-in" && (
          <Button icon="eye" onClick={() => onOpen(false)}>
            {t("look")}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          {core("close")}
        </Button>
      </div>
    </div>
  );
}
