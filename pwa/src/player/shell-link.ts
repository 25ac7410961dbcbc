/** A frame with the player shell in it, and the one port to it. */
import { SHELL_READY_MS } from "./limits.ts";
import { shellAddress } from "./origin.ts";
import { type Connect, PROTOCOL, type Ready, type ToShell } from "./protocol.ts";

/** unreachable: the content origin did not come up. no-worker: the browser has no service worker here. */
export type ShellFault = "unreachable" | "no-worker";

export class ShellProblem extends Error {
  constructor(readonly fault: ShellFault) {
    super(`the player shell: ${fault}`);
    this.name = "ShellProblem";
  }
}

/** No top navigation and no popups that leave the sandbox: content can't replace or escape the app. */
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads";
/** Frames tried before giving up: content may have removed the shell's worker, a fresh frame puts it back. */
const TRIES = 2;

export interface ShellLink {
  frame: HTMLIFrameElement;
  port: MessagePort;
  /** Packages can only be served where this is true. */
  worker: boolean;
  send(message: ToShell): void;
}

/** Puts a shell into `parent` and joins it. `onMessage` gets raw messages: parse them. Throws ShellProblem. */
export async function joinShell(
  parent: HTMLElement,
  origin: string,
  onMessage: (event: MessageEvent<unknown>) => void,
): Promise<ShellLink> {
  for (let turn = 1; ; turn++) {
    const frame = makeFrame(origin);
    const ready = whenReady(frame, origin);
    parent.appendChild(frame);
    const answer = await ready;
    const target = frame.contentWindow;
    if (answer && target) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = onMessage;
      target.postMessage({ tirek: "connect", protocol: PROTOCOL } satisfies Connect, origin, [port2]);
      return { frame, port: port1, worker: answer.worker, send: (message) => port1.postMessage(message) };
    }
    frame.remove();
    if (turn >= TRIES || !parent.isConnected) throw new ShellProblem("unreachable");
  }
}

function makeFrame(origin: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.className = "shell-frame";
  frame.title = "Tirek";
  frame.setAttribute("sandbox", SANDBOX);
  frame.allow = "autoplay; fullscreen";
  frame.src = shellAddress(origin, location);
  return frame;
}

/** Resolves with the shell's greeting, or null when none came in time. */
function whenReady(frame: HTMLIFrameElement, origin: string): Promise<Ready | null> {
  return new Promise((resolve) => {
    const end = (answer: Ready | null): void => {
      clearTimeout(timer);
      removeEventListener("message", listen);
      resolve(answer);
    };
    const listen = (event: MessageEvent<Partial<Ready> | null>): void => {
      if (event.source !== frame.contentWindow || event.origin !== origin) return;
      const data = event.data;
      if (data?.tirek !== "ready" || data.protocol !== PROTOCOL) return;
      end({ tirek: "ready", protocol: PROTOCOL, worker: data.worker === true });
    };
    const timer = setTimeout(() => end(null), SHELL_READY_MS);
    addEventListener("message", listen);
  });
}
