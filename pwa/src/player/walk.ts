/** Goes through a SCORM 2004 package with a learner: what the guide decides becomes what is shown and kept. */
import type { Signal } from "@preact/signals";

import type { Activity, Description } from "./description.ts";
import { launchAddress } from "./description.ts";
import { type Controls, Guide, type Request, type Step } from "./guide.ts";
import type { SessionState } from "./journal.ts";
import { carriedModern } from "./outcome2004.ts";
import type { Phase } from "./phase.ts";
import type { Handed, Stored, Values } from "./protocol.ts";
import type { Learner } from "./resume.ts";
import type { LessonSession } from "./session.ts";
import type { ShellPort } from "./shell-port.ts";

/** Where the package is shown, and who looks at it. */
export interface Scene {
  session: LessonSession;
  port: ShellPort;
  list: readonly Activity[];
  learner: Learner;
  nonce: string;
  /** What the package keeps in localStorage, as it begins. */
  stored: Stored;
  /** What its content may ask for synchronously. */
  files: Handed["files"];
  phase: Signal<Phase>;
  /** Becomes true when the package has ended itself. */
  finished: Signal<boolean>;
  /** To be called when what the host shows of the session may have changed. */
  changed: () => void;
  /** The player was closed. */
  over: () => boolean;
  /** Asks the learner about a part that is finished. */
  which: () => Promise<"again" | "review">;
}

/** `state` is the session's as it begins. */
export function openWalk(description: Description, state: SessionState, scene: Scene): Walk {
  const { route = null, activities, current } = state;
  return new Walk(Guide.open(description, scene.list, route, activities[current]?.values ?? {}), scene);
}

export class Walk {
  /** The content of the current activity has had its last word. */
  private left = true;
  /** A finished part is looked at: what its content says counts for nothing. */
  looks = false;

  constructor(
    readonly guide: Guide,
    private readonly scene: Scene,
  ) {}

  controls(): Controls | null {
    return this.guide.controls();
  }

  /** Begins or goes on. */
  async start(): Promise<void> {
    const { guide } = this;
    const step = guide.start();
    const only = this.scene.list.find((one) => guide.canChoose(one.id));
    // A package without an order of its own begins with the first that may be chosen.
    if (step.kind === "choose" && only) await this.follow(guide.go({ type: "choice", target: only.id }) ?? step);
    else await this.follow(step);
  }

  /** A request of the learner. What the content asks for while it is sent away comes too late. */
  async ask(request: Request): Promise<void> {
    if (this.scene.over()) return;
    await this.dismiss();
    const { guide, scene } = this;
    const again = !scene.learner.counts || (request.type === "choice" && this.asks(request.target) && (await scene.which()) === "again");
    if (scene.over()) return;
    const step = guide.go(request, again);
    if (step) await this.follow(step);
  }

  /** Whether a finished part has a result that the learner may want to better: others are simply shown. */
  private asks(id: string): boolean {
    const { guide, scene } = this;
    const said = Object.keys(scene.session.states()[id]?.values ?? {}).some((name) => /^cmi\.s(ucc|cor)/.test(name));
    return said && guide.isDone(id) && guide.canChoose(id);
  }

  /** The content of an activity has ended, and may have said where to go; not so when it was sent away. */
  hear(activity: string, last: Values): void {
    if (this.left) return;
    const { session, port } = this.scene;
    const values = { ...session.states()[activity]?.values, ...last };
    this.left = true;
    if (!this.looks) this.guide.leave(activity, values);
    const wish = port.playing ? this.guide.wish(values) : null;
    if (wish) void this.ask(wish);
  }

  /** What the content has kept so far may open the way on. */
  weigh(activity: string): void {
    if (this.left || this.looks) return;
    this.guide.take(activity, this.scene.session.states()[activity]?.values ?? {});
    this.scene.changed();
  }

  /** The sitting ends here, to be gone on with. */
  async suspend(): Promise<void> {
    await this.dismiss();
    if (this.guide.go({ type: "suspendAll" })) await this.scene.session.stand(this.guide.state());
  }

  /** Content that is taken away without having ended itself has still said what it has. */
  private async dismiss(): Promise<void> {
    await this.scene.port.farewell();
    this.hear(this.scene.session.current, {});
  }

  private async follow(step: Step): Promise<void> {
    const { session, port, phase, finished, over, changed } = this.scene;
    if (over()) return;
    if (step.kind === "open") {
      phase.value = { kind: "shell" };
      this.enter(step);
      await session.stand(this.guide.state());
    } else {
      port.send({ type: "close" });
      await session.stand(this.guide.state());
      if (step.kind === "ended") finished.value = true;
      else phase.value = { kind: "choose" };
    }
    changed();
  }

  private enter({ activity, resumed, looks }: Extract<Step, { kind: "open" }>): void {
    const { guide } = this;
    const { session, port, nonce, stored, files, changed } = this.scene;
    if (!port.joined || activity.launch === null) return;
    const learner = looks ? { ...this.scene.learner, counts: false, reviews: true } : this.scene.learner;
    const kept = resumed || learner.reviews ? carriedModern(session.states()[activity.id]?.values ?? {}) : null;
    const scorm2004 = guide.launch(activity, kept, learner);
    this.looks = looks;
    session.enter(activity, kept, guide.state());
    changed();
    this.left = false;
    port.open({
      type: "open",
      activity: activity.id,
      nonce,
      path: launchAddress(activity.launch, activity.parameters),
      scorm: null,
      scorm2004,
      stored,
      handed: { files, documents: [], token: "" },
      title: activity.title,
    });
  }
}
