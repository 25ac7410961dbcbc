/** The run-time data of one attempt on one SCO: answers GetValue and SetValue by the rules of RTE 4. */
import { CHILDREN, COLLECTIONS, ELEMENTS } from "./elements.ts";
import * as E from "./errors.ts";
import { checkPattern, checkResponse, fitsBeside } from "./responses.ts";

export type Values = Record<string, string>;

/** Characters kept of one value: a learner_response of 250 steps of a performance (RTE 4.2.9.1) and its marks. */
const VALUE_CHARACTERS = 131_072;
/** Members of one collection: four times what the standard asks for. */
const MEMBERS = 1_000;

/** The LMS's part of adl.data: whether a bucket may be read and written. */
export interface Bucket {
  read: boolean;
  write: boolean;
}

/** What may be asked about adl.nav.request_valid; true, false or unknown. */
export type Validity = (request: string, target: string | null) => string;

export interface Answer {
  value: string;
  error: number;
}

interface Place {
  /** The element with `n` and `m` for its numbers. */
  pattern: string;
  /** Collections on the way, with the number asked for in each. */
  steps: { collection: string; kind: string; index: number; rest: string }[];
}

const wrong = (error: number): Answer => ({ value: "", error });
const VALID = /^adl\.nav\.request_valid\.(?:(continue|previous)|(choice|jump)\.\{target=([^{}]+)\})$/;

export class Model {
  private readonly values = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  constructor(
    seed: Values,
    private readonly buckets: readonly Bucket[],
    private readonly validity: Validity,
  ) {
    for (const name of Object.keys(seed)) this.put(name, seed[name] ?? "");
  }

  get(name: string): Answer {
    if (name === "") return wrong(E.GET_FAILED);
    if (name === "cmi._version") return { value: "1.0", error: 0 };
    if (name.startsWith("adl.nav.request_valid.")) return this.isValid(name);
    const keyword = /\.(_children|_count|_version)$/.exec(name);
    const place = locate(keyword ? name.slice(0, keyword.index) : name);
    if (keyword) return this.keyword(place, keyword[1] ?? "", name.slice(0, keyword.index));
    const element = ELEMENTS[place.pattern];
    if (!element) return wrong(E.UNDEFINED_ELEMENT);
    const missing = place.steps.some(({ collection, index }) => index >= this.count(collection));
    if (missing) return wrong(E.GET_FAILED);
    const bucket = place.pattern === "adl.data.n.store" ? this.buckets[place.steps[0]?.index ?? 0] : undefined;
    if (element.access === "w" || (bucket && !bucket.read)) return wrong(E.WRITE_ONLY);
    const value = this.current(name, place.pattern);
    return value === undefined ? wrong(E.NOT_INITIALIZED) : { value, error: 0 };
  }

  /** The error code of setting a value; 0 once it is kept. */
  set(name: string, value: string): number {
    if (name === "") return E.SET_FAILED;
    const keyword = /\.(_children|_count|_version)$/.exec(name);
    const place = locate(keyword ? name.slice(0, keyword.index) : name);
    if (keyword) return name === "cmi._version" || place.pattern in CHILDREN || place.pattern in COLLECTIONS ? E.READ_ONLY : E.UNDEFINED_ELEMENT;
    if (name.startsWith("adl.nav.request_valid")) return VALID.test(name) ? E.READ_ONLY : E.UNDEFINED_ELEMENT;
    const element = ELEMENTS[place.pattern];
    if (!element) return E.UNDEFINED_ELEMENT;
    if (element.access === "r") return E.READ_ONLY;
    const error = this.reach(place) || element.check(value) || this.fits(place, name, value);
    if (error !== 0) return error;
    this.put(name, value.slice(0, VALUE_CHARACTERS));
    return E.NO_ERROR;
  }

  /** Every value that was seeded or set. Statuses that follow from a measure are not among them. */
  snapshot(): Values {
    return Object.fromEntries(this.values);
  }

  private count(collection: string): number {
    return this.counts.get(collection) ?? 0;
  }

  private put(name: string, value: string): void {
    this.values.set(name, value);
    for (const { collection, index } of locate(name).steps) {
      this.counts.set(collection, Math.max(this.count(collection), index + 1));
    }
  }

  /** Statuses that follow from a measure where the manifest sets a threshold (RTE 4.2.4.1, 4.2.22.1). */
  private current(name: string, pattern: string): string | undefined {
    switch (pattern) {
      case "cmi.completion_status":
        return this.judged("cmi.completion_threshold", "cmi.progress_measure", "completed", "incomplete") ?? this.values.get(name) ?? "unknown";
      case "cmi.success_status":
        return this.judged("cmi.scaled_passing_score", "cmi.score.scaled", "passed", "failed") ?? this.values.get(name) ?? "unknown";
      case "cmi.objectives.n.success_status":
      case "cmi.objectives.n.completion_status":
        return this.values.get(name) ?? "unknown";
      case "adl.nav.request":
        return this.values.get(name) ?? "_none_";
      case "adl.data.n.store":
        // An emptied bucket is as good as new (4th Ed. RTE 4.3.1).
        return this.values.get(name) || undefined;
      default:
        return this.values.get(name);
    }
  }

