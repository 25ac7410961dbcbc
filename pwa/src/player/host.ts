/** One opened item: fetches it, shows it in the right place, and stands between it and the records. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { fetchFile, file, fileHere, needsShell } from "../data/content.ts";
import { randomHex } from "../data/random.ts";
import { session as profile } from "../data/session.ts";
import { lang } from "../i18n/index.ts";
import { activityOutcome, type ActivityState, type Outcome } from "./attempt.ts";
import { bookActivity, chapterAddresses, type Place, placeIn, placeValues } from "./book.ts";
import { editionBegun, mustAsk, sitting, whatIsLeft } from "./beginning.ts";
import { loadCaptions } from "./captions.ts";
import { type Activity, type Description, DescriptionUnreadable, launchable, launchAddress, PackageFiles, readDescription } from "./description.ts";
import { faultOf } from "./faults.ts";
import { playable } from "./former.ts";
import { handedFiles } from "./handing.ts";
import type { Controls, Request } from "./guide.ts";
import { lastState, type SessionState } from "./journal.ts";
import { LOCATION, noted } from "./notes.ts";
import type { Opened, Phase } from "./phase.ts";
import { replyFile } from "./package-server.ts";
import type { FromShell, Handed, Stored, Values } from "./protocol.ts";
import { recoverSessions } from "./recover.ts";
import type { Learner, Played } from "./resume.ts";
import { LessonSession, type Saved } from "./session.ts";
import { ShellProblem } from "./shell-link.ts";
import { ShellPort } from "./shell-port.ts";
import { keepStored, storedOf } from "./stored.ts";
import type { Walk } from "./walk.ts";
import type { XapiPlay } from "./xapi/play.ts";

const STATE = "cmi.suspend_data";
/** Formats whose content tells its own result; of the others the player notes what was seen. */
const SPEAKING: readonly string[] = ["scorm12", "scorm2004", "h5p"];

export class Host {
  readonly phase: ReadonlySignal<Phase>;
  readonly saved: ReadonlySignal<Saved>;
  readonly current: ReadonlySignal<string>;
  readonly states: ReadonlySignal<Readonly<Record<string, ActivityState>>>;
  /** Of a SCORM 2004 package that is gone through in order; null for everything else. */
  readonly controls: ReadonlySignal<Controls | null>;
  /** A SCORM 2004 package has ended itself. */
  readonly finished: ReadonlySignal<boolean>;
  /** The learner's place is on another phone. */
  readonly elsewhere: ReadonlySignal<boolean>;
  /** What is opened and counted; of a book that is the whole. */
  list: Activity[] = [];
  /** What its list shows; of a book the chapters. */
  parts: Activity[] = [];
  /** Id of the part that is shown. */
  readonly part: ReadonlySignal<string>;
  description: Description | null = null;

  private readonly phaseSignal = signal<Phase>({ kind: "loading" });
  private readonly savedSignal = signal<Saved>("idle");
  private readonly currentSignal = signal("");
  private readonly partSignal = signal("");
  private readonly statesSignal = signal<Readonly<Record<string, ActivityState>>>({});
  private readonly controlsSignal = signal<Controls | null>(null);
  private readonly finishedSignal = signal(false);
  private readonly elsewhereSignal = signal(false);
  private learner: Learner;
  private walk: Walk | null = null;
  private xapi: XapiPlay | null = null;
  private session: LessonSession | null = null;
  private files: PackageFiles | null = null;
  private played: Played | null = null;
  private readonly port: ShellPort;
  private nonce = "";
  private stored: Stored = [];
  private handed: Handed["files"] = [];
  private handing: Promise<Handed["files"]> = Promise.resolve([]);
  /** Resolves once the learner has said what to do with a closed attempt. */
  private decide: (how: "again" | "review") => void = () => undefined;
  private ended: Promise<void> | null = null;

  constructor(
    private readonly opened: Opened,
    place: HTMLElement,
  ) {
    this.port = new ShellPort(place, (message, reply) => this.act(message, reply));
    this.phase = this.phaseSignal;
    this.saved = this.savedSignal;
    this.current = this.currentSignal;
    this.part = this.partSignal;
    this.states = this.statesSignal;
    this.controls = this.controlsSignal;
    this.finished = this.finishedSignal;
    this.elsewhere = this.elsewhereSignal;
    const me = profile.peek();
    this.learner = {
      id: me?.person ?? "",
      name: me?.name ?? "",
      counts: me?.roles.some((grant) => grant.role === "pupil") ?? false,
    };
  }

