/** One opened item: fetches it, shows it in the right place, and stands between it and the records. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { fetchFile, file } from "../data/content.ts";
import { type ContentFault, ContentProblem } from "../data/content-download.ts";
import { isFull } from "../data/content-store.ts";
import type { CourseDoc, CourseItem } from "../data/docs.ts";
import { node, restoreNode } from "../data/node.ts";
import { records } from "../data/records.ts";
import { session as profile } from "../data/session.ts";
import { lang } from "../i18n/index.ts";
import type { ActivityState } from "./attempt.ts";
import { type Activity, captionFiles, type Description, DescriptionUnreadable, launchable, launchAddress, PackageFiles, readDescription } from "./description.ts";
import { lastState } from "./journal.ts";
import { FAREWELL_MS, MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, SEEN_SHARE } from "./limits.ts";
import { contentOrigin, NoContentOrigin } from "./origin.ts";
import { answerFile } from "./package-server.ts";
import { type FromShell, parse, RateLimit, type Values } from "./protocol.ts";
import { begin, earlier, type Earlier, latestAttempt, type Learner } from "./resume.ts";
import { LessonSession, type Saved } from "./session.ts";
import { joinShell, type ShellLink, ShellProblem } from "./shell-link.ts";

export type Fault = ContentFault | "gone" | "shell" | "no-worker" | "pdf" | "content";

export type Phase =
  | { kind: "loading" }
  | { kind: "fault"; fault: Fault }
  | { kind: "shell" }
  | { kind: "media"; format: MediaFormat; address: string; startAt: number; captions: Captions[] };

export type MediaFormat = "video" | "audio" | "image";

export interface Captions {
  address: string;
  /** A language tag, or empty when the file's name says none. */
  language: string;
}

export interface Opened {
  course: CourseDoc;
  lesson: string;
  item: CourseItem;
}

/** Milliseconds the port stays open after its frame is gone: unload handlers of content still speak. */
const LAST_WORDS_MS = 1_000;

const LOCATION = "cmi.core.lesson_location";
const STATUS = "cmi.core.lesson_status";
const EXIT = "cmi.core.exit";
const STATE = "cmi.suspend_data";
const ENDED: readonly string[] = ["completed", "passed", "failed"];
/** Formats whose content tells its own result; of the others the player notes what was seen. */
const SPEAKING: readonly string[] = ["scorm12", "h5p"];

export class Host {
  readonly phase: ReadonlySignal<Phase>;
  readonly saved: ReadonlySignal<Saved>;
  readonly current: ReadonlySignal<string>;
  readonly states: ReadonlySignal<Readonly<Record<string, ActivityState>>>;
  list: Activity[] = [];
  description: Description | null = null;

