/** What came while a work was being marked: told of, and shown when the teacher asks for it. */
import { t } from "../../i18n/meanwhile.ts";
import { moment } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { nameOf } from "./desk.ts";
import type { News } from "./model/shown.ts";

interface MeanwhileProps {
  readonly news: News;
  /** Whether there was a hand-in before the new one. */
  readonly again: boolean;
  readonly onLook: () => void;
  /** Back to what was begun over the earlier hand-in; null where nothing was. */
  readonly onBack: (() => void) | null;
}

export function Meanwhile({ news: { submission, mark }, again, onLook, onBack }: MeanwhileProps) {
  return (
    <div class="stack" role="status">
      {submission || mark ? (
        <Notice tone="warn">
          {submission ? <p>{t(again ? "newWork" : "firstWork", { time: moment(submission.made_at) })}</p> : null}
          {mark ? <p>{t(mark.returned ? "newReturn" : "newMark", { mark: mark.mark, name: nameOf(mark.author) })}</p> : null}
          <Button kind="quiet" icon="refresh" onClick={onLook}>
            {t("look")}
          </Button>
        </Notice>
      ) : null}
      {onBack ? (
        <Notice>
          <p>{t("begun")}</p>
          <Button kind="quiet" icon="back" onClick={onBack}>
            {t("goOn")}
          </Button>
        </Notice>
      ) : null}
    </div>
  );
}

interface AskFirstProps {
  readonly time: string;
  readonly onLook: () => void;
  readonly onGive: () => void;
  readonly onClose: () => void;
}

/** The mark was meant for somebody without a hand-in, and there is one now. */
export function AskFirst({ time, onLook, onGive, onClose }: AskFirstProps) {
  return (
    <Sheet title={t("askFirst")} onClose={onClose}>
      <div class="stack">
        <p>{t("askFirstMore", { time: moment(time) })}</p>
        <Button kind="primary" icon="refresh" block onClick={onLook}>
          {t("look")}
        </Button>
        <Button kind="quiet" block onClick={onGive}>
          {t("giveAnyway")}
        </Button>
      </div>
    </Sheet>
  );
}
