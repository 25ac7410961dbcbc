/** What a lesson is taught with, as its plan has it: lessons open, addresses lead there. */
import { type PlanResource, type PlanRowDoc, records } from "../../data/records.ts";
import { t } from "../../i18n/plans.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Files } from "../pupil/files.tsx";
import "./planning.css";

const ADDRESS = /https?:\/\/[^\s]+/;

export function nameOfResource(one: PlanResource): string {
  if (!one.lesson) return one.text ?? "";
  const lesson = records.get("course", one.course ?? "")?.lessons.find((known) => known.id === one.lesson);
  return lesson?.title ?? one.text ?? "…";
}

/** Beside the lesson that runs: what its row of the plan says beyond topic and homework. */
export function ForLesson({ row }: { row: PlanRowDoc }) {
  // A row that an older server told has none.
  const files = (row.files as PlanRowDoc["files"] | undefined) ?? [];
  if (files.length === 0 && row.resources.length === 0 && row.outline === "" && row.objectives.length === 0) return null;
  return (
    <section class="plan-inner stack" aria-label={t("forLesson")}>
      <p class="field-label">{t("forLesson")}</p>
      {row.objectives.length > 0 && (
        <ul class="small">
          {row.objectives.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      {row.resources.map((one, at) => (
        <Resource key={at} one={one} />
      ))}
      {files.length > 0 && <Files owner="planning/rows" record={row.id} files={files} />}
      {row.outline !== "" && (
        <details>
          <summary class="plan-summary">{t("outline")}</summary>
          <p class="prose">{row.outline}</p>
        </details>
      )}
    </section>
  );
}

function Resource({ one }: { one: PlanResource }) {
  const name = nameOfResource(one);
  const address = one.lesson ? null : (ADDRESS.exec(one.text ?? "")?.[0] ?? null);
  if (one.lesson)
    return (
      <a class="plan-resource plan-link" href={`/lesson/${encodeURIComponent(one.lesson)}`}>
        <Icon name="book" small />
        <span>{name}</span>
        <Icon name="next" small />
      </a>
    );
  return (
    <p class="plan-resource">
      <Icon name="file" small />
      {address ? (
        <a href={address} target="_blank" rel="noreferrer noopener">
          {name}
        </a>
      ) : (
        <span>{name}</span>
      )}
    </p>
  );
}
