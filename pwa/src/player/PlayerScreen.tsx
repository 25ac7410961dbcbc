/** The whole screen while a lesson's item is open: a slim bar, and under it the item. */
import "./player.css";

import { useComputed, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import type { CourseItem } from "../data/docs.ts";
import { records, recordsReady } from "../data/records.ts";
import { t } from "../i18n/player.ts";
import { go } from "../router.ts";
import type { ScreenProps } from "../routes.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { ActivityList } from "./ActivityList.tsx";
import type { Fault } from "./faults.ts";
import { Host } from "./host.ts";
import { Media } from "./Media.tsx";
import type { Opened } from "./phase.ts";
import type { QuizRun } from "./quiz/run.ts";
import { Rest, useRest } from "./Rest.tsx";
import type { Saved } from "./session.ts";

/** `/play/:lesson/:item` */
export default function PlayerScreen({ params }: ScreenProps) {
  const { lesson = "", item = "" } = params;
  const known = useRef<Opened | null>(null);
  // A lesson that is open stays open, whatever happens to the list meanwhile.
  const found = find(lesson, item) ?? (known.current?.lesson === lesson && known.current.item.id === item ? known.current : null);
  known.current = found;
  if (!found) return <NotThere lesson={lesson} waiting={!recordsReady.value} />;
  // A new edition of the course does not disturb an open lesson; it is used the next time.
  return <Player key={item} opened={found} />;
}

function find(lessonId: string, itemId: string): Opened | null {
  for (const course of records.list("course").value) {
    const lesson = course.lessons.find((one) => one.id === lessonId);
    const item: CourseItem | undefined = lesson?.items.find((one) => one.id === itemId);
    if (item) return { course, lesson: lessonId, item };
  }
  return null;
}

function Player({ opened }: { opened: Opened }) {
  const place = useRef<HTMLDivElement>(null);
  const host = useSignal<Host | null>(null);
  const turn = useSignal(0);
  const back = `/lesson/${encodeURIComponent(opened.lesson)}`;

  // Not after the first painting: what takes time here is reading, and it goes on meanwhile.
  useLayoutEffect(() => {
    if (!place.current) return undefined;
    const made = new Host(opened, place.current);
    host.value = made;
    document.title = `${opened.item.title} · Tirek`;
    void made.start();
    return () => void made.close();
    // The item as it was when it was opened; `turn` counts the tries.
  }, [turn.value]);

  const leave = (): void => {
    // Not history.back(): pages inside the lesson have left entries of their own there.
    void (host.value?.close() ?? Promise.resolve()).then(() => go(back, { replace: true }));
  };

  // A package that has ended itself has nothing more to show.
  useEffect(() => {
    if (host.value?.finished.value) leave();
  }, [host.value?.finished.value]);

  return (
    <div class="player">
      <Bar host={host.value} title={opened.item.title} onClose={leave} />
      {host.value && <Notes host={host.value} />}
      <div class="player-body">
        <div class="player-stage" ref={place} />
        {host.value && <Overlay host={host.value} onAgain={() => (turn.value += 1)} onClose={leave} />}
      </div>
    </div>
  );
}

function Bar({ host, title, onClose }: { host: Host | null; title: string; onClose: () => void }) {
  const sheet = useSignal<"list" | "again" | null>(null);
  const parts = host && host.phase.value.kind === "shell" ? host.parts : [];
  const controls = host?.controls.value;
  const at = parts.findIndex((one) => one.id === host?.part.value);
  // What could not be saved is of more weight.
  const rest = useRest() && host?.saved.value !== "failed";
  return (
    <header class="player-bar">
      <IconButton icon="close" label={t("close")} onClick={onClose} />
      {rest ? (
        <Rest />
      ) : (
        <div class="player-title">
          <h1>{title}</h1>
          {host && <SavedState saved={host.saved.value} counts={host.counts} />}
        </div>
      )}
      {!rest && controls && (
        <>
          <IconButton icon="back" label={t("previous")} disabled={!controls.previous} onClick={() => void host.ask({ type: "previous" })} />
          <IconButton icon="next" label={t("next")} disabled={!controls.continue} onClick={() => void host.ask({ type: "continue" })} />
        </>
      )}
      {!rest && parts.length > 1 && (
        <button type="button" class="player-parts" aria-label={t("list")} onClick={() => (sheet.value = "list")}>
          {t("part", { n: at + 1, all: parts.length })}
          <Icon name="down" small />
        </button>
      )}
      {!rest && host?.counts && ["scorm12", "scorm2004", "h5p", "quiz", "cmi5", "tincan"].includes(host.description?.format ?? "") && (
        <IconButton icon="refresh" label={t("again")} onClick={() => (sheet.value = "again")} />
      )}
      {host && sheet.value === "list" && (
        <Sheet title={t("list")} onClose={() => (sheet.value = null)}>
          <ActivityList
            host={host}
            onChoose={(activity) => {
              sheet.value = null;
              void host.choose(activity);
            }}
          />
        </Sheet>
      )}
      {host && sheet.value === "again" && (
        <Sheet title={t("againAsk")} onClose={() => (sheet.value = null)}>
          <p>{t("againMore")}</p>
          <div class="player-choices">
            <Button kind="primary" block onClick={() => (sheet.value = null)}>
              {t("againNo")}
            </Button>
            <Button
              block
              icon="refresh"
              onClick={() => {
                sheet.value = null;
                void host.again();
              }}
            >
              {t("againYes")}
            </Button>
          </div>
        </Sheet>
      )}
    </header>
  );
}

/** What somebody should know who looks at an empty page, or at the first one instead of the tenth. */
function Notes({ host }: { host: Host }) {
  const { kind } = host.phase.value;
  const sites = kind === "shell" ? (host.description?.wants ?? []) : [];
  const opened = kind === "shell" || kind === "quiz" || kind === "choose";
  return (
    <>
      {sites.length > 0 && <Note text={t("wants", { sites: sites.join(", ") })} />}
      {opened && host.elsewhere.value && <Note text={t("elsewhere")} />}
    </>
  );
}

function Note({ text }: { text: string }) {
  const read = useSignal(false);
  if (read.value) return null;
  return (
    <div class="player-wants" role="note">
      <p>{text}</p>
      <IconButton icon="close" label={t("wantsRead")} onClick={() => (read.value = true)} />
    </div>
  );
}

function SavedState({ saved, counts }: { saved: Saved; counts: boolean }) {
  if (!counts) return <p class="player-saved">{t("onlyLooking")}</p>;
  if (saved === "idle") return null;
  if (saved === "failed") {
    return (
      <p class="player-saved player-unsaved" role="alert">
        <Icon name="alert" small />
        <span title={t("notSavedMore")}>{t("notSaved")}</span>
      </p>
    );
  }
  return (
    <p class="player-saved" role="status">
      <Icon name={saved === "saving" ? "clock" : "check"} small />
      <span>{t(saved === "saving" ? "saving" : "saved")}</span>
    </p>
  );
}

function Overlay({ host, onAgain, onClose }: { host: Host; onAgain: () => void; onClose: () => void }) {
  const phase = useComputed(() => host.phase.value).value;
  switch (phase.kind) {
    case "loading":
      return (
        <div class="player-cover" role="status">
          <span class="player-wait" />
          <p>{t("loading")}</p>
        </div>
      );
    case "fault":
      return (
        <div class="player-cover" role="alert">
          <Icon name={phase.fault === "unreachable" || phase.fault === "shell" ? "wifi-off" : "info"} />
          <h2>{t("faultTitle")}</h2>
          <p>{faultText(phase.fault)}</p>
          <div class="player-choices">
            <Button kind="primary" icon="refresh" onClick={onAgain}>
              {t("tryAgain")}
            </Button>
            <Button kind="quiet" onClick={onClose}>
              {t("close")}
            </Button>
          </div>
        </div>
      );
    case "media":
      return <Media host={host} phase={phase} />;
    case "closed":
      return (
        <div class="player-cover">
          <Icon name="check" />
          <h2>{t("closedTitle")}</h2>
          <p>{t("closedMore")}</p>
          <div class="player-choices">
            <Button kind="primary" icon="refresh" onClick={() => host.reopen("again")}>
              {t("closedAgain")}
            </Button>
            <Button kind="quiet" icon="eye" onClick={() => host.reopen("review")}>
              {t("closedReview")}
            </Button>
          </div>
        </div>
      );
    case "choose":
      return (
        <div class="player-cover player-choose">
          <h2>{t("choosePart")}</h2>
          <ActivityList host={host} onChoose={(activity) => void host.choose(activity)} />
        </div>
      );
    case "quiz":
      return <QuizPlace key={phase.run.state.peek().seed} run={phase.run} />;
    case "shell":
      return null;
  }
}

/** The quiz's own screen, fetched with the first quiz. */
function QuizPlace({ run }: { run: QuizRun }) {
  const screen = useSignal<ComponentType<{ run: QuizRun }> | null>(null);
  useEffect(() => {
    void import("./quiz/Quiz.tsx").then(({ QuizPlayer }) => (screen.value = QuizPlayer));
  }, []);
  const Quiz = screen.value;
  return Quiz ? <Quiz run={run} /> : null;
}

function NotThere({ lesson, waiting }: { lesson: string; waiting: boolean }) {
  return (
    <div class="player">
      <header class="player-bar">
        <IconButton icon="close" label={t("close")} onClick={() => go(`/lesson/${encodeURIComponent(lesson)}`, { replace: true })} />
        <div class="player-title">
          <h1>{waiting ? t("loading") : t("faultTitle")}</h1>
        </div>
      </header>
      <div class="player-body">
        <div class="player-cover" role="status">
          {waiting ? <span class="player-wait" /> : <p>{faultText("gone")}</p>}
        </div>
      </div>
    </div>
  );
}

function faultText(fault: Fault): string {
  switch (fault) {
    case "gone":
      return t("faultGone");
    case "unreachable":
      return t("faultUnreachable");
    case "missing":
      return t("faultMissing");
    case "damaged":
      return t("faultDamaged");
    case "full":
      return t("faultFull");
    case "shell":
      return t("faultShell");
    case "no-worker":
      return t("faultNoWorker");
    case "pdf":
      return t("faultPdf");
    case "content":
      return t("faultContent");
  }
}
