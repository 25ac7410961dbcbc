/** A book as a file, and a file into the book. */
import { t as carry } from "../../i18n/carry.ts";
import { t } from "../../i18n/gradebook.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { Place } from "./desk.ts";
import { importAddress, saveBook } from "./files.ts";

export function FilesSheet({ place, term, onClose }: { place: Place; term: string; onClose: () => void }) {
  return (
    <Sheet title={t("files")} onClose={onClose}>
      <div class="stack">
        <LinkButton kind="primary" icon="upload" block href={importAddress(place, term)}>
          {t("fromFile")}
        </LinkButton>
        <Button icon="download" block onClick={() => saveBook(place, "xlsx", term)}>
          {t("saveXlsx")}
        </Button>
        <Button icon="download" block onClick={() => saveBook(place, "csv", term)}>
          {t("saveCsv")}
        </Button>
        <LinkButton kind="quiet" icon="tasks" block href="/t/carry">
          {carry("title")}
        </LinkButton>
        <p class="small muted">{t("filesText")}</p>
      </div>
    </Sheet>
  );
}
