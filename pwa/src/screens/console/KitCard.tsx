/** Joining kits of a school: made beforehand, as a file and a QR code, shown once. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/console.ts";
import { day } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { CodeImage } from "../setup/CodeImage.tsx";
import { cancelKit, type Kit, makeKit, refusalOf, type SchoolPage } from "./model.ts";

/** Milliseconds for which the browser may still read a file that is being saved. */
const SAVED_MS = 60_000;

export function KitCard({ page, onDone }: { page: SchoolPage; onDone: () => void }) {
  const [kit, setKit] = useState<Kit | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(t(refusalOf(error)));
    }
    setBusy(false);
    onDone();
  };
  const save = (line: string): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${line}\n`], { type: "text/plain" }));
    link.download = `tirek-${page.school}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
  };
  return (
    <section class="card stack">
      <h2>{t("kits")}</h2>
      <p>{t(page.nodes.length > 0 ? "kitsOver" : "kitsMore")}</p>
      {kit ? (
        <>
          <Notice tone="warn" icon="alert">
            {t("kitOnce")}
          </Notice>
          <Field id="kit-line" label={t("kitLine")}>
            <textarea id="kit-line" class="input console-kit" readOnly rows={5} aria-describedby={noteId("kit-line")} value={kit.kit} onFocus={(event) => event.currentTarget.select()} />
          </Field>
          <div class="console-code">
            <CodeImage code={kit.code} label={`QR: ${t("kitLine")}`} />
          </div>
          <Button icon="download" onClick={() => save(kit.kit)}>
            {t("kitSave")}
          </Button>
        </>
      ) : (
        <Button icon="plus" busy={busy} onClick={() => void act(async () => setKit(await makeKit(page.school)))}>
          {t("kitMake")}
        </Button>
      )}
      <ul class="console-facts">
        {page.kits.map((one) => (
          <li key={one.made_at}>
            {day(one.made_at)} · {t(`kit_${one.state}`, { time: day(one.expires_at) })}
          </li>
        ))}
      </ul>
      {page.kits.some((one) => one.state === "waiting") && (
        <Button
          kind="quiet"
          icon="trash"
          busy={busy}
          onClick={() =>
            void act(async () => {
              await cancelKit(page.school);
              setKit(null);
            })
          }
        >
          {t("kitCancel")}
        </Button>
      )}
    </section>
  );
}
