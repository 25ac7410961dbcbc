/** One opened item: fetches it, shows it in the right place, and stands between it and the records. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { fetchFile, file } from "../data/content.ts";
import { node, restoreNode } from "../data/node.ts";
import { randomHex } from "../data/random.ts";
import { session as profile } from "../data/session.ts";
import { lang } from "../i18n/index.ts";
import { activityOutcome, type ActivityState, type Outcome } from "./attempt.ts";
import { bookActivity, chapterAddresses, type Place, placeIn, placeValues } from "./book.ts";
import { mustAsk, sitting, whatIsLeft } from "./beginning.ts";
import { loadCaptions } from "./captions.ts";
import { type Activity, type Description, DescriptionUnreadable, launchable, launchAddress, PackageFiles, readDescription } from "./description.ts";
import { faultOf } from "./faults.ts";
import { lastState } from "./journal.ts";
import { FAREWELL_MS, MESSAGES_AT_ONCE, MESSAGES_PER_SECOND } from "./limits.ts";
import type { Controls, Guide, Request, Step } from "./guide.ts";
import { LOCATION, noted } from "./notes.ts";
import { contentOrigin } from "./origin.ts";
import type { Opened, Phase } from "./phase.ts";
import { carriedModern } from "./outcome2004.ts";
import { replyFile } from "./package-server.ts";
import { type FromShell, parse, RateLimit, type Values } from "./protocol.ts";
import { editionToOpen, type Learner, type Played } from "./resume.ts";
import { LessonSession, type Saved } from "./session.ts";
import { joinShell, type ShellLink, ShellProblem } from "./shell-link.ts";
import type { XapiPlay } from "./xapi/play.ts";

/** Milliseconds the port stays open after its frame is gone: unload handlers of content still speak. */
const LAST_WORDS_MS = 1_000;

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
  private learner: Learner;
  private guide: Guide | null = null;
  private xapi: XapiPlay | null = null;
  /** The content of the current activity has had its last word. */
  private left = true;
  private session: LessonSession | null = null;
  private files: PackageFiles | null = null;
  private played: Played | null = null;
  private link: ShellLink | null = null;
  private nonce = "";
  /** An activity has been opened in the shell and not been told to finish. */
  private playing = false;
  /** Resolves once the learner has said what to do with a closed attempt. */
  private decide: (how: "again" | "review") => void = () => undefined;
  private ended: Promise<void> | null = null;
  private whenClosed: () => void = () => undefined;
  private readonly rate = new RateLimit(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, () => performance.now());

  constructor(
    private readonly opened: Opened,
    private readonly place: HTMLElement,
  ) {
    this.phase = this.phaseSignal;
    this.saved = this.savedSignal;
    this.current = this.currentSignal;
    this.part = this.partSignal;
    this.states = this.statesSignal;
    this.controls = this.controlsSignal;
    this.finished = this.finishedSignal;
    const me = profile.peek();
    this.learner = {
      id: me?.person ?? "",
      name: me?.name ?? "",
      counts: me?.roles.some((grant) => grant.role === "pupil") ?? false,
    };
  }

  /** False for a teacher or parent who only looks. */
  get counts(): boolean {
    return this.learner.counts;
  }

  async start(): Promise<void> {
    try {
      const { item, course } = this.opened;
      const begun = editionToOpen(await lastState(this.learner.id, item.id), item, course.edition);
      // An older edition may have left the phone and the school; the present one is better than none.
      const description = await this.load(begun).catch(() => this.load({ manifest: item.manifest, edition: course.edition }));
      await this.beginSession(false);
      if (!this.over) await this.show(description);
    } catch (error) {
      if (!this.over) this.fail(error);
    }
  }

  private async load(played: Played): Promise<Description> {
    const description = readDescription(await (await fetchFile(played.manifest)).text());
    this.played = played;
    this.description = description;
    this.files = new PackageFiles(description.files);
    this.parts = launchable(description);
    const book = description.format === "epub" ? bookActivity(this.parts, description.title) : null;
    this.list = book ? [book] : this.parts;
    return description;
  }

  /** Opens another activity of the package, after the present one has said its last. */
  async open(activity: Activity): Promise<void> {
    await this.farewell();
    const { link, session } = this;
    if (!link || !session || activity.launch === null || this.over) return;
    const seed = session.open(activity);
    const path = await this.xapi?.open(activity, new URL(link.frame.src).origin, this.nonce);
    this.showState();
    this.playing = true;
    if (this.description?.format === "h5p") {
      link.send({ type: "h5p", activity: activity.id, nonce: this.nonce, state: seed[STATE] ?? "", title: activity.title });
      return;
    }
    link.send({
      type: "open",
      activity: activity.id,
      nonce: this.nonce,
      path: path ?? launchAddress(activity.launch, activity.parameters),
      scorm: this.description?.format === "scorm12" ? seed : null,
      xapi: path !== undefined,
      title: activity.title,
    });
  }

  /** A request of the learner in a SCORM 2004 package. What its content asks for while it is sent away comes too late. */
  async ask(request: Request): Promise<void> {
    const { guide } = this;
    if (!guide || this.over) return;
    await this.dismiss();
    const step = guide.go(request);
    if (step) await this.follow(step);
  }

  /** Chooses from the list. */
  async choose(activity: Activity): Promise<void> {
    if (this.description?.format === "epub") this.link?.send({ type: "chapter", chapter: this.parts.indexOf(activity) });
    else if (this.guide) await this.ask({ type: "choice", target: activity.id });
    else await this.open(activity);
  }

  /** Whether the list offers this activity now. */
  canChoose(activity: Activity): boolean {
    return this.guide?.canChoose(activity.id) ?? true;
  }

  isListed(activity: Activity): boolean {
    return activity.visible && (this.guide?.isListed(activity.id) ?? true);
  }

  outcome(activity: Activity): Outcome {
    const found = activityOutcome(this.statesSignal.value[activity.id], activity.masteryScore);
    const known = this.guide?.standing(activity.id);
    if (!known || known.attempts === 0 || known.standing.completed === null) return found;
    return { ...found, completion: known.standing.completed ? "completed" : "incomplete" };
  }

  /** Answers the question that a closed attempt raises. */
  reopen(how: "again" | "review"): void {
    this.decide(how);
  }

  /** Ends this attempt and begins a new one at the start. */
  async again(): Promise<void> {
    await this.farewell();
    await this.session?.close();
    if (this.over) return;
    const { item: now, course } = this.opened;
    if (this.played?.manifest !== now.manifest) await this.load({ manifest: now.manifest, edition: course.edition });
    await this.beginSession(true);
    if (this.guide) {
      await this.walk();
      return;
    }
    if (this.description?.format === "quiz") await this.show(this.description);
    const first = this.list[0];
    if (this.link && first && this.description?.format !== "pdf") await this.open(first);
  }

  /** What a film or picture tells of itself; `done` once it has been seen. */
  seen(at: number, done: boolean): void {
    this.note(String(Math.floor(at)), done);
  }

  /** Lets the content finish, takes its frame away and turns what was set into an operation. */
  close(): Promise<void> {
    this.ended ??= (async () => {
      await this.dismiss();
      const step = this.guide?.go({ type: "suspendAll" });
      if (step && this.guide) await this.session?.stand(this.guide.state());
      const { link } = this;
      link?.frame.remove();
      const phase = this.phaseSignal.peek();
      if (phase.kind === "quiz") phase.run.close();
      if (phase.kind === "media") for (const one of [phase, ...phase.captions]) URL.revokeObjectURL(one.address);
      await this.session?.close();
      if (!link) return;
      setTimeout(() => {
        void this.session?.close();
        link.port.close();
      }, LAST_WORDS_MS);
    })();
    return this.ended;
  }

  private get speaks(): boolean {
    return SPEAKING.includes(this.description?.format ?? "");
  }

  private get over(): boolean {
    return this.ended !== null;
  }

  private async beginSession(again: boolean): Promise<void> {
    const { list, played, opened } = this;
    const found = await whatIsLeft(opened, this.learner, list);
    let anew = again;
    if (!again && mustAsk(this.description?.format, this.learner, found, list)) {
      const how = await this.askWhich();
      if (this.over) return;
      anew = how === "again";
      if (how === "review") this.learner = { ...this.learner, counts: false, reviews: true };
    }
    const state = sitting(found, { opened, learner: this.learner, list, played, anew });
    this.session = new LessonSession(state, this.learner, (saved) => (this.savedSignal.value = saved));
    this.nonce = randomHex(16);
    const { description } = this;
    if (description?.format === "scorm2004") {
      const { Guide } = await import("./guide.ts");
      this.guide = Guide.open(description, this.list, state.route ?? null, state.activities[state.current]?.values ?? {});
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

  /** Begins or goes on with a SCORM 2004 package. */
  private async walk(): Promise<void> {
    const { guide } = this;
    if (!guide) return;
    const step = guide.start();
    const only = this.list.find((one) => guide.canChoose(one.id));
    // A package without an order of its own begins with the first that may be chosen.
    if (step.kind === "choose" && only) await this.follow(guide.go({ type: "choice", target: only.id }) ?? step);
    else await this.follow(step);
  }

  private async follow(step: Step): Promise<void> {
    const { guide, session } = this;
    if (!guide || !session || this.over) return;
    if (step.kind === "open") {
      this.phaseSignal.value = { kind: "shell" };
      this.enter(step.activity, step.resumed);
      await session.stand(guide.state());
    } else {
      this.link?.send({ type: "close" });
      await session.stand(guide.state());
      if (step.kind === "ended") this.finishedSignal.value = true;
      else this.phaseSignal.value = { kind: "choose" };
    }
    this.showState();
  }

  /** The content of a SCORM 2004 activity has ended, and may have said where to go; not so when it was sent away. */
  private hear(activity: string, last: Values): void {
    const { guide } = this;
    if (!guide || this.left) return;
    const values = { ...this.session?.states()[activity]?.values, ...last };
    this.left = true;
    guide.leave(activity, values);
    const wish = this.playing ? guide.wish(values) : null;
    if (wish) void this.ask(wish);
  }

  /** What the content has kept so far may open the way on. */
  private weigh(activity: string): void {
    if (!this.guide || this.left) return;
    this.guide.take(activity, this.session?.states()[activity]?.values ?? {});
    this.showState();
  }

  /** Content that is taken away without having ended itself has still said what it has. */
  private async dismiss(): Promise<void> {
    await this.farewell();
    const activity = this.currentSignal.peek();
    if (activity) this.hear(activity, {});
  }

  private enter(activity: Activity, resumed: boolean): void {
    const { guide, session, link } = this;
    if (!guide || !session || !link || activity.launch === null) return;
    const kept = resumed || this.learner.reviews ? carriedModern(session.states()[activity.id]?.values ?? {}) : null;
    const scorm2004 = guide.launch(activity, kept, this.learner);
    session.enter(activity, kept, guide.state());
    this.showState();
    this.playing = true;
    this.left = false;
    link.send({
      type: "open",
      activity: activity.id,
      nonce: this.nonce,
      path: launchAddress(activity.launch, activity.parameters),
      scorm: null,
      scorm2004,
      title: activity.title,
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
    // Opened by its address, the app may still be reading what it knows of the server.
    if (!node.peek()) await restoreNode();
    const named = node.peek()?.content_origin;
    if (named === undefined) throw new ShellProblem("unreachable");
    const link = await joinShell(this.place, contentOrigin(named, location), (event) => this.receive(event));
    this.link = link;
    if (this.over) {
      link.frame.remove();
      link.port.close();
      return;
    }
    if (format === "epub") {
      if (!link.worker) throw new ShellProblem("no-worker");
      const place = placeIn(this.session?.states()[first.id]?.values ?? {}, this.parts.length);
      this.session?.open(first);
      this.showState();
      this.playing = true;
      const chapters = chapterAddresses(description);
      link.send({ type: "book", nonce: this.nonce, chapters, place, language: lang.peek(), title: description.title });
    } else if (pdf) {
      this.session?.open(first);
      link.send({ type: "pdf", file: pdf, page: Math.max(1, page), language: lang.peek(), title: this.opened.item.title });
    } else {
      if (!link.worker) throw new ShellProblem("no-worker");
      if (this.guide) {
        await this.walk();
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

  private receive(event: MessageEvent<unknown>): void {
    const reply = event.ports[0];
    const message = this.rate.take() ? parse(event.data) : null;
    if (!message) {
      reply?.close();
      return;
    }
    this.act(message, reply);
  }

  private act(message: FromShell, reply: MessagePort | undefined): void {
    switch (message.type) {
      case "values":
        // Only the activity that was opened speaks, and only about itself.
        if (!this.speaks || message.activity !== this.currentSignal.peek()) return;
        void this.session?.take(message.activity, message.values, message.commit, message.finish).then(() => this.showState());
        if (message.finish) this.hear(message.activity, message.values);
        else if (message.commit) this.weigh(message.activity);
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
      case "closed":
        this.whenClosed();
        break;
      case "failed":
        this.phaseSignal.value = { kind: "fault", fault: message.reason === "frame" ? "shell" : message.reason };
        break;
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

  /** Asks the content to finish; resolves when it has, or when its time is up. */
  private farewell(): Promise<void> {
    const { link } = this;
    if (!link || !this.playing) return Promise.resolve();
    this.playing = false;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FAREWELL_MS);
      this.whenClosed = () => {
        clearTimeout(timer);
        resolve();
      };
      link.send({ type: "close" });
    });
  }

  private showState(): void {
    this.currentSignal.value = this.session?.current ?? "";
    if (this.description?.format !== "epub") this.partSignal.value = this.currentSignal.value;
    this.statesSignal.value = this.session?.states() ?? {};
    this.controlsSignal.value = this.guide?.controls() ?? null;
  }

  private fail(error: unknown): void {
    this.phaseSignal.value = { kind: "fault", fault: faultOf(error) };
  }
}
