/** A recording that goes with a mark: plays from the phone, and says so where it cannot. */
import { useEffect, useState } from "preact/hooks";

import type { FileDoc } from "../../data/docs.ts";
import { fetchedFile } from "../../data/fetched.ts";
import { link } from "../../data/link.ts";
import { t } from "../../i18n/photo.ts";
import "./photo.css";

export function VoicePlayer({ record, file }: { record: string; file: FileDoc }) {
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void fetchedFile("marks", record, file).then((blob) => {
      if (gone) return;
      made = blob ? URL.createObjectURL(blob) : null;
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
    // What was not to be had is asked for anew once the school answers.
  }, [record, file.sha256, url === null ? `${link.value} ${file.state ?? ""}` : "here"]);
  if (url) return <audio class="voice" controls src={url} aria-label={t("voice")} />;
  if (url === undefined) return null;
  return <p class="small muted">{t(file.state === "arriving" ? "voiceArriving" : "voiceAway")}</p>;
}
