/** Everything that the box keeps about a person, in one file for that person. */
import { useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { saveFile } from "../../data/saving.ts";
import { t } from "../../i18n/former.ts";
import { Button } from "../../ui/Button.tsx";
import { toast } from "../../ui/toast.tsx";

const TROUBLES = { "export-busy": "fileBusy", "several-schools": "severalSchools" } as const;

export function PersonFile({ person, name }: { person: string; name: string }) {
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await saveFile(`/api/v1/people/${encodeURIComponent(person)}/export`, `${name}.zip`);
    } catch (problem) {
      toast(t(problem instanceof ApiProblem && problem.type in TROUBLES ? TROUBLES[problem.type as keyof typeof TROUBLES] : "fileFailed"));
    }
    setBusy(false);
  };
  return (
    <div>
      <Button icon="download" block busy={busy} onClick={() => void save()}>
        {t("file")}
      </Button>
      <p class="field-hint">{t("fileMore")}</p>
    </div>
  );
}
