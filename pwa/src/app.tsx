/** The app: who is here decides what there is to see. */
import { effect, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

import { lastContact } from "./data/exchange.ts";
import { moved } from "./data/moved.ts";
import { schoolNow } from "./data/now.ts";
import { quietMoment } from "./data/quiet.ts";
import { records, recordsReady } from "./data/records.ts";
import { mustLogIn, profiles, session } from "./data/session.ts";
import { startData } from "./data/start.ts";
import { applyUpdate, isKept, registerWorker, updateReady } from "./data/worker.ts";
import { t } from "./i18n/core.ts";
import { dayOf } from "./i18n/time.ts";
import { currentPath, go } from "./router.ts";
import { family, findRoute, here, later, online, type Route, type ScreenProps, staff } from "./routes.tsx";
import { StatusOverlay } from "./screens/common/LinkStatus.tsx";
import { homeOf, Nav } from "./screens/common/Nav.tsx";
import { TodoScreen } from "./screens/pupil/TodoScreen.tsx";
import { EmptyState, Loading, Notice } from "./ui/bits.tsx";
import { Button } from "./ui/Button.tsx";
import { Page } from "./ui/Page.tsx";
import { isLarger } from "./ui/textSize.ts";
import { Toast } from "./ui/toast.tsx";

/** Also what an address shows that leads nowhere, and for somebody who can't get in. */
export const HELP: Route = later("/help", () => import("./screens/help/HelpScreen.tsx"));
export const LOST = { lost: "yes" };

const ROUTES: readonly Route[] = [
  HELP,
  here("/todo", TodoScreen),
  later("/task/:id", () => import("./screens/pupil/TaskScreen.tsx")),
  later("/notice/:id", () => import("./screens/pupil/NoticeScreen.tsx")),
  later("/lessons", () => import("./screens/pupil/LessonsScreen.tsx")),
  later("/lesson/:id", () => import("./screens/pupil/LessonScreen.tsx")),
  later("/marks", () => import("./screens/pupil/MarksScreen.tsx")),
  later("/marks/:learner/:subject", () => import("./screens/pupil/SubjectMarksScreen.tsx")),
  later("/tell", () => import("./screens/concerns/TellScreen.tsx")),
  later("/tell/:place/:about", () => import("./screens/concerns/TellScreen.tsx")),
  later("/settings", () => import("./screens/common/SettingsScreen.tsx")),
  family("/children", () => import("./screens/parent/ChildrenScreen.tsx")),
  family("/child/:id", () => import("./screens/parent/ChildScreen.tsx")),
  later("/practice", () => import("./screens/quizzes/PracticeScreen.tsx")),
  later("/library", () => import("./screens/quizzes/LibraryScreen.tsx")),
  later("/play/paper/:paper", () => import("./screens/quizzes/TakeScreen.tsx")),
  later("/play/practice/:paper/:objective", () => import("./screens/quizzes/PractiseScreen.tsx")),
  staff("/play/preview/:quiz", () => import("./screens/quizzes/PreviewScreen.tsx")),
  later("/play/:lesson/:item", () => import("./player/PlayerScreen.tsx")),
  later("/portfolio/:learner", () => import("./screens/portfolio/PortfolioScreen.tsx")),
  later("/route/:learner", () => import("./screens/inclusion/FamilyRouteScreen.tsx")),
  family("/consent/:learner", () => import("./screens/consent/FamilyConsentScreen.tsx")),
  online("/timeline/:id", () => import("./screens/common/TimelineScreen.tsx")),
  later("/diary", () => import("./screens/journal/DiaryScreen.tsx")),
  later("/diary/:learner", () => import("./screens/journal/DiaryScreen.tsx")),
  online("/reports", () => import("./screens/reports/ReportsScreen.tsx")),
];

/** Every other address is for people who work at the school, or leads nowhere. */
const STAFF: Route = staff("*", () => import("./staff.tsx"));

/** A box that has no school yet shows this to whoever comes first. */
const SETUP: Route = online("/setup", () => import("./screens/setup/SetupScreen.tsx"));

/** A window that takes over what another address of this server has on this phone. */
const MOVE: Route = online("/move", () => import("./screens/move/MoveScreen.tsx"));
/** Who uses this phone now: of no use while it knows one person. */
const PROFILES: Route = later("/profiles", () => import("./screens/common/ProfilesScreen.tsx"));
/** What an address shows that the phone's work has left. */
const MOVED: Route = later("/moved", () => import("./screens/move/MovedScreen.tsx"));

/** What a pupil needs next is fetched while nothing else is going on: later there may be no link. */
export function fetchAhead(patterns: ReadonlySet<string> = PUPILS): void {
  const soon = (): void => {
    for (const route of [...ROUTES, PROFILES]) if (patterns.has(route.pattern)) void fetchScreen(route);
  };
  if (typeof requestIdleCallback === "function") requestIdleCallback(soon, { timeout: FETCH_AHEAD_MS });
  else setTimeout(soon, FETCH_AHEAD_MS);
}

const PUPILS: ReadonlySet<string> = new Set(["/task/:id", "/notice/:id", "/lessons", "/lesson/:id", "/marks", "/marks/:learner/:subject", "/settings", "/profiles"]);
const LESSON = "/lesson/:id";
/** Whoever looks at a lesson opens it next. */
const PLAYER: ReadonlySet<string> = new Set(["/play/:lesson/:item"]);
/** Milliseconds after which fetching ahead no longer waits for the browser to be idle. */
const FETCH_AHEAD_MS = 4000;
/** Milliseconds after which the copy of the app is fetched beside whatever else is going on. */
const CALM_MS = 5000;

/** Milliseconds after which a screen that did not come is asked for again by itself: a box that restarts is back in
 * seconds. Each wait is twice the one before, up to the longest. */
const AGAIN_MS = 2000;
const MOST_AGAIN_MS = 60_000;

/** Once the device has been read: the data, and then the copy of the app for days without a link. Resolves with what
 * this phone has of the person who is here. */
export async function start(): Promise<void> {
  const open = startData();
  void keepApp();
  await open;
}

async function keepApp(): Promise<void> {
  await calm();
  // The first taps have the phone to themselves; later there is at most a newer version to look for.
  if (!isKept()) await quietMoment();
  // The worker fetches every screen by itself, once.
  if (!(await registerWorker())) fetchAhead();
}

/** Resolves once the first screen shows what it has, or a person takes their time over the log-in. */
function calm(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (recordsReady.value && lastContact.value !== null) setTimeout(resolve);
    });
    setTimeout(() => {
      stop();
      resolve();
    }, CALM_MS);
  });
}

