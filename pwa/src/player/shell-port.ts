/** The host's end of the port to the shell: joined once, heard within limits, and bidden farewell. */
import { node, restoreNode } from "../data/node.ts";
import { FAREWELL_MS, MESSAGES_AT_ONCE, MESSAGES_PER_SECOND } from "./limits.ts";
import { contentOrigin } from "./origin.ts";
import { type FromShell, parse, RateLimit, type ToShell } from "./protocol.ts";
import { joinShell, type ShellLink, ShellProblem } from "./shell-link.ts";
import { takeWarm } from "./warm.ts";

/** Milliseconds the port stays open after its frame is gone: unload handlers of content still speak. */
const LAST_WORDS_MS = 1_000;

export class ShellPort {
  /** An activity has been opened in the shell and not been told to finish. */
  playing = false;
  private link: ShellLink | null = null;
  private joining: Promise<ShellLink> | null = null;
  private left = false;
  private whenClosed: () => void = () => undefined;
  private readonly rate = new RateLimit(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, () => performance.now());

  /** `hear` gets every message that is one and comes within the limits, with the port to answer on. */
  constructor(
    private readonly place: HTMLElement,
    private readonly hear: (message: FromShell, reply: MessagePort | undefined) => void,
  ) {}

  get joined(): boolean {
    return this.link !== null;
  }

  /** Brings the shell up, the first time it is asked for. Throws ShellProblem. */
  join(): Promise<ShellLink> {
    this.joining ??= this.bringUp();
    return this.joining;
  }

  send(message: ToShell): void {
    this.link?.send(message);
  }

  /** Sends what opens an activity; its content is asked to finish before it is taken away. */
  open(message: ToShell): void {
    this.playing = true;
    this.send(message);
  }

  /** Asks the content to finish; resolves when it has, or when its time is up. */
  farewell(): Promise<void> {
    if (!this.link || !this.playing) return Promise.resolve();
    this.playing = false;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FAREWELL_MS);
      this.whenClosed = () => {
        clearTimeout(timer);
        resolve();
      };
      this.send({ type: "close" });
    });
  }

  /** Takes the shell away; what its content says meanwhile is still heard, and `silent` called after that. */
  leave(silent: () => void): void {
    this.left = true;
    const { link } = this;
    if (!link) return;
    link.frame.remove();
    setTimeout(() => {
      silent();
      link.port.close();
    }, LAST_WORDS_MS);
  }

  private async bringUp(): Promise<ShellLink> {
    // Opened by its address, the app may still be reading what it knows of the server.
    if (!node.peek()) await restoreNode();
    const named = node.peek()?.content_origin;
    if (named === undefined) throw new ShellProblem("unreachable");
    const hear = (event: MessageEvent<unknown>): void => this.receive(event);
    const origin = contentOrigin(named, location);
    const link = (await takeWarm(this.place, origin, hear)) ?? (await joinShell(this.place, origin, hear));
    if (this.left) {
      link.frame.remove();
      link.port.close();
    } else this.link = link;
    return link;
  }

  private receive(event: MessageEvent<unknown>): void {
    const reply = event.ports[0];
    const message = this.rate.take() ? parse(event.data) : null;
    if (!message) {
      reply?.close();
      return;
    }
    if (message.type === "closed") this.whenClosed();
    else this.hear(message, reply);
  }
}
