/** What a work is looked at for, with the points given once there are some. */
import type { Criterion } from "../../data/docs.ts";
import { t } from "../../i18n/pupil.ts";

export function Criteria({ criteria, points }: { criteria: readonly Criterion[]; points: readonly (number | null)[] }) {
  if (criteria.length === 0) return null;
  return (
    <div>
      <h3>{t("criteria")}</h3>
      <ul class="criteria-list">
        {criteria.map((one, at) => {
          const given = points[at] ?? null;
          return (
            <li key={`${at} ${one.name}`}>
              <span>{one.name}</span>
              <span>{given === null ? t("outOfPoints", { n: one.max }) : t("outOf", { mark: given, max: one.max })}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