  private judged(threshold: string, measure: string, good: string, bad: string): string | null {
    const least = this.values.get(threshold);
    if (least === undefined) return null;
    const reached = this.values.get(measure);
    if (reached === undefined) return "unknown";
    return Number(reached) >= Number(least) ? good : bad;
  }

  private isValid(name: string): Answer {
    const asked = VALID.exec(name);
    if (!asked) return wrong(E.UNDEFINED_ELEMENT);
    return { value: this.validity(asked[1] ?? asked[2] ?? "", asked[3] ?? null), error: 0 };
  }

  private keyword(place: Place, keyword: string, parent: string): Answer {
    const known = place.pattern in CHILDREN || place.pattern in COLLECTIONS;
    const isElement = place.pattern in ELEMENTS;
    if (!known) return wrong(isElement ? E.GET_FAILED : E.UNDEFINED_ELEMENT);
    if (place.steps.some(({ collection, index }) => index >= this.count(collection))) return wrong(E.GET_FAILED);
    const children = CHILDREN[place.pattern];
    if (keyword === "_children") return children === undefined ? wrong(E.GET_FAILED) : { value: children, error: 0 };
    if (keyword === "_count" && place.pattern in COLLECTIONS) return { value: String(this.count(parent)), error: 0 };
    return wrong(keyword === "_count" ? E.GET_FAILED : E.UNDEFINED_ELEMENT);
  }

  /** Whether a member may be written: the next one comes into being by its first element only. */
  private reach(place: Place): number {
    for (const { collection, kind, index, rest } of place.steps) {
      const count = this.count(collection);
      const founder = COLLECTIONS[kind];
      if (index > count || index >= MEMBERS) return E.SET_FAILED;
      if (index === count && (founder === null || (founder !== "" && founder !== rest))) {
        return founder === null ? E.SET_FAILED : E.DEPENDENCY;
      }
    }
    return E.NO_ERROR;
  }

  private fits(place: Place, name: string, value: string): number {
    const [first, second] = place.steps;
    switch (place.pattern) {
      case "cmi.objectives.n.id":
        // Content finds its objectives by these names: one is given once (RTE 4.2.17.1).
        if (this.values.has(name) && this.values.get(name) !== value) return E.SET_FAILED;
        return this.isTaken(first, value, "id") ? E.SET_FAILED : E.NO_ERROR;
      case "cmi.interactions.n.objectives.m.id":
        return this.isTaken(second, value, "id") ? E.SET_FAILED : E.NO_ERROR;
      case "cmi.interactions.n.learner_response": {
        const type = this.values.get(`${first?.collection ?? ""}.${first?.index ?? 0}.type`);
        return type === undefined ? E.DEPENDENCY : checkResponse(type, value);
      }
      case "cmi.interactions.n.correct_responses.m.pattern": {
        const type = this.values.get(`${first?.collection ?? ""}.${first?.index ?? 0}.type`);
        if (type === undefined) return E.DEPENDENCY;
        const others = this.others(second, "pattern");
        if (!fitsBeside(type, "\0", second?.index ?? 0, others)) return E.SET_FAILED;
        return checkPattern(type, value) || (fitsBeside(type, value, second?.index ?? 0, others) ? E.NO_ERROR : E.SET_FAILED);
      }
      case "adl.data.n.store":
        return this.buckets[first?.index ?? 0]?.write ? E.NO_ERROR : E.READ_ONLY;
      default:
        return E.NO_ERROR;
    }
  }

  private isTaken(step: Place["steps"][number] | undefined, value: string, member: string): boolean {
    return this.others(step, member).includes(value);
  }

  /** The same element of the other members of a collection. */
  private others(step: Place["steps"][number] | undefined, member: string): string[] {
    if (!step) return [];
    const found: string[] = [];
    for (let index = 0; index < this.count(step.collection); index++) {
      const value = this.values.get(`${step.collection}.${index}.${member}`);
      if (index !== step.index && value !== undefined) found.push(value);
    }
    return found;
  }
}

/** Where an element lies. Numbers of more than four digits are no numbers of a member. */
function locate(name: string): Place {
  const steps: Place["steps"] = [];
  const real: string[] = [];
  const shape: string[] = [];
  const parts = name.split(".");
  parts.forEach((part, at) => {
    if (/^\d{1,4}$/.test(part)) {
      steps.push({ collection: real.join("."), kind: shape.join("."), index: Number(part), rest: parts.slice(at + 1).join(".") });
      shape.push(steps.length === 1 ? "n" : "m");
    } else {
      shape.push(part);
    }
    real.push(part);
  });
  return { pattern: shape.join("."), steps };
}
