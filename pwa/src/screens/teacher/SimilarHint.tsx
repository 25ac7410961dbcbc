/** A word to the teacher that a text is much like another of the class: to look at both, and nothing more. */
import { useMemo } from "preact/hooks";

import { records, type SubmissionDoc } from "../../data/records.ts";
import { t } from "../../i18n/teacher.ts";
import { Icon } from "../../ui/Icon.tsx";
import { newestFirst } from "../common/handIns.ts";
import { nameOf } from "./desk.ts";
import { mostSimilar } from "./model/similar.ts";
import type { Work } from "./model/work.ts";

export function SimilarHint({ work }: { work: Work }) {
  const { assignment, learner } = work;
  const all = records.list("submission").value;
  const found = useMemo(() => {
    const latest = new Map<string, SubmissionDoc>();
    for (const one of newestFirst(all.filter(({ assignment: of }) => of === assignment.id))) if (!latest.has(one.learner)) latest.set(one.learner, one);
    return mostSimilar(learner, [...latest.values()], `${assignment.title} ${assignment.instructions}`);
  }, [all, assignment.id, learner]);
  if (!found) return null;
  return (
    <p class="small muted">
      <Icon name="info" small /> {t("similar", { n: found.percent })}{" "}
      <a href={`/t/work/${encodeURIComponent(assignment.id)}/${encodeURIComponent(found.learner)}`}>{nameOf(found.learner)}</a>. {t("similarMore")}
    </p>
  );
}
