/** Recording a few words with the phone's microphone. */

/** Milliseconds of one recording: longer words are better said in person. */
export const VOICE_MS = 60_000;
/** Bits a second: Opus keeps speech clear, and a minute takes 180 KB. */
const BITS = 24_000;
const FORMATS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

export interface Recording {
  /** Ends it; null when nothing was heard. */
  stop(): Promise<Blob | null>;
}

/** Whether there is a microphone to ask for: never on plain http, except on the server's own machine. */
export function canRecord(): boolean {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  return devices !== undefined && typeof MediaRecorder === "function";
}

/** Begins to record. Rejects when the person or the browser refuses the microphone. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS, ...(mimeType ? { mimeType } : {}) });
  const parts: Blob[] = [];
  const ended = new Promise<Blob | null>((resolve) => {
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      const blob = new Blob(parts, { type: recorder.mimeType.split(";")[0] ?? "audio/webm" });
      resolve(blob.size > 0 ? blob : null);
    };
  });
  recorder.start();
  return {
    stop() {
      if (recorder.state !== "inactive") recorder.stop();
      return ended;
    },
  };
}
