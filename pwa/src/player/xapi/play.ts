/** A cmi5 course or Tin Can package in the player: launches its activities and answers what they ask. */
import { submit } from "../../data/outbox.ts";
import { randomHex, randomUuid } from "../../data/random.ts";
import { session as profile } from "../../data/session.ts";
import { lang } from "../../i18n/index.ts";
import type { SessionState } from "../journal.ts";
import type { LessonSession } from "../session.ts";
import { type Activity, type Description, launchAddress } from "../description.ts";
import type { Handed, Values } from "../protocol.ts";
import type { JsonObject } from "./conditions.ts";
import { XapiCourse } from "./course.ts";
import { XapiLms } from "./lms.ts";
import { refused, type XapiAnswer, type XapiRequest } from "./request.ts";
import { NAMES } from "./rules.ts";
import { carrying, CARRYING_NOTHING, stateIn } from "./state.ts";
import { putting, type Putting, XapiStore } from "./store.ts";

/** The part of the session that this writes to. */
export interface Sitting {
  states: () => Readonly<Record<string, { values: Values }>>;
  take: (activity: string, values: Values, commit: boolean) => Promise<void>;
}

/** Languages of the learner preferences, the app's own first (cmi5 11.1). */
const LANGUAGES: Readonly<Record<string, string>> = { kk: "kk-KZ,ru-RU,en-US", ru: "ru-RU,kk-KZ,en-US", en: "en-US,kk-KZ,ru-RU" };

export class XapiPlay {
  private readonly lms: XapiLms;
  private readonly actor: JsonObject;
  private readonly school: string;
  private store: XapiStore | null = null;

  constructor(
    description: Description,
    manifest: string,
    private readonly counts: boolean,
    private readonly sitting: Sitting,
  ) {
    const me = profile.peek();
    this.school = me?.roles.map((grant) => grant.school).filter((one) => one !== null).sort()[0] ?? "";
    const homePage = this.school ? `${NAMES.home}/schools/${encodeURIComponent(this.school)}` : NAMES.home;
    this.actor = { objectType: "Agent", account: { homePage, name: me?.person ?? "" } };
    const course = new XapiCourse(description.xapi, description.items, manifest, description.format === "cmi5");
    const kept = stateIn(Object.values(sitting.states()).map(({ values }) => values));
    this.lms = new XapiLms(course, kept, { now: Date.now, uuid: randomUuid, actor: this.actor, counts });
  }

  /** Launches an activity; gives its address inside the package with the parameters of the launch. */
  async open(activity: Activity, origin: string, nonce: string): Promise<string> {
    const path = launchAddress(activity.launch ?? "", activity.parameters);
    const { launched, statements } = this.lms.launch(activity.id, `${origin}/${path}`);
    const store = new XapiStore(
      this.lms,
      launched,
      {
        now: Date.now,
        uuid: randomUuid,
        actor: this.actor,
        school: this.school,
        statements: (several) => this.tell(several),
        state: (told) => this.keep(told),
        preferences: () => ({ languagePreference: LANGUAGES[lang.peek()] ?? "kk-KZ", audioPreference: "on" }),
      },
      randomHex(16),
    );
    this.store = store;
    await this.settleOthers(activity.id);
    await this.tell(statements.map((one) => putting(one, this.actor, this.school)));
    await this.keep(false);
    const root = `${origin}/x/${nonce}`;
    const common = { endpoint: `${root}/xapi/`, actor: JSON.stringify(this.actor), registration: this.lms.state.registration };
    return withParameters(
      path,
      this.lms.course.isCmi5
        ? { ...common, fetch: `${root}/fetch`, activityId: launched.activity }
        : { ...common, auth: store.authorization, activity_id: launched.activity },
    );
  }

  /** One activity carries the state; units that nobody has to open count as done. */
  private async settleOthers(current: string): Promise<void> {
    const states = this.sitting.states();
    for (const [other, { values }] of Object.entries(states)) {
      if (other !== current && values["cmi.suspend_data"]) await this.sitting.take(other, CARRYING_NOTHING, false);
    }
    for (const item of this.lms.needless()) {
      if (item !== current && states[item]?.values["cmi.completion_status"] !== "completed") await this.sitting.take(item, this.lms.result(item), false);
    }
  }

  /** What its content may ask for synchronously. */
  handed(): Pick<Handed, "documents" | "token"> {
    return this.store?.handed() ?? { documents: [], token: "" };
  }

  answer(request: XapiRequest): Promise<XapiAnswer> {
    return this.store?.answer(request) ?? Promise.resolve(refused(404, "Nothing is launched"));
  }

  /** Sends the answer to whoever asked, and closes the port. */
  async reply(request: XapiRequest, port: MessagePort): Promise<void> {
    port.postMessage(await this.answer(request));
    port.close();
  }

  /** Each statement is an operation of its own: on this phone first, and from here wherever others go. */
  private async tell(several: readonly Putting[]): Promise<void> {
    if (!this.counts) return;
    for (const { id, fields } of several) await submit({ kind: "statement.put", record: id, fields });
  }

  private async keep(told: boolean): Promise<void> {
    const item = this.lms.current?.item;
    if (item !== undefined) await this.sitting.take(item, { ...this.lms.result(item), ...carrying(this.lms.state) }, told);
  }
}

/** The address with further parameters after its own, before its fragment. */
export function withParameters(address: string, added: Readonly<Record<string, string>>): string {
  const [rest = "", ...fragment] = address.split("#");
  const pairs = Object.entries(added).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const query = rest + (rest.includes("?") ? "&" : "?") + pairs.join("&");
  return fragment.length > 0 ? `${query}#${fragment.join("#")}` : query;
}

/** The package on the session that was just begun. */
export function openXapi(description: Description, state: SessionState, counts: boolean, session: LessonSession): XapiPlay {
  return new XapiPlay(description, state.manifest ?? "", counts, {
    states: () => session.states(),
    take: (activity, values, commit) => session.take(activity, values, commit, false),
  });
}
