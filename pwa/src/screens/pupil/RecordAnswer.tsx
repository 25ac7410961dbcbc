/** An answer said aloud: a poem, a reading, a retelling. */
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../../i18n/photo.ts";
import { Button } from "../../ui/Button.tsx";
import { canRecord, record, type Recording, VOICE_MS } from "../common/voice.ts";

export function RecordAnswer({ onFile }: { onFile: (file: File) => void }) {
  const [recording, setRecording] = useState(false);
  const [refused, setRefused] = useState(false);
  const running = useRef<Recording | null>(null);
  const stop = async (): Promise<void> => {
    const blob = await running.current?.stop();
    running.current = null;
    setRecording(false);
    if (blob) onFile(new File([blob], blob.type.includes("mp4") ? "voice.m4a" : blob.type.includes("ogg") ? "voice.ogg" : "voice.webm", { type: blob.type }));
  };
  useEffect(() => {
    if (!recording) return;
    const timer = setTimeout(() => void stop(), VOICE_MS);
    return () => clearTimeout(timer);
  }, [recording]);
  useEffect(() => () => void running.current?.stop(), []);
  const begin = async (): Promise<void> => {
    setRefused(false);
    try {
      running.current = await record();
      setRecording(true);
    } catch {
      setRefused(true);
    }
  };
  if (!canRecord()) return <p class="small muted">{t("noMicrophoneAnswer")}</p>;
  return (
    <>
      <Button kind={recording ? "primary" : "soft"} icon={recording ? "check" : "voice"} onClick={() => void (recording ? stop() : begin())}>
        {t(recording ? "stop" : "record")}
      </Button>
      {refused && <p class="small muted">{t("microphoneRefused")}</p>}
    </>
  );
}
