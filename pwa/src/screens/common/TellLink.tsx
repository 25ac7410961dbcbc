/** The way to tell the school that something is wrong, for pupils and parents: nobody else can. */
import { session } from "../../data/session.ts";
import { t } from "../../i18n/todo.ts";
import { LinkButton } from "../../ui/Button.tsx";

/** `place` and `about`: the lesson, task or notice that it is told from. */
export function TellLink({ place, about = "" }: { place?: "lesson" | "task" | "notice"; about?: string }) {
  if (session.value?.roles.some(({ role }) => role === "pupil" || role === "parent") !== true) return null;
  return (
    <LinkButton kind="quiet" icon="alert" block href={place ? `/tell/${place}/${encodeURIComponent(about)}` : "/tell"}>
      {t("tell")}
    </LinkButton>
  );
}
