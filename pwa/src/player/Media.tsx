/** Films and pictures, which run no script and so are shown by the app itself, from the phone's own copy. */
import { useRef } from "preact/hooks";

import { Host, type Phase } from "./host.ts";

/** Seconds between two notes of where a film is: at most this much is watched twice after a kill. */
const NOTE_EVERY_S = 5;

export function Media({ host, phase }: { host: Host; phase: Extract<Phase, { kind: "media" }> }) {
  const noted = useRef(-NOTE_EVERY_S);
  const title = host.description?.title ?? "";
  if (phase.format === "image") {
    return (
      <div class="player-media">
        <img src={phase.address} alt={title} onLoad={() => host.seen(0, true)} />
      </div>
    );
  }
  const note = (film: HTMLVideoElement, now: boolean): void => {
    const at = film.currentTime;
    if (!now && Math.abs(at - noted.current) < NOTE_EVERY_S) return;
    noted.current = at;
    const done = film.duration > 0 && at >= Host.seenAt(film.duration);
    host.seen(film.ended ? 0 : at, done || film.ended);
  };
  return (
    <div class="player-media">
      <video
        src={phase.address}
        title={title}
        controls
        autoPlay
        playsInline
        onLoadedMetadata={(event) => {
          const film = event.currentTarget;
          // A film that was seen to its end begins again.
          if (phase.startAt < Host.seenAt(film.duration)) film.currentTime = phase.startAt;
        }}
        onTimeUpdate={(event) => note(event.currentTarget, false)}
        onPause={(event) => note(event.currentTarget, true)}
        onEnded={(event) => note(event.currentTarget, true)}
      />
    </div>
  );
}
