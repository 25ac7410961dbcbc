/** What the import wrote about a cmi5 course or a Tin Can package (content/xapi_check.py). Pure. */
import type { JsonObject } from "./conditions.ts";
import { isObject } from "./conditions.ts";
import { NAMES, type Tree } from "./rules.ts";

/** The part of a description's tree that this needs. */
interface Listed {
  id: string;
  launch: string | null;
  children: Listed[];
}

/** An assignable unit, or an activity of a Tin Can package; `id` is the publisher's. */
export interface Unit {
  id: string;
  title: JsonObject;
  activityType: string | null;
  moveOn: string;
  masteryScore: number | null;
  launchMethod: string;
  launchParameters: string | null;
  entitlementKey: string | null;
}

/** Values of a statement about a unit, a block or the course. */
export interface Named {
  activity: string;
  publisher: string;
  title: JsonObject | null;
  activity_type: string | null;
}

export const COURSE = "course";
/** Hexadecimal digits of the description's hash in the ids that the LMS makes, as on the server. */
const HASH_DIGITS = 32;

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export class XapiCourse {
  readonly units = new Map<string, Unit>();
  /** For the rollup of what is satisfied. */
  readonly tree: Tree;
  private readonly publishers = new Map<string, { id: string; title: JsonObject }>();

  constructor(
    raw: unknown,
    items: readonly Listed[],
    private readonly manifest: string,
    readonly isCmi5: boolean,
  ) {
    const all = isObject(raw) ? raw : {};
    for (const [item, one] of Object.entries(isObject(all.units) ? all.units : {})) this.unit(item, one);
    for (const [item, one] of Object.entries(isObject(all.blocks) ? all.blocks : {})) this.publish(item, one);
    this.publish(COURSE, all.course);
    const node = (item: Listed): Tree => (item.children.length > 0 ? { id: item.id, children: item.children.map(node) } : { id: item.id });
    this.tree = { id: COURSE, children: items.map(node) };
  }

  /** The LMS's own id of a unit, a block or the course; a Tin Can activity keeps the publisher's. */
  activity(item: string): string {
    return this.isCmi5 ? `${NAMES.home}/cmi5/${this.manifest.slice(0, HASH_DIGITS)}/${item}` : (this.units.get(item)?.id ?? "");
  }

  named(item: string): Named {
    const unit = this.units.get(item);
    const said = unit ?? this.publishers.get(item);
    const title = said?.title ?? {};
    return {
      activity: this.activity(item),
      publisher: said?.id ?? "",
      title: Object.keys(title).length > 0 ? title : null,
      activity_type: unit ? unit.activityType : item === COURSE ? NAMES.course : NAMES.block,
    };
  }

  private unit(item: string, raw: unknown): void {
    if (!isObject(raw)) return;
    this.units.set(item, {
      ...named(raw),
      activityType: text(raw.activity_type),
      moveOn: text(raw.move_on) ?? "NotApplicable",
      masteryScore: typeof raw.mastery_score === "number" ? raw.mastery_score : null,
      launchMethod: text(raw.launch_method) ?? "AnyWindow",
      launchParameters: text(raw.launch_parameters),
      entitlementKey: text(raw.entitlement_key),
    });
  }

  private publish(item: string, raw: unknown): void {
    if (isObject(raw)) this.publishers.set(item, named(raw));
  }
}

function named(raw: Record<string, unknown>): { id: string; title: JsonObject } {
  const title: JsonObject = {};
  for (const [tag, said] of Object.entries(isObject(raw.title) ? raw.title : {})) if (typeof said === "string" && said !== "") title[tag] = said;
  return { id: text(raw.id) ?? "", title };
}
