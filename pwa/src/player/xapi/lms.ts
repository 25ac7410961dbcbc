/**
 * The LMS side of a launch on the phone: registers, launches, judges what the unit says by the rules
 * that the server has, too, and tells what is satisfied. Time, ids and the outbox come from outside.
 */
import type { Values } from "../protocol.ts";
import type { JsonObject } from "./conditions.ts";
import { isObject } from "./conditions.ts";
import { COURSE, type XapiCourse } from "./course.ts";
import { afterDocument, afterStatement, documentFault, type Flags, isMet, made, type Mode, newlySatisfied, statementFault } from "./rules.ts";
import { fresh, resultValues, type Score, type XapiState } from "./state.ts";

export interface Outside {
  /** Unix ms. */
  now: () => number;
  uuid: () => string;
  /** The learner's account, and the school it is of. */
  actor: JsonObject;
  /** false for somebody who only looks: nothing is told and nothing counts. */
  counts: boolean;
}

/** What a launch hands to the record store. */
export interface Launched {
  session: string;
  item: string;
  activity: string;
  mode: Mode;
  /** cmi5's LMS.LaunchData; null for a Tin Can package. */
  data: JsonObject | null;
}

const ENDS: readonly string[] = ["completed", "passed", "failed", "mastered"];

export class XapiLms {
  state: XapiState;
  private launched: Launched | null = null;
  private flags: Flags = {};

  constructor(
    readonly course: XapiCourse,
    kept: XapiState | null,
    private readonly outside: Outside,
  ) {
    this.state = kept ?? fresh(outside.uuid());
  }

  get current(): Launched | null {
    return this.launched;
  }

  get ended(): boolean {
    return this.flags.terminated === true;
  }

  /** Launches a unit; gives the statements that the LMS has to make for it, in order. */
  launch(item: string, address: string): { launched: Launched; statements: JsonObject[] } {
    const { course } = this;
    const statements = this.abandonOpen();
    // What needs nothing is satisfied before anything was launched (9.6.1.1-3).
    statements.push(...this.satisfy(this.outside.uuid()));
    const session = this.outside.uuid();
    const unit = course.units.get(item);
    const mode = this.modeOf(item);
    const launched: Launched = { session, item, activity: course.activity(item), mode, data: null };
    this.flags = {};
    this.launched = launched;
    if (course.isCmi5 && unit) {
      const values = {
        mode,
        launch_method: unit.launchMethod,
        launch_parameters: unit.launchParameters,
        mastery_score: unit.masteryScore,
        move_on: unit.moveOn,
      };
      launched.data = made("launch data", { ...values, template: this.template(), entitlement_key: unit.entitlementKey });
      statements.push(this.statement("launched", item, session, { ...values, launch_url: address }));
    }
    this.keep({ open: { session, item, launched: this.outside.now(), last: this.outside.now() } });
    return { launched, statements };
  }

  /** The rule that statements of the unit break, or what follows from keeping them. */
  take(sent: readonly JsonObject[]): { fault: string } | { statements: JsonObject[] } {
    const { launched } = this;
    if (!launched) return { fault: "9.3.0.0-5" };
    if (!this.course.isCmi5) {
      for (const one of sent) this.hear(one, launched);
      return { statements: [] };
    }
    let flags = this.flags;
    let unit = this.state.units[launched.item] ?? {};
    for (const statement of sent) {
      const facts = { statement, launch: this.facts(launched), session: flags, unit };
      const fault = statementFault(facts);
      if (fault !== null) return { fault };
      ({ session: flags, unit } = afterStatement(facts));
    }
    this.flags = flags;
    const { open } = this.state;
    this.keep({
      units: { ...this.state.units, [launched.item]: unit },
      open: this.ended ? null : open && { ...open, last: this.outside.now() },
    });
    for (const one of sent) this.score(one, launched.item);
    return { statements: this.satisfy(launched.session) };
  }

  /** Everything as it is now, to be put back when what followed from it could not be kept. */
  mark(): () => void {
    const { state, flags } = this;
    return () => {
      this.state = state;
      this.flags = flags;
    };
  }

  /** The rule that a use of a document breaks, null where it may be answered. */
  document(document: JsonObject): string | null {
    if (!this.course.isCmi5) return null;
    const facts = { document, session: this.flags, unit: {} };
    const fault = documentFault(facts);
    if (fault === null) this.flags = afterDocument(facts);
    return fault;
  }