  /** False for a teacher or parent who only looks. */
  get counts(): boolean {
    return this.learner.counts && !this.walk?.looks;
  }

  async start(): Promise<void> {
    try {
      const { item } = this.opened;
      // The shell takes longest: it comes up while the lesson's records are read. What is wrong with it is said when it is needed.
      if (needsShell(item.format)) this.port.join().catch(() => undefined);
      // Of what was cut off, this sitting goes on with the record; where that can't be written now, with its values.
      const present = fetchFile(item.manifest);
      present.catch(() => undefined); // whoever needs it says so
      const left = lastState(this.learner.id, item.id);
      left.catch(() => undefined);
      const recovered = await recoverSessions().catch(() => 1);
      const local = await (recovered > 0 ? lastState(this.learner.id, item.id) : left);
      const begun = editionBegun(this.opened, this.learner, local);
      // An older edition may have left the phone and the school; the present one is better than none.
      const latest = async (): Promise<Description> => {
        const now = await playable(this.opened, present);
        return this.load(now, now.manifest === item.manifest ? present : undefined);
      };
      const description = await (begun.manifest === item.manifest ? latest() : this.load(begun).catch(latest));
      await this.beginSession(false, local);
      if (!this.over) await this.show(description);
    } catch (error) {
      if (!this.over) this.fail(error);
    }
  }

  private async load(played: Played, described = fetchFile(played.manifest)): Promise<Description> {
    const description = readDescription(await (await described).text());
    this.played = played;
    this.description = description;
    this.files = new PackageFiles(description.files);
    this.handing = needsShell(description.format) ? handedFiles(description, fileHere, file) : Promise.resolve([]);
    this.parts = launchable(description);
    const book = description.format === "epub" ? bookActivity(this.parts, description.title) : null;
    this.list = book ? [book] : this.parts;
    return description;
  }

  /** Opens another activity of the package, after the present one has said its last. */
  async open(activity: Activity): Promise<void> {
    await this.port.farewell();
    const { port, session } = this;
    if (!port.joined || !session || activity.launch === null || this.over) return;
    const seed = session.open(activity);
    const path = await this.xapi?.open(activity, new URL((await port.join()).frame.src).origin, this.nonce);
    this.showState();
    if (this.description?.format === "h5p") {
      port.open({ type: "h5p", activity: activity.id, nonce: this.nonce, state: seed[STATE] ?? "", title: activity.title });
      return;
    }
    port.open({
      type: "open",
      activity: activity.id,
      nonce: this.nonce,
      path: path ?? launchAddress(activity.launch, activity.parameters),
      scorm: this.description?.format === "scorm12" ? seed : null,
      stored: this.stored,
      handed: { documents: [], token: "", ...this.xapi?.handed(), files: this.handed },
      xapi: path !== undefined,
      title: activity.title,
    });
  }

  /** A request of the learner in a SCORM 2004 package. */
  async ask(request: Request): Promise<void> {
    await this.walk?.ask(request);
  }

  /** Chooses from the list. */
  async choose(activity: Activity): Promise<void> {
    if (this.description?.format === "epub") this.port.send({ type: "chapter", chapter: this.parts.indexOf(activity) });
    else if (this.walk) await this.ask({ type: "choice", target: activity.id });
    else await this.open(activity);
  }

  /** Whether the list offers this activity now. */
  canChoose(activity: Activity): boolean {
    return this.walk?.guide.canChoose(activity.id) ?? true;
  }

  isListed(activity: Activity): boolean {
    return activity.visible && (this.walk?.guide.isListed(activity.id) ?? true);
  }

  outcome(activity: Activity): Outcome {
    const found = activityOutcome(this.statesSignal.value[activity.id], activity.masteryScore);
    const known = this.walk?.guide.standing(activity.id);
    if (!known || known.attempts === 0 || known.standing.completed === null) return found;
    return { ...found, completion: known.standing.completed ? "completed" : "incomplete" };
  }

  /** Answers the question that a closed attempt raises. */
  reopen(how: "again" | "review"): void {
    this.decide(how);
  }

