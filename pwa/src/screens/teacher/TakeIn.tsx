/** Work on paper becomes work here: a photo of the sheet, whose code says whose it is. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { fileFields, type WorkBlob } from "../../data/files.ts";
import { schoolNow } from "../../data/now.ts";
import { submit } from "../../data/outbox.ts";
import { photoBlob } from "../../data/photo.ts";
import type { AssignmentDoc } from "../../data/records.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Pupil } from "./model/roster.ts";
import { chosenFor, InTurn, without, type Shot } from "./model/shots.ts";
import { Pills } from "./Pills.tsx";
import { codesOn, sheetCode } from "./sheetCode.ts";

export function TakeIn({ task, pupils }: { task: AssignmentDoc; pupils: readonly Pupil[] }) {
  const input = useRef<HTMLInputElement>(null);
  const taken = useRef(0);
  const turn = useMemo(() => new InTurn(), []);
  const [looking, setLooking] = useState(0);
  const [shots, setShots] = useState<readonly Shot<WorkBlob>[]>([]);
  const [keeping, setKeeping] = useState(false);
  const [shot] = shots;
  const nameOf = (id: string | null): string => pupils.find((pupil) => pupil.id === id)?.name ?? "";

  const look = async (file: File): Promise<void> => {
    // The code is sought on the photo as the camera took it: made small it may not be legible.
    const codes = new Set(await codesOn(file));
    let learner: string | null = null;
    for (const pupil of pupils) if (codes.has(await sheetCode(task.id, pupil.id))) learner = pupil.id;
    const photo = await photoBlob(file, 1, new Date());
    setShots((now) => [...now, { id: `${(taken.current += 1)}`, photo, learner, byCode: learner }]);
  };
  const take = async (files: readonly File[]): Promise<void> => {
    setLooking((now) => now + files.length);
    for (const file of files) {
      await turn.run(() => look(file)).catch(() => toast(desk("notSaved")));
      setLooking((now) => now - 1);
    }
  };
  const keep = async ({ id, photo, learner }: Shot<WorkBlob>): Promise<void> => {
    if (learner === null) return;
    setKeeping(true);
    try {
      const fields = { assignment: task.id, learner, files: [fileFields(photo)], made_at: new Date(schoolNow()).toISOString() };
      await submit({ kind: "submission.take_in", fields }, [photo]);
      toast(t("taken", { name: nameOf(learner) }));
      setShots((now) => without(now, id));
    } catch (error) {
      toast(desk((error as { name?: string }).name === "QuotaExceededError" ? "phoneFull" : "notSaved"));
    } finally {
      setKeeping(false);
    }
  };

  return (
    <>
      <Button kind="quiet" icon="camera" block busy={looking > 0} onClick={() => input.current?.click()}>
        {t(looking > 0 ? "takeInLooking" : "takeIn")}
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
          const files = Array.from(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
          void take(files);
        }}
      />
      {shot ? (
        <Sheet key={shot.id} title={t("takeInWho")} onClose={() => setShots((now) => without(now, shot.id))}>
          <div class="stack">
            <PaperPhoto photo={shot.photo} />
            <p>{shot.byCode !== null ? t("takeInFound", { name: nameOf(shot.byCode) }) : t("takeInNone")}</p>
            <Pills
              legend={t("takeInWho")}
              options={pupils.map((pupil) => ({ value: pupil.id, label: pupil.name }))}
              chosen={(value) => value === shot.learner}
              onChoose={(learner) => setShots((now) => chosenFor(now, shot.id, learner))}
            />
            <Button kind="primary" icon="check" block busy={shot.learner === null || keeping} onClick={() => void keep(shot)}>
              {desk("saveMark")}
            </Button>
          </div>
        </Sheet>
      ) : null}
    </>
  );
}

/** The photo itself: whose it is can often be read on it. A browser that cannot show it says its name. */
function PaperPhoto({ photo }: { photo: WorkBlob }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(photo.blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return url ? <img class="take-in-photo" src={url} alt={photo.name} /> : null;
}
