/** Films, recordings and pictures, which run no script and so are shown by the app itself, from the phone's own copy. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { lang } from "../i18n/index.ts";
import { t } from "../i18n/player.ts";
import type { Host } from "./host.ts";
import { SEEN_SHARE } from "./limits.ts";
import type { Phase } from "./phase.ts";

/** Seconds between two notes of where a film is: at most this much is watched twice after a kill. */
const NOTE_EVERY_S = 5;

/** Slower for a foreign language, faster for what is heard again. */
const SPEEDS = [1, 1.25, 1.5, 2, 0.75];

type Shown = Extract<Phase, { kind: "media" }>;

export function Media({ host, phase }: { host: Host; phase: Shown }) {
  const title = host.description?.title ?? "";
  if (phase.format === "image") {
    return (
      <div class="player-media">
        <img src={phase.address} alt={title} onLoad={() => host.seen(0, true)} />
      </div>
    );
  }
  return <Playing host={host} phase={phase} title={title} />;
}

function Playing({ host, phase, title }: { host: Host; phase: Shown; title: string }) {
  const noted = useRef(-NOTE_EVERY_S);
  const film = useRef<HTMLVideoElement & HTMLAudioElement>(null);
  const speed = useSignal(0);
  const note = (now: boolean): void => {
    const it = film.current;
    if (!it) return;
    const at = it.currentTime;
    if (!now && Math.abs(at - noted.current) < NOTE_EVERY_S) return;
    noted.current = at;
    const done = it.duration > 0 && at >= it.duration * SEEN_SHARE;
    host.seen(it.ended ? 0 : at, done || it.ended);
  };
  const faster = (): void => {
    speed.value = (speed.value + 1) % SPEEDS.length;
    if (film.current) film.current.playbackRate = SPEEDS[speed.value] ?? 1;
  };
  const shared = {
    ref: film,
    src: phase.address,
    title,
    controls: true,
    autoPlay: true,
    onLoadedMetadata: () => {
      const it = film.current;
      // What was seen to its end begins again.
      if (it && phase.startAt < it.duration * SEEN_SHARE) it.currentTime = phase.startAt;
    },
    onTimeUpdate: () => note(false),
    onPause: () => note(true),
    onEnded: () => note(true),
  };
  // A browser draws captions over films only, so a recording with captions is played as one.
  const asFilm = phase.format === "video" || phase.captions.length > 0;
  return (
    <div class={`player-media${phase.format === "audio" ? " player-sound" : ""}`}>
      {phase.format === "audio" && !asFilm && <p class="player-sound-title">{title}</p>}
      {asFilm ? (
        <video {...shared} playsInline>
          {phase.captions.map((one, index) => (
            <track
              key={one.address}
              kind="captions"
              src={one.address}
              srcLang={one.language === "" ? "und" : one.language}
              label={one.language === "" ? t("captions", { n: index + 1 }) : one.language.toUpperCase()}
              default={index === preferred(phase)}
            />
          ))}
        </video>
      ) : (
        <audio {...shared} />
      )}
      <button type="button" class="player-speed" aria-label={t("speed", { n: SPEEDS[speed.value] ?? 1 })} onClick={faster}>
        {SPEEDS[speed.value]}×
      </button>
    </div>
  );
}

/** Captions in the language of the app are shown at once; others when they are chosen. */
function preferred(phase: Shown): number {
  return phase.captions.findIndex((one) => one.language === lang.value);
}
