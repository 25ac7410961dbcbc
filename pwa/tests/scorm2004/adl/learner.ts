/** Plays a case the way the suite's content and a patient tester would. Gives what went wrong, or nothing. */
import { Api } from "../../../shell/scorm2004/cmi/api.ts";
import { Model, type Values } from "../../../shell/scorm2004/cmi/model.ts";
import { Course, readRequest } from "../../../shell/scorm2004/course.ts";
import { spanSeconds } from "../../../shell/scorm2004/duration.ts";
import type { Result } from "../../../shell/scorm2004/navigation.ts";
import { buildTree, type Item, type Node } from "../../../shell/scorm2004/tree.ts";
import type { Call, Case, Visit } from "./cases.ts";
import { isExpected } from "./equal.ts";

/** A package as content/ describes it, in the form of tests/conformance/adl/prepare.py. */
export interface Package {
  title: string;
  items: RawItem[];
  sequencing: Record<string, unknown>;
}

interface RawItem {
  id: string;
  title: string;
  launch: string | null;
  parameters: string;
  launch_data: string | null;
  time_limit_action: string | null;
  visible: boolean;
  children: RawItem[];
}

const LEARNER = { learnerId: "m", learnerName: "Marat", counts: true };

class Wrong extends Error {}

/** One package open at the tester's. */
class Player {
  readonly course: Course;
  readonly items = new Map<string, RawItem>();
  private readonly kept = new Map<string, { values: Values; seconds: number }>();
  shown: Node | null = null;
  resumed = false;

  constructor(found: Package, system: System) {
    const raw = found.sequencing;
    const walk = (items: RawItem[]): Item[] =>
      items.map((item) => {
        this.items.set(item.id, item);
        return { id: item.id, title: item.title, visible: item.visible, children: walk(item.children) };
      });
    const tree = buildTree(walk(found.items), found.title, {
      id: String(raw.id),
      objectivesGlobal: raw.objectives_global === true,
      dataGlobal: raw.data_global === true,
      root: raw.root,
      activities: raw.activities as Record<string, unknown>,
      assets: raw.assets as string[],
    });
    this.course = Course.begin(tree, () => 0.999);
    this.course.system = system;
  }

  show(result: Result): void {
    this.shown = result.outcome === "deliver" ? result.node : null;
    this.resumed = result.outcome === "deliver" && result.resumed;
  }

  launch(): void {
    if (this.course.canResume) {
      this.show(this.course.request({ type: "resumeAll" }));
      return;
    }
    this.course.again();
    this.show(this.course.request({ type: "start" }));
  }

  choose(title: string): void {
    const node = this.course.tree.nodes.find((one) => one.title.trim() === title.trim());
    if (!node) throw new Wrong(`no activity is called ${title}`);
    this.show(this.course.request({ type: "choice", target: node.id }));
  }

  start(): { api: Api; model: Model; end: () => void } {
    const node = this.shown;
    if (!node) throw new Wrong("nothing is shown");
    const item = this.items.get(node.id);
    const before = this.resumed ? this.kept.get(node.id) : undefined;
    const earlierSeconds = before?.seconds ?? 0;
    const { values, buckets } = this.course.launch(node, before?.values ?? null, {
      ...LEARNER,
      launchData: item?.launch_data ?? "",
      timeLimitAction: item?.time_limit_action ?? "",
      earlierSeconds,
    });
    const offers = this.course.offers();
    const model = new Model(values, buckets, (request, target) => this.course.isValid(offers, request, target));
    const end = (): void => {
      const last = model.snapshot();
      this.course.take(node, last);
      this.kept.set(node.id, { values: last, seconds: earlierSeconds + spanSeconds(last["cmi.session_time"]) });
    };
    const api = new Api(model, { set: () => undefined, committed: () => undefined, terminated: end });
    return { api, model, end };
  }
}

/** What cases of one learner leave to the next: some come in groups that build on each other. */
export type System = Course["system"];

export function play(found: Case, packages: ReadonlyMap<string, Package>, system: System): string | null {
  try {
    new Tester(found, packages, system).run();
    return null;
  } catch (error) {
    if (error instanceof Wrong) return error.message;
    throw error;
  }
}

class Tester {
  private readonly players = new Map<string, Player>();
  private player: Player;

  constructor(
    private readonly test: Case,
    packages: ReadonlyMap<string, Package>,
    system: System,
  ) {
    for (const [name, found] of packages) this.players.set(name, new Player(found, system));
    this.player = this.named([...packages.keys()][0] ?? "");
  }

