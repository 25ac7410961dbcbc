/** A minute of words to a pupil: recorded, heard once more, or dropped. */
import { useEffect, useRef, useState } from "preact/hooks";

import { localFile, workBlob, type WorkBlob } from "../../data/files.ts";
import { t } from "../../i18n/photo.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { canRecord, record, type Recording, VOICE_MS } from "../common/voice.ts";
import "../common/photo.css";

type State = "idle" | "recording" | "refused";

interface VoiceNoteProps {
  readonly person: string;
  readonly file: { readonly sha256: string } | null;
  readonly onFile: (file: WorkBlob | null) => void;
}

export function VoiceNote({ person, file, onFile }: VoiceNoteProps) {
  const [state, setState] = useState<State>("idle");
  const [seconds, setSeconds] = useState(0);
  const running = useRef<Recording | null>(null);
  const asking = useRef(false);
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
      void running.current?.stop();
    },
    [],
  );

  const stop = async (): Promise<void> => {
    // Once: the clock asks again while the browser is still closing the file.
    const recording = running.current;
    running.current = null;
    if (!recording) return;
    const blob = await recording.stop();
    setState("idle");
    if (blob) onFile(await workBlob(blob, `voice.${blob.type.includes("mp4") ? "m4a" : blob.type.includes("ogg") ? "ogg" : "webm"}`));
  };
  useEffect(() => {
    if (state !== "recording") return;
    const begun = Date.now();
    const timer = setInterval(() => {
      setSeconds(Math.floor((Date.now() - begun) / 1000));
      if (Date.now() - begun >= VOICE_MS) void stop();
    }, 250);
    return () => clearInterval(timer);
  }, [state]);

  const begin = async (): Promise<void> => {
    if (asking.current) return;
    asking.current = true;
    try {
      const recording = await record();
      // The page may have been left while the browser asked for the microphone.
      if (gone.current) return void recording.stop();
      running.current = recording;
      setSeconds(0);
      setState("recording");
    } catch {
      setState("refused");
    } finally {
      asking.current = false;
    }
  };

  if (!canRecord()) return <p class="small muted">{t("noMicrophone")}</p>;
  if (file) {
    return (
      <div class="pad-voice">
        <Heard person={person} sha256={file.sha256} />
        <IconButton icon="trash" label={t("drop")} onClick={() => onFile(null)} />
      </div>
    );
  }
  return (
    <div class="pad-voice">
      {state === "recording" ? (
        <>
          <span role="status">{t("recording", { n: seconds })}</span>
          <Button kind="primary" icon="check" onClick={() => void stop()}>
            {t("stop")}
          </Button>
        </>
      ) : (
        <Button kind="quiet" icon="voice" onClick={() => void begin()}>
          {t("record")}
        </Button>
      )}
      {state === "refused" ? <p class="small muted">{t("microphoneRefused")}</p> : null}
    </div>
  );
}

function Heard({ person, sha256 }: { person: string; sha256: string }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    let made = "";
    void localFile(person, sha256).then((blob) => {
      if (blob) setUrl((made = URL.createObjectURL(blob)));
    });
    return () => URL.revokeObjectURL(made);
  }, [sha256]);
  return url ? <audio class="voice" controls src={url} aria-label={t("voice")} /> : null;
}