  /** Ends this attempt and begins a new one at the start, in the present edition if that can be had. */
  async again(): Promise<void> {
    try {
      const { item: now, course } = this.opened;
      const isOlder = this.played?.manifest !== now.manifest;
      const present = isOlder ? await fetchFile(now.manifest).catch(() => null) : null;
      await this.port.farewell();
      await this.session?.close();
      if (this.over) return;
      if (present) await this.load({ manifest: now.manifest, edition: course.edition }, Promise.resolve(present));
      await this.beginSession(true, await lastState(this.learner.id, now.id));
      if (this.description) await this.show(this.description);
    } catch (error) {
      if (!this.over) this.fail(error);
    }
  }

  /** What a film or picture tells of itself; `done` once it has been seen. */
  seen(at: number, done: boolean): void {
    this.note(String(Math.floor(at)), done);
  }

  /** Lets the content finish, takes its frame away and turns what was set into an operation. */
  close(): Promise<void> {
    this.ended ??= (async () => {
      await (this.walk ? this.walk.suspend() : this.port.farewell());
      const session = this.session;
      this.port.leave(() => void session?.close());
      const phase = this.phaseSignal.peek();
      if (phase.kind === "quiz") phase.run.close();
      if (phase.kind === "media") for (const one of [phase, ...phase.captions]) URL.revokeObjectURL(one.address);
      await session?.close();
    })();
    return this.ended;
  }

  private get speaks(): boolean {
    return SPEAKING.includes(this.description?.format ?? "");
  }

  private get over(): boolean {
    return this.ended !== null;
  }

  private async beginSession(again: boolean, local: SessionState | null): Promise<void> {
    const { list, played, opened } = this;
    const kept = storedOf(this.learner.id, opened.item.id);
    kept.catch(() => undefined);
    const found = await whatIsLeft(opened, this.learner, local, list);
    let anew = again;
    if (!again && mustAsk(this.description?.format, this.learner, found, list)) {
      const how = await this.askWhich();
      if (this.over) return;
      anew = how === "again";
      if (how === "review") this.learner = { ...this.learner, counts: false, reviews: true };
    }
    this.elsewhereSignal.value = found.elsewhere === true && !anew && this.counts;
    const state = sitting(found, { opened, learner: this.learner, list, played, anew });
    this.session = new LessonSession(state, this.learner, (saved) => (this.savedSignal.value = saved));
    this.nonce = randomHex(16);
    this.walk = this.xapi = null;
    const { learner } = this;
    if (again && learner.counts) await keepStored(learner.id, opened.item.id, []);
    const startsEmpty = (again && learner.counts) || (!learner.counts && !learner.reviews);
    this.stored = startsEmpty ? [] : await kept;
    this.handed = await this.handing;
    const { description } = this;
    if (description?.format === "scorm2004") {
      const { openWalk } = await import("./walk.ts");
      const { session, port, nonce, stored, handed: files, phaseSignal: phase, finishedSignal: finished } = this;
      const [changed, over] = [() => this.showState(), () => this.over];
      this.walk = openWalk(description, state, { session, port, list, learner, nonce, stored, files, phase, finished, changed, over, which: () => this.askWhich() });
    }
    if (description?.xapi) this.xapi = (await import("./xapi/play.ts")).openXapi(description, state, this.counts, this.session);
    this.showState();
  }

  private askWhich(): Promise<"again" | "review"> {
    this.phaseSignal.value = { kind: "closed" };
    return new Promise((resolve) => {
      this.decide = (how) => {
        this.phaseSignal.value = { kind: "loading" };
        resolve(how);
      };
    });
  }

