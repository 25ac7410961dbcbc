/**
 * The virtual record store of one launch: answers what its content asks at `fetch` and `xapi/…`, for
 * the learner, registration and activity of this launch alone.
 */
import { meant } from "./alternate.ts";
import type { Handed, HandedDocument } from "../protocol.ts";
import { isObject, type JsonObject } from "./conditions.ts";
import { equal } from "./conditions.ts";
import { DOCUMENTS, DOCUMENTS_CHARACTERS, STATEMENTS_AT_ONCE, STATEMENTS_OF_LAUNCH, STATEMENTS_READ_BACK } from "./limits.ts";
import type { Launched, XapiLms } from "./lms.ts";
import { etag, json, nothing, precondition, refused, type XapiAnswer, type XapiRequest } from "./request.ts";
import type { KeptDocument } from "./state.ts";
import { BadStatement, idOf, isSame, isUuid, operationFields, whole } from "./statement.ts";

/** A `statement.put`: its record and fields. */
export interface Putting {
  id: string;
  fields: Record<string, unknown>;
}

/** The operation of a statement that the LMS made itself. */
export function putting(statement: JsonObject, authority: JsonObject, school: string): Putting {
  return { id: idOf(statement), fields: operationFields({ ...statement, version: "1.0.0", authority }, school) };
}

export interface Keeping {
  now: () => number;
  uuid: () => string;
  actor: JsonObject;
  school: string;
  /** Puts statements into the outbox; resolves once they are on the disk. */
  statements: (fields: Putting[]) => Promise<void>;
  /** Keeps the state of the package, and the results in it. */
  state: (told: boolean) => Promise<void>;
  /** Learner preferences where none were written yet. */
  preferences: () => JsonObject;
}

const LAUNCH_DATA = "LMS.LaunchData";
const PREFERENCES = "cmi5LearnerPreferences";
const VERSIONS: readonly string[] = ["1.0.3", "1.0.2", "1.0.1", "1.0.0"];

class Refused extends Error {
  constructor(readonly answer: XapiAnswer) {
    super(String(answer.status));
  }
}

function fail(status: number, title: string, more: Record<string, unknown> = {}): never {
  throw new Refused(refused(status, title, more));
}

export class XapiStore {
  private readonly token: string;
  private fetched = false;
  private count = 0;
  private readonly kept = new Map<string, JsonObject>();
  /** One request after the other: a rule asks what came before. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly lms: XapiLms,
    private readonly launched: Launched,
    private readonly keeping: Keeping,
    secret: string,
  ) {
    this.token = btoa(`au-${launched.session}:${secret}`);
  }

  /** The whole Authorization of a Tin Can launch, which has no fetch address. */
  get authorization(): string {
    this.fetched = true;
    return `Basic ${this.token}`;
  }

  /** The documents there are and the token, for requests that cannot wait for an answer from here. */
  handed(): Pick<Handed, "documents" | "token"> {
    const documents = new Map<string, HandedDocument>(Object.entries(this.lms.state.documents).map(([place, { type, body }]) => [place, { type, body }]));
    const made = [
      ["state", LAUNCH_DATA, `state|${this.launched.activity}|${LAUNCH_DATA}`],
      ["agent-profile", PREFERENCES, `agent-profile||${PREFERENCES}`],
    ] as const;
    for (const [resource, name, place] of made) {
      const known = this.known(resource, name, place);
      if (known) documents.set(place, { type: known.type, body: known.body });
    }
    return { documents: [...documents], token: this.token };
  }

  answer(request: XapiRequest): Promise<XapiAnswer> {
    const made = this.turn.then(() => this.answerNow(request));
    this.turn = made;
    return made;
  }

  private async answerNow(request: XapiRequest): Promise<XapiAnswer> {
    try {
      if (request.path === "fetch") return this.fetch(request);
      const answer = await this.resource(request);
      return { ...answer, headers: { ...answer.headers, "X-Experience-API-Version": "1.0.3" } };
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      if (error instanceof BadStatement) return refused(error.status, error.message);
      return refused(503, "The phone could not keep it");
    }
  }

  /** A POST gives the token once (cmi5 8.2); later ones an error, still as 200. */
  private fetch(request: XapiRequest): XapiAnswer {
    if (request.method !== "POST") return refused(405, "POST only");
    if (this.lms.ended) return json({ "error-code": "3", "error-text": "The launch has ended." });
    if (this.fetched) return json({ "error-code": "1", "error-text": "The token was fetched before." });
    this.fetched = true;
    return json({ "auth-token": this.token });
  }