  private readonly phaseSignal = signal<Phase>({ kind: "loading" });
  private readonly savedSignal = signal<Saved>("idle");
  private readonly currentSignal = signal("");
  private readonly statesSignal = signal<Readonly<Record<string, ActivityState>>>({});
  private readonly learner: Learner;
  private session: LessonSession | null = null;
  private files: PackageFiles | null = null;
  private link: ShellLink | null = null;
  private nonce = "";
  /** An activity has been opened in the shell and not been told to finish. */
  private playing = false;
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
    this.states = this.statesSignal;
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
      const description = readDescription(await (await fetchFile(this.opened.item.manifest)).text());
      this.description = description;
      this.files = new PackageFiles(description.files);
      this.list = launchable(description);
      await this.beginSession(false);
      if (!this.over) await this.show(description);
    } catch (error) {
      if (!this.over) this.fail(error);
    }
  }

  /** Opens another activity of the package, after the present one has said its last. */
  async open(activity: Activity): Promise<void> {
    await this.farewell();
    const { link, session } = this;
    if (!link || !session || activity.launch === null || this.over) return;
    const seed = session.open(activity);
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
      path: launchAddress(activity.launch, activity.parameters),
      scorm: this.description?.format === "scorm12" ? seed : null,
      title: activity.title,
    });
  }

  /** Ends this attempt and begins a new one at the start. */
  async again(): Promise<void> {
    await this.farewell();
    await this.session?.close();
    if (this.over) return;
    await this.beginSession(true);
    const first = this.list[0];
    if (this.link && first && this.description?.format !== "pdf") await this.open(first);
  }

  /** What a film or picture tells of itself; `done` once it has been seen. */
  seen(at: number, done: boolean): void {
    this.note(String(Math.floor(at)), done);
  }

  /** Where a film counts as seen. */
  static seenAt(duration: number): number {
    return duration * SEEN_SHARE;
  }

  /** Lets the content finish, takes its frame away and turns what was set into an operation. */
  close(): Promise<void> {
    this.ended ??= (async () => {
      await this.farewell();
      const { link } = this;
      link?.frame.remove();
      const phase = this.phaseSignal.peek();
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

  private async beginSession(anew: boolean): Promise<void> {
    const { item, lesson, course } = this.opened;
    const local = await lastState(this.learner.id, item.id);
    const doc = latestAttempt(records.list("attempt").peek(), this.learner.id, item.id);
    const found: Earlier = earlier(local, doc, this.list);
    const state = begin(found, this.list, {
      learner: this.learner.id,
      item,
      lesson,
      course: course.id,
      edition: course.edition,
      session: randomHex(8),
      now: Date.now(),
      anew,
    });
    this.session = new LessonSession(state, this.learner, (saved) => (this.savedSignal.value = saved));
    this.nonce = randomHex(16);
    this.showState();
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
      const captions = await this.captions(description);
      if (this.over) return;
      const address = URL.createObjectURL(blob);
      this.phaseSignal.value = {
        kind: "media",
        format,
        address,
        startAt,
        captions: captions.map((one) => ({ address: URL.createObjectURL(one.blob), language: one.language })),
      };
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
    if (pdf) {
      this.session?.open(first);
      link.send({ type: "pdf", file: pdf, page: Math.max(1, page), language: lang.peek(), title: this.opened.item.title });
    } else {
      if (!link.worker) throw new ShellProblem("no-worker");
      await this.open(first);
    }
    this.phaseSignal.value = { kind: "shell" };
  }

  private async captions(description: Description): Promise<{ blob: Blob; language: string }[]> {
    const found: { blob: Blob; language: string }[] = [];
    for (const { path, language } of captionFiles(description)) {
      const kept = description.files.get(path);
      const blob = kept && (await file(kept.sha256));
      // A film without its captions is still a film.
      if (blob) found.push({ blob: blob.slice(0, blob.size, "text/vtt"), language });
    }
    return found;
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
        break;
      case "file":
        if (reply && this.files) {
          void answerFile(this.files, message, file).then((answer) => {
            reply.postMessage(answer);
            reply.close();
          });
        }
        break;
      case "opened":
        if (this.description?.format === "html") this.note("0", true);
        if (this.description?.format === "h5p") this.note("0", false);
        break;
      case "page":
        if (this.description?.format === "pdf") this.note(String(message.page), message.page === message.pages);
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

  /**
   * Where an item without an API of its own stands. Once seen it stays seen, and it is always gone
   * on with; what is known already is not noted again.
   */
  private note(place: string, seen: boolean): void {
    const activity = this.currentSignal.peek();
    const known = this.session?.states()[activity]?.values ?? {};
    const before = known[STATUS] ?? "";
    const status = ENDED.includes(before) ? before : seen ? "completed" : "incomplete";
    if (!this.session || (known[LOCATION] === place && known[STATUS] === status)) return;
    const values: Values = { [LOCATION]: place, [STATUS]: status, [EXIT]: "suspend" };
    const ended = status !== "incomplete";
    void this.session.take(activity, values, ended, ended).then(() => this.showState());
  }

  /** Asks the content to finish; resolves when it has, or when its time is up. */
  private farewell(): Promise<void> {
    const { link } = this;
    if (!link || !this.playing || !this.speaks) return Promise.resolve();
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
    this.statesSignal.value = this.session?.states() ?? {};
  }

  private fail(error: unknown): void {
    this.phaseSignal.value = { kind: "fault", fault: faultOf(error) };
  }
}

function faultOf(error: unknown): Fault {
  if (error instanceof ContentProblem) return error.fault;
  if (error instanceof ShellProblem) return error.fault === "no-worker" ? "no-worker" : "shell";
  if (error instanceof NoContentOrigin) return "shell";
  if (error instanceof DescriptionUnreadable) return "damaged";
  if (isFull(error)) return "full";
  throw error;
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
