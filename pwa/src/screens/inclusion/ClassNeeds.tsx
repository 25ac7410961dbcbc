/** Who of those that a task is for needs something of their own: shown where a task or a quiz is given. */
import { t } from "../../i18n/inclusion.ts";
import { Notice } from "../../ui/bits.tsx";
import { pupilsIn } from "../teacher/desk.ts";
import { needsText, supportFor } from "./RouteView.tsx";
import "./inclusion.css";

interface NeedsProps {
  readonly classId: string;
  /** null: the whole class. */
  readonly learners?: readonly string[] | null;
  /** The quiz has a limit of minutes, which the pupil's phone lengthens. */
  readonly timed?: boolean;
}

export function ClassNeeds({ classId, learners = null, timed = false }: NeedsProps) {
  const found = pupilsIn(classId).flatMap(({ id, name }) => {
    const support = learners === null || learners.includes(id) ? supportFor(id) : null;
    return support ? [{ id, name, support }] : [];
  });
  if (found.length === 0) return null;
  const longer = found.filter(({ support }) => support.extra_time > 0).length;
  return (
    <Notice tone="accent" icon="person">
      <p>{t("needsInClass")}</p>
      <ul class="needs-list small">
        {found.map(({ id, name, support }) => (
          <li key={id}>
            <b>{name}</b>: {[needsText(support), support.advice].filter(Boolean).join(" · ")}
          </li>
        ))}
      </ul>
      {timed && longer > 0 && <p class="small">{t("needsTime", { n: longer })}</p>}
    </Notice>
  );
}