  private async resource(asked: XapiRequest): Promise<XapiAnswer> {
    const request = meant(asked) ?? fail(400, "The form of the alternate syntax is wrong");
    const path = request.path.replace(/\/+/g, "/").replace(/^xapi\//, "");
    if (path === "about") return json({ version: VERSIONS });
    const known = this.fetched && request.headers.authorization === `Basic ${this.token}`;
    if (!known || (this.lms.course.isCmi5 && this.lms.ended)) fail(401, "This launch has ended, or its token is not known");
    if (!VERSIONS.includes(request.headers["x-experience-api-version"] ?? "")) fail(400, "X-Experience-API-Version must be 1.0.x");
    const args = new URLSearchParams(request.query);
    const method = request.method === "HEAD" ? "GET" : request.method;
    switch (path) {
      case "statements":
        return method === "GET" ? this.find(args) : this.keep(request, args);
      case "activities/state":
        this.ownAgent(args);
        this.ownActivity(args);
        if ((args.get("registration") ?? this.registration).toLowerCase() !== this.registration) fail(403, "The registration is another one", { rule: "8.1.4.0-3" });
        return this.document(request, args, "state", "stateId");
      case "agents/profile":
        this.ownAgent(args);
        return this.document(request, args, "agent-profile", "profileId");
      case "activities/profile":
        this.ownActivity(args);
        if (method !== "GET") fail(403, "A lesson does not change what an activity tells everybody");
        return this.document(request, args, "activity-profile", "profileId");
      case "agents":
        this.ownAgent(args);
        return json({ objectType: "Person", account: [this.keeping.actor.account] });
      case "activities":
        return json({ objectType: "Activity", id: args.get("activityId") ?? this.launched.activity });
      default:
        return refused(404, "There is no such resource");
    }
  }

  private get registration(): string {
    return this.lms.state.registration;
  }

  private ownAgent(args: URLSearchParams): void {
    let agent: unknown;
    try {
      agent = JSON.parse(args.get("agent") ?? "");
    } catch {
      fail(400, "agent is required as JSON");
    }
    if (!isObject(agent)) fail(400, "agent is no object");
    if (!equal(agent.account, this.keeping.actor.account)) fail(403, "The agent is not the learner of this launch", { rule: "11.0.0.0-1" });
  }

  private ownActivity(args: URLSearchParams): void {
    const activity = args.get("activityId");
    if (!activity) fail(400, "activityId is required");
    // Storyline keeps its notes under activities of its own below the one launched.
    const own = this.lms.course.isCmi5 ? activity === this.launched.activity : true;
    if (!own) fail(403, "The activity is not the one launched");
  }

  private async keep(request: XapiRequest, args: URLSearchParams): Promise<XapiAnswer> {
    if ((request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() !== "application/json") fail(400, "Statements come as application/json");
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      fail(400, "The body is no JSON");
    }
    if (request.method !== "PUT" && request.method !== "POST") fail(405, "GET, PUT or POST");
    const several: unknown[] = request.method === "POST" && Array.isArray(body) ? (body as unknown[]) : [body];
    if (several.length > STATEMENTS_AT_ONCE) fail(413, "Too many statements at once");
    const sent = several.map((one) => (isObject(one) ? (one as JsonObject) : fail(400, "A statement is an object")));
    if (request.method === "PUT") {
      const id = args.get("statementId");
      const [only] = sent;
      if (!isUuid(id) || !only) fail(400, "statementId is no UUID");
      if (only.id !== undefined && idOf(only).toLowerCase() !== id.toLowerCase()) fail(400, "id is not the statementId");
      only.id = id;
    }
    const ids = await this.put(sent);
    return request.method === "PUT" ? nothing() : json(ids);
  }

  private async put(sent: readonly JsonObject[]): Promise<string[]> {
    const now = new Date(this.keeping.now()).toISOString();
    const made = sent.map((one) => {
      if (one.id !== undefined && !isUuid(one.id)) fail(400, "id is no UUID");
      const statement = whole(one, typeof one.id === "string" ? one.id : this.keeping.uuid(), now, this.keeping.actor);
      if (!isObject(statement.actor) || !equal(statement.actor.account, this.keeping.actor.account)) fail(403, "The actor is not the learner", { rule: "8.1.3.0-3" });
      const before = this.kept.get(idOf(statement));
      if (before && !isSame(before, statement)) fail(409, "Another statement has this id");
      return { sent: one, statement, isNew: before === undefined };
    });
    const news = made.filter((one) => one.isNew);
    if (this.count + news.length > STATEMENTS_OF_LAUNCH) fail(429, "This lesson sends too much");
    const fields = news.map(({ statement }) => ({ id: idOf(statement), fields: operationFields(statement, this.keeping.school) }));
    if (news.length > 0) await this.judged(news, fields);
    return made.map(({ statement }) => idOf(statement));
  }

  private async judged(news: readonly { sent: JsonObject; statement: JsonObject }[], fields: Putting[]): Promise<void> {
    const before = this.lms.state;
    const undo = this.lms.mark();
    const found = this.lms.take(news.map(({ sent }) => sent));
    if ("fault" in found) fail(403, "The request breaks a rule of cmi5", { rule: found.fault });
    const said = found.statements.map((statement) => putting(statement, this.keeping.actor, this.keeping.school));
    try {
      await this.keeping.statements([...fields, ...said]);
    } catch (error) {
      // Otherwise the content's next try would look like a repetition.
      undo();
      throw error;
    }
    this.count += news.length;
    for (const { statement } of news) this.kept.set(idOf(statement), statement);
    await this.keeping.state(before.units !== this.lms.state.units || before.scores !== this.lms.state.scores);
  }

  private find(args: URLSearchParams): XapiAnswer {
    const id = args.get("statementId");
    if (id !== null) {
      const one = this.kept.get(id.toLowerCase());
      return one ? json(one) : refused(404, "There is no such statement");
    }
    const verb = args.get("verb");
    const activity = args.get("activity");
    const limit = Math.min(Number(args.get("limit") ?? "0") || STATEMENTS_READ_BACK, STATEMENTS_READ_BACK);
    const all = [...this.kept.values()].filter((one) => {
      const isVerb = verb === null || (isObject(one.verb) && one.verb.id === verb);
      return isVerb && (activity === null || (isObject(one.object) && one.object.id === activity));
    });
    if (args.get("ascending") !== "true") all.reverse();
    return json({ statements: all.slice(0, limit), more: "" });
  }

  private async document(request: XapiRequest, args: URLSearchParams, resource: string, named: string): Promise<XapiAnswer> {
    const name = args.get(named);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    const fault = this.lms.document({ resource, method, id: name, type, body: type === "application/json" ? parsed(request.body) : null });
    if (fault !== null) fail(403, "The request breaks a rule of cmi5", { rule: fault });
    const shelf = `${resource}|${resource === "agent-profile" ? "" : (args.get("activityId") ?? "")}|`;
    if (name === null) return this.shelf(method, shelf);
    const place = shelf + name;
    const known = this.known(resource, name, place);
    if (method === "GET") return known ? { status: 200, headers: { "Content-Type": known.type, ETag: etag(known.body), "Last-Modified": new Date(known.at).toUTCString() }, body: known.body } : refused(404, "There is no such document");
    const stale = precondition(request, known?.body ?? null);
    if (stale) return stale;
    const documents = { ...this.lms.state.documents };
    if (method === "DELETE") Reflect.deleteProperty(documents, place);
    else documents[place] = { type: request.headers["content-type"] ?? "application/octet-stream", body: method === "POST" ? merged(known, type, request.body) : request.body, at: this.keeping.now() };
    await this.store(documents);
    return nothing();
  }

  private known(resource: string, name: string, place: string): KeptDocument | null {
    const at = this.keeping.now();
    const found = this.lms.state.documents[place];
    if (found) return found;
    if (resource === "state" && name === LAUNCH_DATA && this.launched.data) return { type: "application/json", body: JSON.stringify(this.launched.data), at };
    if (resource === "agent-profile" && name === PREFERENCES && this.lms.course.isCmi5) return { type: "application/json", body: JSON.stringify(this.keeping.preferences()), at };
    return null;
  }

  private async shelf(method: string, shelf: string): Promise<XapiAnswer> {
    const names = Object.keys(this.lms.state.documents).filter((one) => one.startsWith(shelf));
    if (method === "GET") return json(names.map((one) => one.slice(shelf.length)));
    if (method !== "DELETE") fail(400, "The document's id is required");
    const documents = { ...this.lms.state.documents };
    for (const one of names) Reflect.deleteProperty(documents, one);
    await this.store(documents);
    return nothing();
  }

  private async store(documents: Record<string, KeptDocument>): Promise<void> {
    if (JSON.stringify(documents).length > DOCUMENTS_CHARACTERS || Object.keys(documents).length > DOCUMENTS) fail(413, "The lesson's notes are too large");
    this.lms.keep({ documents });
    await this.keeping.state(false);
  }
}

function parsed(body: string): JsonObject | null {
  try {
    const found: unknown = JSON.parse(body);
    return isObject(found) ? (found as JsonObject) : null;
  } catch {
    return null;
  }
}

/** POST joins the top levels of two JSON objects (xAPI 1.0.3 Communication 2.2). */
function merged(known: KeptDocument | null, type: string, body: string): string {
  if (!known) return body;
  const before = parsed(known.body);
  const fresh = type === "application/json" ? parsed(body) : null;
  if (!before || !fresh) fail(400, "Only JSON objects can be joined");
  return JSON.stringify({ ...before, ...fresh });
}
