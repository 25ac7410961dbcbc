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
const HELP: Route = later("/help", () => import("./screens/help/HelpScreen.tsx"));
const LOST = { lost: "yes" };

const ROUTES: readonly Route[] = [
  HELP,
  staff("/help/staff", () => import("./screens/help/StaffHelpScreen.tsx")),
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
  staff("/t/quizzes", () => import("./screens/quizzes/QuizzesScreen.tsx")),
  staff("/t/bank", () => import("./screens/quizzes/BankScreen.tsx")),
  staff("/t/bank/:quiz", () => import("./screens/quizzes/BankScreen.tsx")),
  staff("/t/practice/:paper", () => import("./screens/quizzes/PracticeReportScreen.tsx")),
  staff("/t/quiz/:quiz", () => import("./screens/quizzes/QuizScreen.tsx")),
  staff("/t/quiz/:quiz/paste", () => import("./screens/quizzes/PasteScreen.tsx")),
  staff("/t/quiz/:quiz/give", () => import("./screens/quizzes/GiveScreen.tsx")),
  staff("/t/quiz/:quiz/:question", () => import("./screens/quizzes/QuestionScreen.tsx")),
  later("/play/:lesson/:item", () => import("./player/PlayerScreen.tsx")),
  staff("/t", () => import("./screens/teacher/HomeScreen.tsx")),
  staff("/t/new", () => import("./screens/teacher/NewAssignmentScreen.tsx")),
  staff("/t/edit/:id", () => import("./screens/teacher/NewAssignmentScreen.tsx")),
  staff("/t/book", () => import("./screens/gradebook/BooksScreen.tsx")),
  staff("/t/carry", () => import("./screens/gradebook/CarryScreen.tsx")),
  staff("/t/book/:class/:subject", () => import("./screens/gradebook/BookScreen.tsx")),
  online("/t/book/:class/:subject/import/:term", () => import("./screens/gradebook/MarksImportScreen.tsx")),
  staff("/t/year/:class/:subject", () => import("./screens/gradebook/YearScreen.tsx")),
  staff("/t/task/:id", () => import("./screens/teacher/TaskScreen.tsx")),
  online("/t/sheets/:id", () => import("./screens/teacher/SheetsScreen.tsx")),
  staff("/t/class/:class/notice", () => import("./screens/teacher/NoticeFormScreen.tsx")),
  staff("/t/notice/:id", () => import("./screens/teacher/NoticeScreen.tsx")),
  staff("/t/upload", () => import("./screens/teacher/UploadScreen.tsx")),
  staff("/t/class/:id/support", () => import("./screens/inclusion/SupportScreen.tsx")),
  staff("/t/learner/:learner", () => import("./screens/inclusion/LearnerScreen.tsx")),
  staff("/t/concerns", () => import("./screens/concerns/ConcernsScreen.tsx")),
  staff("/t/clubs", () => import("./screens/clubs/ClubsScreen.tsx")),
  staff("/t/clubs/:id", () => import("./screens/clubs/ClubScreen.tsx")),
  online("/admin/clubs", () => import("./screens/clubs/AdminClubsScreen.tsx")),
  staff("/helping", () => import("./screens/inclusion/HelpingScreen.tsx")),
  staff("/helping/:learner", () => import("./screens/inclusion/LearnerScreen.tsx")),
  later("/portfolio/:learner", () => import("./screens/portfolio/PortfolioScreen.tsx")),
  later("/route/:learner", () => import("./screens/inclusion/FamilyRouteScreen.tsx")),
  online("/admin/inclusion", () => import("./screens/inclusion/InclusionScreen.tsx")),
  family("/consent/:learner", () => import("./screens/consent/FamilyConsentScreen.tsx")),
  staff("/t/class/:id/consents", () => import("./screens/consent/ClassConsentsScreen.tsx")),
  online("/admin/consents", () => import("./screens/consent/SchoolConsentsScreen.tsx")),
  staff("/t/class/:id", () => import("./screens/teacher/ClassScreen.tsx")),
  staff("/t/results/:class/:item", () => import("./screens/teacher/ResultsScreen.tsx")),
  online("/t/insights/:id", () => import("./screens/teacher/InsightsScreen.tsx")),
  online("/t/insights/:id/statements", () => import("./screens/teacher/InsightsStatementsScreen.tsx")),
  online("/timeline/:id", () => import("./screens/common/TimelineScreen.tsx")),
  staff("/t/work/:assignment/:learner", () => import("./screens/teacher/WorkScreen.tsx")),
  staff("/journal", () => import("./screens/journal/JournalScreen.tsx")),
  staff("/journal/:day", () => import("./screens/journal/JournalScreen.tsx")),
  staff("/journal/:day/:slot", () => import("./screens/journal/JournalScreen.tsx")),
  later("/diary", () => import("./screens/journal/DiaryScreen.tsx")),
  later("/diary/:learner", () => import("./screens/journal/DiaryScreen.tsx")),
  staff("/plans", () => import("./screens/planning/PlansScreen.tsx")),
  staff("/plans/:class/:subject/:grade", () => import("./screens/planning/PlanScreen.tsx")),
  online("/plans/:class/:subject/:grade/import", () => import("./screens/planning/PlanImportScreen.tsx")),
  staff("/courier", () => import("./screens/courier/CourierScreen.tsx")),
  online("/t/class/:id/people", () => import("./screens/teacher/ClassListScreen.tsx")),
  online("/admin/people", () => import("./screens/admin/PeopleScreen.tsx")),
  online("/admin/people/import", () => import("./screens/admin/RosterScreen.tsx")),
  online("/admin/people/rollover", () => import("./screens/admin/RolloverScreen.tsx")),
  online("/admin/former", () => import("./screens/people/FormerScreen.tsx")),
  online("/admin/moves", () => import("./screens/people/MovesScreen.tsx")),
  online("/transfer/:person", () => import("./screens/people/TransferScreen.tsx")),
  online("/cards", () => import("./screens/admin/CardsScreen.tsx")),
  online("/admin/box", () => import("./screens/setup/BoxScreen.tsx")),
  online("/admin", () => import("./screens/admin/AdminScreen.tsx")),
  online("/admin/journal", () => import("./screens/journal/KeepingScreen.tsx")),
  staff("/admin/timetable", () => import("./screens/planning/TimetableScreen.tsx")),
  online("/admin/timetable/import", () => import("./screens/planning/TimetableImportScreen.tsx")),
  staff("/admin/substitutions", () => import("./screens/planning/SubstitutionsScreen.tsx")),
  staff("/admin/inquiries", () => import("./screens/admin/InquiriesScreen.tsx")),
  staff("/admin/calendar", () => import("./screens/planning/CalendarScreen.tsx")),
  staff("/admin/closures", () => import("./screens/closures/ClosuresScreen.tsx")),
  online("/reports", () => import("./screens/reports/ReportsScreen.tsx")),
  online("/overview", () => import("./screens/reports/OverviewScreen.tsx")),
  online("/inspection", () => import("./screens/reports/InspectionScreen.tsx")),
  online("/admin/reads", () => import("./screens/reports/ReadsScreen.tsx")),
  staff("/admin/council", () => import("./screens/gradebook/CouncilScreen.tsx")),
  online("/admin/policy", () => import("./screens/gradebook/PolicyScreen.tsx")),
  online("/admin/terms", () => import("./screens/gradebook/TermsScreen.tsx")),
  online("/admin/certificates", () => import("./screens/admin/CertificatesScreen.tsx")),
  online("/admin/sync", () => import("./screens/admin/SyncScreen.tsx")),
  online("/admin/sync/windows", () => import("./screens/admin/WindowsScreen.tsx")),
  online("/admin/statements", () => import("./screens/admin/StatementsScreen.tsx")),
  online("/admin/forwarding", () => import("./screens/admin/ForwardingScreen.tsx")),
  online("/console", () => import("./screens/console/ConsoleScreen.tsx")),
  online("/console/overview", () => import("./screens/console/OverviewScreen.tsx")),
  online("/console/courses", () => import("./screens/console/CoursesScreen.tsx")),
  online("/console/calendars", () => import("./screens/console/CalendarsScreen.tsx")),
  online("/console/plans", () => import("./screens/console/ReadyPlansScreen.tsx")),
  online("/console/inquiries", () => import("./screens/console/InquiriesScreen.tsx")),
  online("/console/policies", () => import("./screens/console/PoliciesScreen.tsx")),
  online("/console/releases", () => import("./screens/console/ReleasesScreen.tsx")),
  online("/console/actions", () => import("./screens/console/ActionsScreen.tsx")),
  online("/console/school/:id", () => import("./screens/console/SchoolScreen.tsx")),
  online("/admin/attention", () => import("./screens/admin/AttentionScreen.tsx")),
];

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
      <Shown key={actual} route={found?.route ?? HELP} params={found?.params ?? LOST} />
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

function Shown({ route, params }: { route: Route; params: ScreenProps["params"] }) {
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