/** What lies over each screen, and what all of them follow. */
export function Around() {
  const larger = isLarger(records.get("support", `${session.value?.person ?? ""}~support`), dayOf(schoolNow()));
  useEffect(() => void document.documentElement.classList.toggle("larger", larger), [larger]);
  return (
    <>
      {updateReady.value && !currentPath.value.startsWith("/play/") && <UpdateOffer />}
      <StatusOverlay />
      <Toast />
    </>
  );
}

function UpdateOffer() {
  return (
    <div class="update">
      <span>{t("updateReady")}</span>
      <Button kind="primary" onClick={applyUpdate}>
        {t("updateNow")}
      </Button>
    </div>
  );
}

/** Everything but the log-in (door.tsx). */
export function Inside() {
  const path = currentPath.value;
  const profile = session.value;
  if (path === MOVE.pattern) return <Shown route={MOVE} params={{}} />;
  if (moved.value) return <Shown route={MOVED} params={{}} />;
  if (!profile && path === HELP.pattern) return <Shown route={HELP} params={{}} />;
  if (profiles.value.length === 0) return <Shown route={SETUP} params={{}} />;
  if (!profile || path === PROFILES.pattern) return <Shown route={PROFILES} params={{}} />;
  const playing = path.startsWith("/play/");
  const actual = path === "/" ? homeOf(profile.roles) : path;
  const found = findRoute(ROUTES, actual);
  return (
    <div class={playing ? "" : "with-nav"}>
      {!playing && <Nav roles={profile.roles} path={actual} />}
      {mustLogIn.value && !playing && (
        <div class="banner">
          <Notice tone="warn" icon="person">
            <p>
              <strong>{t("loginAgain")}</strong>
            </p>
            <p class="small">{t("loginAgainText")}</p>
            <Button kind="plain" onClick={() => go("/login")}>
              {t("logIn")}
            </Button>
          </Notice>
        </div>
      )}
      <Shown key={actual} route={found?.route ?? STAFF} params={found?.params ?? { path: actual }} />
    </div>
  );
}

const fetched = new Map<string, ComponentType<ScreenProps>>();

/** Whether the route's screen is here now. */
async function fetchScreen(route: Route): Promise<boolean> {
  if (!route.lazy || fetched.has(route.pattern)) return true;
  try {
    fetched.set(route.pattern, await (route.screen as () => Promise<ComponentType<ScreenProps>>)());
    return true;
  } catch {
    return false;
  }
}

export function Shown({ route, params }: { route: Route; params: ScreenProps["params"] }) {
  const tries = useSignal(0);
  const failed = useSignal(false);
  const arrived = useSignal(0);
  const Screen = route.lazy ? fetched.get(route.pattern) : (route.screen as ComponentType<ScreenProps>);
  useEffect(() => {
    // Not `fetched`: what was fetched ahead may have come since this was drawn without it.
    if (Screen) return;
    failed.value = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const attempt = (wait: number): void => {
      void fetchScreen(route).then((came) => {
        if (left) return;
        if (came) arrived.value += 1;
        else {
          failed.value = true;
          timer = setTimeout(() => attempt(Math.min(wait * 2, MOST_AGAIN_MS)), wait);
        }
      });
    };
    attempt(AGAIN_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [route, tries.value]);
  useEffect(() => {
    if (route.pattern === LESSON) fetchAhead(PLAYER);
  }, [route]);
  // Read first: a screen that is not here yet must still hear of its arrival.
  if (arrived.value >= 0 && Screen) return <Screen params={params} />;
  return (
    <Page title="Tirek" back="/">
      {failed.value ? (
        <EmptyState icon="wifi-off" title={t(route.online ? "screenOnline" : "screenFailed")} text={t("screenFailedText")}>
          <Button kind="primary" icon="refresh" onClick={() => (tries.value += 1)}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : (
        <Loading label={t("loading")} />
      )}
    </Page>
  );
}