  private async show(description: Description): Promise<void> {
    const first = this.list.find((one) => one.id === this.session?.current) ?? this.list[0];
    const found = first?.launch === undefined || first.launch === null ? null : description.files.get(first.launch);
    if (!first || !found) throw new DescriptionUnreadable("nothing to launch");
    const { format } = description;
    if (format === "video" || format === "audio" || format === "image") {
      const startAt = this.bookmark(first);
      this.session?.open(first);
      const blob = (await fetchFile(found.sha256)).slice(0, found.size, found.type);
      const captions = await loadCaptions(description);
      if (this.over) return;
      this.phaseSignal.value = { kind: "media", format, address: URL.createObjectURL(blob), startAt, captions };
      return;
    }
    if (format === "quiz") {
      await this.showQuiz(first, found.sha256);
      return;
    }
    const pdf = format === "pdf" ? await fetchFile(found.sha256) : null;
    const page = this.bookmark(first);
    const { worker } = await this.port.join();
    if (this.over) return;
    if (format === "epub") {
      if (!worker) throw new ShellProblem("no-worker");
      const place = placeIn(this.session?.states()[first.id]?.values ?? {}, this.parts.length);
      this.session?.open(first);
      this.showState();
      const chapters = chapterAddresses(description);
      this.port.open({ type: "book", nonce: this.nonce, chapters, place, language: lang.peek(), title: description.title });
    } else if (pdf) {
      this.session?.open(first);
      this.port.send({ type: "pdf", file: pdf, page: Math.max(1, page), language: lang.peek(), title: this.opened.item.title });
    } else {
      if (!worker) throw new ShellProblem("no-worker");
      if (this.walk) {
        await this.walk.start();
        return;
      }
      await this.open(first);
    }
    this.phaseSignal.value = { kind: "shell" };
  }

  /** A quiz is drawn by the app itself: it holds no stranger's script. */
  private async showQuiz(activity: Activity, sha256: string): Promise<void> {
    const { openQuiz } = await import("./quiz/open.ts");
    const run = await openQuiz(sha256, {
      suspended: this.session?.open(activity)[STATE],
      files: this.files,
      keep: (values, done) => void this.session?.take(activity.id, values, done, done).then(() => this.showState()),
    });
    if (this.over) run.close();
    else this.phaseSignal.value = { kind: "quiz", run };
  }

  /** The page or second at which an item without an API of its own was left; 0 when it was done or is new. */
  private bookmark(activity: Activity): number {
    const values = this.session?.states()[activity.id]?.values;
    return Number(values?.[LOCATION] ?? "0") || 0;
  }

  private act(message: FromShell, reply: MessagePort | undefined): void {
    switch (message.type) {
      case "values":
        // Only the activity that was opened speaks, and only about itself.
        if (!this.speaks || message.activity !== this.currentSignal.peek()) return;
        if (!this.walk?.looks) void this.session?.take(message.activity, message.values, message.commit, message.finish).then(() => this.showState());
        if (message.finish) this.walk?.hear(message.activity, message.values);
        else if (message.commit) this.walk?.weigh(message.activity);
        break;
      case "file":
        if (reply && this.files) void replyFile(this.files, message, file, reply);
        break;
      case "xapi":
        if (reply && this.xapi) void this.xapi.reply(message, reply).then(() => this.showState());
        break;
      case "opened":
        if (this.description?.format === "html") this.note("0", true);
        if (this.description?.format === "h5p") this.note("0", false);
        break;
      case "page":
        if (this.description?.format === "pdf") this.note(String(message.page), message.page === message.pages);
        break;
      case "place":
        if (this.description?.format === "epub") this.read(message, message.end);
        break;
      case "failed":
        this.phaseSignal.value = { kind: "fault", fault: message.reason === "frame" ? "shell" : message.reason };
        break;
      case "stored":
        if (this.learner.counts) void keepStored(this.learner.id, this.opened.item.id, message.stored).catch(() => (this.savedSignal.value = "failed"));
        break;
      case "closed":
      case "prepared":
        break;
    }
  }

  private note(place: string, seen: boolean, more: Values = {}): void {
    const activity = this.currentSignal.peek();
    const note = noted(this.session?.states()[activity]?.values ?? {}, place, seen, more);
    if (note) void this.session?.take(activity, note.values, note.ended, note.ended).then(() => this.showState());
  }

  private read(place: Place, end: boolean): void {
    const part = this.parts[place.chapter];
    if (!part) return;
    this.partSignal.value = part.id;
    const { [LOCATION]: at = "", ...more } = placeValues(place);
    this.note(at, end, more);
  }

  private showState(): void {
    this.currentSignal.value = this.session?.current ?? "";
    if (this.description?.format !== "epub") this.partSignal.value = this.currentSignal.value;
    this.statesSignal.value = this.session?.states() ?? {};
    this.controlsSignal.value = this.walk?.controls() ?? null;
  }

  private fail(error: unknown): void {
    this.phaseSignal.value = { kind: "fault", fault: faultOf(error) };
  }
}
