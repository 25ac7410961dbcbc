/** Plays H5P: its libraries come from the package, its core from beside the shell, its results go to the app. */
import { VALUE_CHARACTERS } from "../src/player/limits.ts";
import type { ToShell, Values, ValuesMessage } from "../src/player/protocol.ts";
import { h5pAnswer, h5pValues, interaction } from "./h5p-result.ts";
import type { Shown } from "./shown.ts";

/** Milliseconds between two looks at what the learner has entered: content does not tell of every change. */
const LOOK_MS = 1_000;
/** Questions of one content whose answers are told. */
const QUESTIONS = 250;

const STATE = "cmi.suspend_data";
/** H5P always goes on where it was left; beginning anew is the learner's own choice. */
const GOES_ON: Values = { "cmi.core.exit": "suspend" };
/** Seconds. */
const DAY_S = 86_400;
const NO_STATE = '""';

interface H5PEvent {
  data?: { statement?: unknown };
}
/** The window of `h5p/play.html`: h5p-standalone's, and once that has begun H5P's own. */
interface H5PWindow {
  H5PStandalone?: { H5P: new (place: Element | null, options: Record<string, unknown>) => Promise<string> };
  H5P?: {
    instances?: { getCurrentState?: () => unknown }[];
    externalDispatcher?: { on: (name: string, heard: (event: H5PEvent) => void) => void };
  };
}

type Order = Extract<ToShell, { type: "h5p" }>;

/**
 * Shows the package of the launch; rejects when the player can't make anything of it. It runs in a
 * page of its own: a frame that H5P writes itself is not one the content origin's worker answers.
 */
export async function showH5p(root: HTMLElement, order: Order, send: (message: ValuesMessage) => void): Promise<Shown> {
  const frame = document.createElement("iframe");
  frame.className = "activity";
  frame.title = order.title;
  frame.allow = "autoplay; fullscreen";
  frame.src = "/h5p/play.html";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  root.appendChild(frame);
  await loaded;
  const view: (Window & H5PWindow) | null = frame.contentWindow;
  try {
    if (!view?.H5PStandalone) throw new Error("the H5P player did not load");
    await new view.H5PStandalone.H5P(view.document.querySelector("main"), {
      id: "1",
      embedType: "div",
      h5pJsonPath: `/c/${order.nonce}`,
      frameJs: "/h5p/frame.bundle.js",
      frameCss: "/h5p/styles/h5p.css",
      icon: false,
      saveFreq: DAY_S, // H5P restores a state only where it may also save; we save ourselves
      contentUserData: order.state === "" ? undefined : [{ state: order.state }],
    });
  } catch (error) {
    frame.remove();
    throw error;
  }
  return new H5PSession(frame, view, order, send);
}

class H5PSession implements Shown {
  private state: string;
  private readonly timer: ReturnType<typeof setInterval>;
  /** In the order in which they were first answered. */
  private readonly questions: string[] = [];

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly view: H5PWindow,
    private readonly order: Order,
    private readonly send: (message: ValuesMessage) => void,
  ) {
    this.state = order.state;
    this.timer = setInterval(() => this.flush(), LOOK_MS);
    view.H5P?.externalDispatcher?.on("xAPI", (event) => this.hear(event));
  }

  flush(): void {
    const entered = this.entered();
    if (Object.keys(entered).length > 0) this.tell(entered, false);
  }

  close(): void {
    clearInterval(this.timer);
    this.flush();
    this.frame.remove();
  }

  private hear(event: H5PEvent): void {
    const values = h5pValues(event.data?.statement);
    const answer = this.answered(event.data?.statement);
    // What was entered belongs to the result: both go in one message, so that no kill can part them.
    if (values) this.tell({ ...answer, ...values, ...this.entered() }, true);
    else if (Object.keys(answer).length > 0) this.tell({ ...answer, ...this.entered() }, false);
  }

  /** The answer to a question, in the place that the question has had since it was first answered. */
  private answered(statement: unknown): Values {
    const answer = h5pAnswer(statement);
    if (!answer) return {};
    if (!this.questions.includes(answer.question)) {
      if (this.questions.length >= QUESTIONS) return {};
      this.questions.push(answer.question);
    }
    return interaction(this.questions.indexOf(answer.question), answer);
  }

  private tell(values: Values, commit: boolean): void {
    this.send({ type: "values", activity: this.order.activity, values: { ...values, ...GOES_ON }, commit, finish: false });
  }

  /** The content's own state when it has changed since the last look and is not too large to keep. */
  private entered(): Values {
    let state: string;
    try {
      state = JSON.stringify(this.view.H5P?.instances?.[0]?.getCurrentState?.() ?? "");
    } catch {
      return {}; // the content type's own fault; its result still counts
    }
    if (state === NO_STATE || state === this.state || state.length > VALUE_CHARACTERS) return {};
    this.state = state;
    return { [STATE]: state };
  }
}
