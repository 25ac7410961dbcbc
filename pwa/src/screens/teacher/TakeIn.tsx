/** Work on paper becomes work here: a photo of the sheet, whose code says whose it is. */
import { useRef, useState } from "preact/hooks";

import { fileFields, type WorkBlob } from "../../data/files.ts";
import { submit } from "../../data/outbox.ts";
import { photoBlob } from "../../data/photo.ts";
import type { AssignmentDoc } from "../../data/records.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Pupil } from "./model/roster.ts";
import { Pills } from "./Pills.tsx";
import { codesOn, sheetCode } from "./sheetCode.ts";

interface Shot {
  readonly photo: WorkBlob;
  readonly learner: string | null;
  readonly byCode: boolean;
}

export function TakeIn({ task, pupils }: { task: AssignmentDoc; pupils: readonly Pupil[] }) {
  const input = useRef<HTMLInputElement>(null);
  const [shot, setShot] = useState<Shot | null>(null);
  const nameOf = (id: string | null): string => pupils.find((pupil) => pupil.id === id)?.name ?? "";

  const look = async (file: File): Promise<void> => {
    // The code is sought on the photo as the camera took it: made small it may not be legible.
    const codes = new Set(await codesOn(file));
    let learner: string | null = null;
    for (const pupil of pupils) if (codes.has(await sheetCode(task.id, pupil.id))) learner = pupil.id;
    setShot({ photo: await photoBlob(file, 1, new Date()), learner, byCode: learner !== null });
  };
  const keep = async ({ photo, learner }: Shot): Promise<void> => {
    if (learner === null) return;
    try {
      const fields = { assignment: task.id, learner, files: [fileFields(photo)], made_at: new Date().toISOString() };
      await submit({ kind: "submission.take_in", fields }, [photo]);
      toast(t("taken", { name: nameOf(learner) }));
      setShot(null);
    } catch (error) {
      toast(desk((error as { name?: string }).name === "QuotaExceededError" ? "phoneFull" : "notSaved"));
    }
  };

  return (
    <>
      <Button kind="quiet" icon="camera" block onClick={() => input.current?.click()}>
        {t("takeIn")}
      </Button>
      <input
        ref={input}
        class="take-in"
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t("takeIn")}
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void look(file).catch(() => toast(desk("notSaved")));
        }}
      />
      {shot ? (
        <Sheet title={t("takeInWho")} onClose={() => setShot(null)}>
          <div class="stack">
            <p>{shot.byCode ? t("takeInFound", { name: nameOf(shot.learner) }) : t("takeInNone")}</p>
            <Pills
              legend={t("takeInWho")}
              options={pupils.map((pupil) => ({ value: pupil.id, label: pupil.name }))}
              chosen={(value) => value === shot.learner}
              onChoose={(learner) => setShot({ ...shot, learner })}
            />
            <Button kind="primary" icon="check" block busy={shot.learner === null} onClick={() => void keep(shot)}>
              {desk("saveMark")}
            </Button>
          </div>
        </Sheet>
      ) : null}
    </>
  );
}
