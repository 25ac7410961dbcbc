/** The frame in which an activity of a package runs. */
import type { Values, ValuesMessage } from "../src/player/protocol.ts";
import type { AtOnce } from "./at-once.ts";
import { Layers, windowsWithin } from "./layers.ts";
import { type ContentApi, Runtime } from "./scorm12.ts";
import type { Runtime2004 } from "./scorm2004.ts";
import type { ContentApi2004 } from "./scorm2004/cmi/api.ts";

declare global {
  interface Window {
    /** Where SCORM 1.2 content looks for its API (RTE 3.3.6.1). */
    API?: ContentApi;
    /** Where SCORM 2004 content looks for its API (RTE 3.2.1). */
    API_1484_11?: ContentApi2004;
    /** What the script of first-script.ts calls with the window of its page. */
    tirekPage?: (view: Window) => void;
  }
}

/** Milliseconds a page that never speaks SCORM must have been open to count as read: a slow SCO may still begin. */
const READ_MS = 3_000;

/** Milliseconds for which content that speaks xAPI must be silent, after being told of the end, to have said all. */
const SILENCE_MS = 250;
/** Milliseconds it gets at most. */
const GOODBYE_MS = 1_200;

const FAREWELL_EVENTS = ["beforeunload", "pagehide", "unload"];

export class Stage {
  private frame: HTMLIFrameElement | null = null;
  private runtime: Runtime | Runtime2004 | null = null;
  private readonly layers: Layers;
  private activity = "";
  private loadedAt = Infinity;
  /** The content speaks xAPI, by requests of its own. */
  private asks = false;
  private heardAt = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly send: (message: ValuesMessage) => void,
    private readonly atOnce: AtOnce,
  ) {
    this.layers = new Layers(root);
  }

  /** Makes a window of content one of the player's, before the first script of its page where the worker can. */
  prepare(view: Window): void {
    this.layers.prepare(view);
    this.atOnce.prepare(view);
  }

  /** Shows the page at `address` with a SCORM 1.2 API that starts from the values of `seed`, if there is one. */
  open(activity: string, address: string, title: string, seed: Values | null, asks = false): void {
    const runtime = seed ? new Runtime(activity, seed, this.send) : null;
    this.show(activity, address, title, runtime);
    this.asks = asks;
    if (runtime) window.API = runtime.api;
  }

  /** Shows the page at `address` with the SCORM 2004 API of `runtime`. */
  open2004(activity: string, address: string, title: string, runtime: Runtime2004): void {
    this.show(activity, address, title, runtime);
    window.API_1484_11 = runtime.api;
  }

  private show(activity: string, address: string, title: string, runtime: Runtime | Runtime2004 | null): void {
    this.close();
    this.activity = activity;
    this.loadedAt = Infinity;
    this.runtime = runtime;
    const frame = document.createElement("iframe");
    frame.className = "activity";
    frame.title = title;
    frame.allow = "autoplay; fullscreen";
    this.frame = frame;
    this.root.appendChild(frame);
    frame.addEventListener("load", () => {
      this.loadedAt = Math.min(this.loadedAt, performance.now());
      // Into pages that came through the worker its script has let us long before (first-script.ts).
      for (const view of windowsWithin(frame)) this.prepare(view);
    });
    frame.src = address;
  }

  /** Sends what waits without ending anything: the app may be swept away from here on. */
  flush(): void {
    this.runtime?.flush();
  }

  /** The content asks something of the record store; false where it has none. */
  hears(): boolean {
    this.heardAt = performance.now();
    return this.asks;
  }

  /** Tells content that speaks xAPI of the end, and waits until its last requests are under way. */
  async sayGoodbye(): Promise<void> {
    const { frame } = this;
    if (!frame || !this.asks) return;
    const began = performance.now();
    this.heardAt = began;
    this.dispatchFarewell(frame, () => true);
    while (performance.now() - this.heardAt < SILENCE_MS && performance.now() - began < GOODBYE_MS) {
      await new Promise((resolve) => setTimeout(resolve, SILENCE_MS / 5));
    }
  }

  /** Ends the activity the way closing its window would, so that it can say LMSFinish. */
  close(): void {
    const { frame, runtime } = this;
    if (frame && runtime) this.farewell(frame, runtime);
    if (runtime && !runtime.spoke && performance.now() - this.loadedAt >= READ_MS) {
      // A plain page among the activities (an asset in SCORM's words): having been read is all it can tell.
      this.send({ type: "values", activity: this.activity, values: {}, commit: true, finish: true });
    }
    this.layers.close();
    frame?.remove();
    runtime?.flush();
    delete window.API;
    delete window.API_1484_11;
    this.frame = null;
    this.runtime = null;
    this.asks = false;
  }

  /** Browsers are about to stop firing unload; content written for it still gets the events, until it has finished. */
  private farewell(frame: HTMLIFrameElement, runtime: Runtime | Runtime2004): void {
    this.dispatchFarewell(frame, () => runtime.running);
  }

  private dispatchFarewell(frame: HTMLIFrameElement, goesOn: () => boolean): void {
    for (const name of FAREWELL_EVENTS) {
      for (const view of windowsWithin(frame)) {
        if (!goesOn()) return;
        try {
          view.dispatchEvent(new Event(name));
        } catch {
          // A listener of the content failed; the others still get their turn.
        }
      }
    }
  }
}