  run(): void {
    if (this.test.start === "." || this.test.start.startsWith("DDM")) this.player.launch();
    else this.player.choose(this.test.start);
    this.test.visits.forEach((visit, at) => {
      const place = `visit ${at + 1} (activity ${visit.activity})`;
      const shown = this.player.shown;
      const item = shown ? this.player.items.get(shown.id) : undefined;
      const activity = /[?&]act=([^&#]+)/.exec(item?.parameters ?? "")?.[1] ?? "nothing";
      if (activity !== visit.activity) throw new Wrong(`${place}: ${activity} was delivered`);
      this.visit(visit, place, at === this.test.visits.length - 1, item?.launch ?? "");
    });
  }

  private visit(visit: Visit, place: string, last: boolean, page: string): void {
    const { api, model, end } = this.player.start();
    for (const one of visit.calls) {
      const fault = make(api, one);
      if (fault) throw new Wrong(`${place}: ${one.line.slice(0, 100)}: ${fault.slice(0, 200)}`);
    }
    // Some pages end only when they are taken away, and then ask for something that comes too late.
    const late = /OnUnload|SingleDoTerminate/.test(page);
    if (!late) api.api.Terminate("");
    else end();
    const values = model.snapshot();
    const left = ["time-out", "logout"].includes(values["cmi.exit"] ?? "");
    const request = left ? ({ type: "exitAll" } as const) : readRequest(values["adl.nav.request"]);
    if (request && !late) this.player.show(this.player.course.request(request));
    this.follow(visit.then, last, place);
  }

  /** What the content asks the tester to do. */
  private follow(then: string, last: boolean, place: string): void {
    const { course } = this.player;
    const [what = "", target = ""] = then.split("~");
    switch (what) {
      case "":
        return;
      case "Continue":
      case "ContinueExitCM8":
        this.player.show(course.request({ type: "continue" }));
        break;
      case "Previous":
        this.player.show(course.request({ type: "previous" }));
        break;
      case "Choice":
      case "ChoiceExit":
        this.player.choose(target.startsWith("the activity that corresponds to the root") ? course.tree.root.title : target);
        break;
      case "RootSX4b":
        this.player.choose(course.tree.root.title);
        break;
      case "APIt1":
      case "APIt2":
        this.player.choose(`API Implementation Test ${what.slice(-1)}`);
        break;
      case "DMIt1":
      case "DMIt2":
      case "DMIt3":
      case "DMIt4":
        this.player.choose(`Data Model Implementation Test ${what.slice(-1)}`);
        break;
      case "SuspendCM09ca":
        this.player.show(course.request({ type: "suspendAll" }));
        this.relaunch("");
        break;
      case "AutoTest":
      case "HasEnded":
        if (course.current) throw new Wrong(`${place}: the session has not ended`);
        break;
      case "TRIGExitAll":
        this.player.show(course.request({ type: "exitAll" }));
        break;
      case "Exit":
        if (!last && course.isActive) course.request({ type: "exitAll" });
        break;
      default:
        if (/^(re|Re|exit|Exit|DMBx|autoend)/.test(what)) this.relaunch(/DDM[ab]/.exec(then)?.[0] ?? "");
        else throw new Wrong(`${place}: don't know how to ${what}`);
        if (what === "DMBxAct") this.player.choose("Data Model Behavior Test 1");
        if (what === "RelaunchCM10") this.player.choose("Activity 4");
    }
    if (what === "ContinueExitCM8") this.relaunch("");
  }

  private relaunch(name: string): void {
    // Leaving a package without another word ends the attempt.
    if (this.player.course.current) this.player.course.request({ type: "exitAll" });
    if (name) this.player = this.named(name);
    this.player.launch();
  }

  private named(name: string): Player {
    const found = this.players.get(name);
    if (!found) throw new Wrong(`there is no package ${name}`);
    return found;
  }
}

function make(api: Api, one: Call): string | null {
  const { api: lms } = api;
  const answer = answerTo(lms, one);
  if (one.what === "COI") return objectives(lms, one.expected.split(","));
  const error = lms.GetLastError();
  if (one.element.includes("comments_from_lms") && !one.element.endsWith("_children")) return null;
  if (one.element !== "cmi.learner_name" && !fits(one, answer)) return `answered ${answer}`;
  return error === one.error ? null : `gave error ${error}`;
}

function fits(one: Call, answer: string): boolean {
  if (one.what === "GES" || one.what === "GeDi") {
    return one.expected === "emptyCS" ? answer === "" || one.what === "GeDi" : answer.length < 255;
  }
  return isExpected(one.element, one.expected, answer);
}

function answerTo(lms: Api["api"], one: Call): string {
  const element = one.element.replace(/&([^&]+)&/, (_, id: string) => String(placeOf(lms, one.element, id)));
  switch (one.what) {
    case "I":
      return lms.Initialize(one.value);
    case "T":
      return lms.Terminate("");
    case "C":
      return lms.Commit(one.value);
    case "GET":
      return lms.GetValue(element);
    case "SET":
      return lms.SetValue(element, one.value);
    case "GES":
      return lms.GetErrorString(one.value);
    case "GeDi":
      return lms.GetDiagnostic(one.value);
    case "GLE":
      return lms.GetLastError();
    default:
      return "";
  }
}

function placeOf(lms: Api["api"], element: string, id: string): number {
  const collection = element.startsWith("adl") ? "adl.data" : "cmi.objectives";
  const count = Number(lms.GetValue(`${collection}._count`));
  for (let at = 0; at < count; at++) if (lms.GetValue(`${collection}.${at}.id`) === id) return at;
  return -1;
}

function objectives(lms: Api["api"], expected: string[]): string | null {
  const count = Number(lms.GetValue("cmi.objectives._count"));
  const found = Array.from({ length: count }, (_, at) => lms.GetValue(`cmi.objectives.${at}.id`));
  const same = found.length === expected.length && expected.every((id) => found.includes(id));
  return same ? null : `the objectives are ${found.join(",")}`;
}