  /** Changes what travels with the attempt. */
  keep(changed: Partial<XapiState>): void {
    this.state = { ...this.state, ...changed };
  }

  /** How a unit stands, in the words of the data model. */
  result(item: string): Values {
    const flags = this.state.units[item] ?? {};
    return resultValues(flags, this.state.scores[item], this.isDone(item));
  }

  /** Units that nobody has to open for the course to be satisfied. */
  needless(): string[] {
    return this.course.isCmi5 ? [...this.course.units.keys()].filter((item) => this.isDone(item)) : [];
  }

  private isDone(item: string): boolean {
    const flags = this.state.units[item] ?? {};
    const unit = this.course.units.get(item);
    return this.course.isCmi5 && unit ? isMet(unit.moveOn, flags) : flags.completed === true || flags.passed === true;
  }

  private modeOf(item: string): Mode {
    if (!this.outside.counts) return "Browse";
    const flags = this.state.units[item] ?? {};
    // What is done may be looked at again; a unit must not report it twice.
    return this.isDone(item) && (flags.completed || flags.passed) ? "Review" : "Normal";
  }

  private abandonOpen(): JsonObject[] {
    const { open } = this.state;
    if (!open || !this.course.isCmi5) return [];
    this.keep({ open: null });
    const seconds = Math.max(0, open.last - open.launched) / 1000;
    return [this.statement("abandoned", open.item, open.session, { duration: `PT${seconds.toFixed(2)}S` })];
  }

  private satisfy(session: string): JsonObject[] {
    if (!this.course.isCmi5) return [];
    const met = new Set([...this.course.units.keys()].filter((item) => this.isDone(item)));
    const found = newlySatisfied(this.course.tree, met, new Set(this.state.satisfied));
    if (found.length > 0) this.keep({ satisfied: [...this.state.satisfied, ...found] });
    return found.map((item) => this.statement("satisfied", item, session));
  }

  get isSatisfied(): boolean {
    return this.state.satisfied.includes(COURSE);
  }

  private statement(verb: string, item: string, session: string, values: Record<string, unknown> = {}): JsonObject {
    return made(verb, {
      ...this.course.named(item),
      id: this.outside.uuid(),
      timestamp: new Date(this.outside.now()).toISOString(),
      actor: this.outside.actor,
      registration: this.state.registration,
      session,
      ...values,
    });
  }

  private template(): JsonObject {
    const { item = "", session = "" } = this.launched ?? {};
    return made("context", { publisher: this.course.named(item).publisher, session });
  }

  private facts({ session, item, activity, mode }: Launched): Record<string, unknown> {
    return {
      actor: this.outside.actor,
      activity,
      registration: this.state.registration,
      session,
      mode,
      mastery_score: this.course.units.get(item)?.masteryScore ?? null,
      template: this.template(),
    };
  }

  /** What a Tin Can package says of the activity that was opened. */
  private hear(statement: JsonObject, { item, activity }: Launched): void {
    const { verb, object, result } = statement;
    if (!isObject(object) || object.id !== activity) return;
    const said = isObject(result) ? result : {};
    const last = isObject(verb) && typeof verb.id === "string" ? (verb.id.split("/").pop() ?? "") : "";
    const flags: Flags = { ...this.state.units[item] };
    if (said.completion === true || ENDS.includes(last)) flags.completed = true;
    if (said.success === true || last === "passed" || last === "mastered") flags.passed = true;
    else if (said.success === false || last === "failed") flags.failed = true;
    this.keep({ units: { ...this.state.units, [item]: flags } });
    this.score(statement, item);
  }

  /** The score that a statement about the unit itself judges it by; a lower one never replaces it. */
  private score(statement: JsonObject, item: string): void {
    const { object, result } = statement;
    if (!isObject(object) || object.id !== this.launched?.activity || !isObject(result) || !isObject(result.score)) return;
    const found: Score = {};
    for (const name of ["scaled", "raw", "min", "max"] as const) {
      const value = result.score[name];
      if (typeof value === "number") found[name] = value;
    }
    const before = this.state.scores[item];
    if (before === undefined || share(found) >= share(before)) this.keep({ scores: { ...this.state.scores, [item]: found } });
  }
}

function share({ scaled, raw = 0, min = 0, max = 100 }: Score): number {
  if (scaled !== undefined) return scaled;
  return max > min ? (raw - min) / (max - min) : 0;
}
