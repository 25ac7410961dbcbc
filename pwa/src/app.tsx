/** The app: who is here decides what there is to see. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

import { mustLogIn, profiles, ready, session } from "./data/session.ts";
import { applyUpdate, updateReady } from "./data/worker.ts";
import { t } from "./i18n/core.ts";
import { lang } from "./i18n/index.ts";
import { currentPath, go } from "./router.ts";
import { findRoute, here, later, type Route, type ScreenProps } from "./routes.tsx";
import { LoginScreen } from "./screens/common/LoginScreen.tsx";
import { homeOf, Nav } from "./screens/common/Nav.tsx";
import { ProfilesScreen } from "./screens/common/ProfilesScreen.tsx";
import { SettingsScreen } from "./screens/common/SettingsScreen.tsx";
import { LessonScreen } from "./screens/pupil/LessonScreen.tsx";
import { LessonsScreen } from "./screens/pupil/LessonsScreen.tsx";
import { MarksScreen } from "./screens/pupil/MarksScreen.tsx";
import { TaskScreen } from "./screens/pupil/TaskScreen.tsx";
import { TodoScreen } from "./screens/pupil/TodoScreen.tsx";
import { EmptyState, Loading, Notice } from "./ui/bits.tsx";
import { Button, LinkButton } from "./ui/Button.tsx";
import { Page } from "./ui/Page.tsx";
import { Toast } from "./ui/toast.tsx";

/** Screens by file, so that a screen which is not in the build is a missing page and not a broken one. */
const files = import.meta.glob<{ default: ComponentType<ScreenProps> }>([
  "./screens/{teacher,admin,parent}/*Screen.tsx",
  "./player/PlayerScreen.tsx",
]);

function file(pattern: string, path: string): Route[] {
  const load = files[path];
  return load ? [later(pattern, load)] : [];
}

const ROUTES: readonly Route[] = [
  here("/todo", TodoScreen),
  here("/task/:id", TaskScreen),
  here("/lessons", LessonsScreen),
  here("/lesson/:id", LessonScreen),
  here("/marks", MarksScreen),
  here("/settings", SettingsScreen),
  ...file("/children", "./screens/parent/ChildrenScreen.tsx"),
  ...file("/child/:id", "./screens/parent/ChildScreen.tsx"),
  ...file("/play/:lesson/:item", "./player/PlayerScreen.tsx"),
  ...file("/t", "./screens/teacher/HomeScreen.tsx"),
  ...file("/t/new", "./screens/teacher/NewAssignmentScreen.tsx"),
  ...file("/t/edit/:id", "./screens/teacher/NewAssignmentScreen.tsx"),
  ...file("/t/upload", "./screens/teacher/UploadScreen.tsx"),
  ...file("/t/class/:id", "./screens/teacher/ClassScreen.tsx"),
  ...file("/t/work/:assignment/:learner", "./screens/teacher/WorkScreen.tsx"),
  ...file("/admin", "./screens/admin/AdminScreen.tsx"),
];

export function App() {
  useEffect(() => {
    document.documentElement.lang = lang.value;
  }, [lang.value]);
  return (
    <>
      <Inside />
      {updateReady.value && !currentPath.value.startsWith("/play/") && <UpdateOffer />}
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

function Inside() {
  const path = currentPath.value;
  const profile = session.value;
  if (!ready.value) {
    return (
      <main class="page-body">
        <Loading label={t("loading")} />
      </main>
    );
  }
  if (path === "/login") return <LoginScreen />;
  if (!profile) return profiles.value.length > 0 ? <ProfilesScreen /> : <LoginScreen />;
  if (path === "/profiles") return <ProfilesScreen />;
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
      {found ? <Shown key={actual} route={found.route} params={found.params} /> : <Missing />}
    </div>
  );
}

function Missing() {
  return (
    <Page title={t("notFound")} back="/">
      <EmptyState icon="search" title={t("notFound")} text={t("notFoundText")}>
        <LinkButton kind="primary" href="/">
          {t("toStart")}
        </LinkButton>
      </EmptyState>
    </Page>
  );
}

const fetched = new Map<string, ComponentType<ScreenProps>>();

function Shown({ route, params }: { route: Route; params: ScreenProps["params"] }) {
  const tries = useSignal(0);
  const failed = useSignal(false);
  const arrived = useSignal(0);
  useEffect(() => {
    if (!route.lazy || fetched.has(route.pattern)) return;
    failed.value = false;
    (route.screen as () => Promise<ComponentType<ScreenProps>>)().then(
      (screen) => {
        fetched.set(route.pattern, screen);
        arrived.value += 1;
      },
      () => (failed.value = true),
    );
  }, [route, tries.value]);
  const Screen = route.lazy ? fetched.get(route.pattern) : (route.screen as ComponentType<ScreenProps>);
  if (Screen && arrived.value >= 0) return <Screen params={params} />;
  return (
    <Page title="Tirek" back="/">
      {failed.value ? (
        <EmptyState icon="wifi-off" title={t("screenFailed")} text={t("screenFailedText")}>
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
