/** Two marks given at once, side by side; choosing one gives a mark that supersedes both. */
import { t } from "../../i18n/teacher.ts";
import { Button } from "../../ui/Button.tsx";
import { nameOf } from "./desk.ts";
import { rivals, wordsOf, type Given } from "./model/marking.ts";
import type { Work } from "./model/work.ts";

export function Dispute({ work, onChoose }: { work: Work; onChoose: (given: Given) => void }) {
  const marks = rivals(work.mark);
  if (marks.length === 0) return null;
  return (
    <section class="dispute stack" aria-labelledby="dispute-title">
      <h2 id="dispute-title">{t("disputed")}</h2>
      <p class="small">{t("disputedMore")}</p>
      <div class="dispute-marks">
        {marks.map((rival) => (
          <div key={rival.op} class="card dispute-mark">
            <b class="dispute-value">{rival.returned ? t("cellReturned") : rival.mark}</b>
            <span>{nameOf(rival.author)}</span>
            {rival.standing ? <span class="small muted">{t("standing")}</span> : null}
            {rival.comment ? <p class="small prose">{rival.comment}</p> : null}
            {rival.drawing ? <span class="small muted">{t("photoDrawn")}</span> : null}
            <Button kind={rival.standing ? "primary" : "quiet"} block onClick={() => onChoose({ mark: rival.mark, comment: rival.comment, ...wordsOf(rival), files: rival.files ?? [], submission: rival.submission ?? null })}>
              {t("choose")}
            </Button>
          </div>
        ))}
      </div>
    </section>
  );
}
