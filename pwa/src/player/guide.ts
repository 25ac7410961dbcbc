/** Leads a learner through a SCORM 2004 package; fetched only for such a package. */
import { Course, type Offers, readRequest, type Standing } from "../../shell/scorm2004/course.ts";
import { spanSeconds } from "../../shell/scorm2004/duration.ts";
import type { Request, Result } from "../../shell/scorm2004/navigation.ts";
import { buildTree } from "../../shell/scorm2004/tree.ts";
import type { Activity, Description } from "./description.ts";
import { DescriptionUnreadable } from "./description.ts";
import type { CourseState } from "./outcome2004.ts";
import type { Launch2004, Values } from "./protocol.ts";
import { type Learner, modeOf } from "./resume.ts";

export type { Request };

/** open: show this activity; what it had come to stands where it `looks` back. choose: the learner picks from the list. ended: the lesson is over. */
export type Step = { kind: "open"; activity: Activity; resumed: boolean; looks: boolean } | { kind: "choose" } | { kind: "ended" };

/** Requests that a player offers beside the list. */
export interface Controls {
  continue: boolean;
  previous: boolean;
}

const NAMES = /^(cmi\.objectives\.\d+\.id|adl\.data\.\d+\.id)$/;

export class Guide {
  private seconds: Record<string, number>;
  private names: Values;
  private offers: Offers;

  private constructor(
    private readonly course: Course,
    private readonly activities: ReadonlyMap<string, Activity>,
    saved: CourseState | null,
  ) {
    this.seconds = saved?.seconds ?? {};
    this.names = saved?.names ?? {};
    this.offers = course.offers();
  }

  /** `values` are what the activity that was open last has set; they are older than nothing else. */
  static open(description: Description, list: readonly Activity[], saved: CourseState | null, values: Values): Guide {
    const { sequencing } = description;
    if (!sequencing) throw new DescriptionUnreadable("no sequencing");
    const tree = buildTree(description.items, description.title, sequencing);
    const restored = saved && Course.restore(tree, saved.snapshot, Math.random);
    const course = restored ?? Course.begin(tree, Math.random);
    const guide = new Guide(course, new Map(list.map((one) => [one.id, one])), restored ? saved : null);
    if (course.isActive) {
      // The last sitting was cut off; what was set in it counts, and it goes on where it was.
      if (course.current) guide.take(course.current.id, values);
      course.request({ type: "suspendAll" });
    }
    return guide;
  }

  /** Goes on where the learner left, or begins. */
  start(): Step {
    const { course } = this;
    if (course.canResume) return this.step(course.request({ type: "resumeAll" }));
    course.again();
    const first = this.step(course.request({ type: "start" }));
    return first.kind === "ended" ? { kind: "choose" } : first;
  }

  /** What was finished is looked at as it was, unless it is to be gone through `again`: by the rules it would begin from nothing (SN 4.2.1.3). */
  go(request: Request, again = false): Step | null {
    const { course } = this;
    const before = course.snapshot();
    const done = new Set([...this.activities.keys()].filter((id) => !again && this.isDone(id)));
    const result = course.request(request);
    if (result.outcome === "refused") return null;
    const looks = result.outcome === "deliver" && !result.resumed && done.has(result.node.id);
    if (looks) course.onlyLook(result.node, before);
    return this.step(result, looks);
  }

  /** Whether an activity was finished, and not failed. */
  isDone(id: string): boolean {
    const known = this.standing(id);
    return known !== null && known.attempts > 0 && known.standing.completed === true && known.standing.satisfied !== false;
  }

  /** What the content asked for when it ended: its own request, or the end of all for a time-out. */
  wish(values: Values): Request | null {
    const exit = values["cmi.exit"];
    return exit === "time-out" || exit === "logout" ? { type: "exitAll" } : readRequest(values["adl.nav.request"]);
  }

  launch(activity: Activity, kept: Values | null, learner: Learner): Launch2004 {
    const node = this.course.node(activity.id);
    if (!node) throw new DescriptionUnreadable(`no activity ${activity.id}`);
    if (!kept) this.seconds[activity.id] = 0;
    const { values, buckets } = this.course.launch(node, kept, {
      learnerId: learner.id,
      learnerName: learner.name,
      counts: learner.counts,
      launchData: activity.launchData,
      timeLimitAction: activity.timeLimitAction,
      earlierSeconds: this.seconds[activity.id] ?? 0,
    });
    if (learner.reviews) values["cmi.mode"] = modeOf(learner);
    this.names = Object.fromEntries(Object.entries(values).filter(([name]) => NAMES.test(name)));
    const ids = [...this.activities.keys()];
    const choice = [...this.offers.choice];
    const jump = ids.filter((id) => this.course.isValid(this.offers, "jump", id) === "true");
    return { values, buckets, valid: { continue: this.offers.continue, previous: this.offers.previous, choice, jump } };
  }

  /** What the content of an activity has set so far. */
  take(id: string, values: Values): void {
    const node = this.course.node(id);
    if (!node) return;
    this.course.take(node, { ...this.names, ...values });
    this.offers = this.course.offers();
  }

  /** A session of an activity is over; its time counts for the attempt. */
  leave(id: string, values: Values): void {
    this.take(id, values);
    this.seconds[id] = (this.seconds[id] ?? 0) + spanSeconds(values["cmi.session_time"]);
  }

  controls(): Controls | null {
    const { current } = this.course;
    if (!current?.parent?.definition.flow || this.activities.size < 2) return null;
    const shown = (name: keyof Controls): boolean => this.offers[name] && !current.definition.hide.includes(name);
    return { continue: shown("continue"), previous: shown("previous") };
  }

  canChoose(id: string): boolean {
    return this.offers.choice.has(id);
  }

  isListed(id: string): boolean {
    const node = this.course.node(id);
    return node !== null && this.course.isListed(node);
  }

  standing(id: string): { standing: Standing; attempts: number } | null {
    const node = this.course.node(id);
    return node && { standing: this.course.standing(node), attempts: this.course.attempts(node) };
  }

  state(): CourseState {
    return {
      snapshot: this.course.snapshot(),
      seconds: { ...this.seconds },
      names: this.names,
      standing: this.course.standing(),
    };
  }

  private step(result: Result, looks = false): Step {
    this.offers = this.course.offers();
    if (result.outcome === "ended") return { kind: "ended" };
    const activity = result.outcome === "deliver" ? this.activities.get(result.node.id) : undefined;
    if (result.outcome !== "deliver" || !activity) return { kind: "choose" };
    return { kind: "open", activity, resumed: result.resumed, looks };
  }
}
