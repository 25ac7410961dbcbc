/** The frame in which an activity of a package runs, and the layers it opens instead of windows. */
import type { Values, ValuesMessage } from "../src/player/protocol.ts";
import { type ContentApi, Runtime } from "./scorm12.ts";
import type { Runtime2004 } from "./scorm2004.ts";
import type { ContentApi2004 } from "./scorm2004/cmi/api.ts";

declare global {
  interface Window {
    /** Where SCORM 1.2 content looks for its API (RTE 3.3.6.1). */
    API?: ContentApi;
    /** Where SCORM 2004 content looks for its API (RTE 3.2.1). */
    API_1484_11?: ContentApi2004;
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
  private layers: HTMLElement[] = [];
  private activity = "";
  private loadedAt = Infinity;
  /** The content speaks xAPI, by requests of its own. */
  private asks = false;
  private heardAt = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly send: (message: ValuesMessage) => void,
  ) {}

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
    // The empty first document shares its window with the page that replaces it, so this is in time.
    this.captureWindows(frame);
    frame.addEventListener("load", () => {
      this.loadedAt = Math.min(this.loadedAt, performance.now());
      this.captureWindows(frame);
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
    for (const layer of this.layers) layer.remove();
    this.layers = [];
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
      for (const view of framesWithin(frame)) {
        if (!goesOn()) return;
        try {
          view.dispatchEvent(new Event(name));
        } catch {
          // A listener of the content failed; the others still get their turn.
        }
      }
    }
  }

  private captureWindows(frame: HTMLIFrameElement): void {
    for (const view of framesWithin(frame)) {
      view.open = (address) => this.openLayer(view, address === undefined ? "about:blank" : String(address));
    }
  }

  /** window.open of the content: a layer inside the player, since an installed app has no other windows. */
  private openLayer(opener: Window, address: string): Window | null {
    const layer = document.createElement("div");
    layer.className = "layer";
    const frame = document.createElement("iframe");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "layer-close";
    button.textContent = "×";
    layer.append(button, frame);
    this.root.appendChild(layer);
    this.layers.push(layer);
    const close = (): void => {
      layer.remove();
      this.layers = this.layers.filter((one) => one !== layer);
    };
    button.addEventListener("click", close);
    const prepare = (): void => {
      const view = frame.contentWindow;
      if (!view) return;
      try {
        view.opener = opener;
        view.close = close;
      } catch {
        return; // a page of another origin, which the policy has blocked
      }
      this.captureWindows(frame);
    };
    prepare();
    frame.addEventListener("load", prepare);
    frame.src = new URL(address, opener.document.baseURI).href;
    return frame.contentWindow;
  }
}

/** The window of a frame and of the frames in it that belong to this origin. */
function framesWithin(frame: HTMLIFrameElement): Window[] {
  const found: Window[] = [];
  const walk = (view: Window): void => {
    try {
      // Throws when the page inside is another origin's: a data: page, say, which can't find the API either.
      if (view.document.readyState.length > 0) found.push(view);
      for (let index = 0; index < view.length; index++) walk(view[index] as unknown as Window);
    } catch {
      return;
    }
  };
  if (frame.contentWindow) walk(frame.contentWindow);
  return found;
}
