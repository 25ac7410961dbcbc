/**
 * The player shell on the content origin: joins the app by one port, shows the package inside, and
 * passes on what the package sets and asks for. It decides nothing; the app does.
 */
import { type Connect, type FileMessage, type FromShell, PROTOCOL, type Ready, type ToShell, type XapiMessage } from "../src/player/protocol.ts";
import { randomUuid } from "../src/data/random.ts";
import type { XapiRequest } from "../src/player/xapi/request.ts";
import { Answers } from "./answers.ts";
import { AtOnce } from "./at-once.ts";
import type { Book } from "./epub.ts";
import { inTurn } from "./in-turn.ts";
import type { Shown } from "./shown.ts";
import { Stage } from "./stage.ts";
import { ContentStorage } from "./storage.ts";
import { wipe } from "./wipe.ts";
import { keepShellFor, workerInControl } from "./worker.ts";

/** The app's origin: this host, the port from our own address (`#app=8080`). */
function appOrigin(): string | null {
  const port = /^#app=(\d{1,5})$/.exec(location.hash)?.[1];
  return port === undefined ? null : new URL(`${location.protocol}//${location.hostname}:${port}`).origin;
}

/** Milliseconds after which what was wiped may have been written again, by a lesson in another tab. */
const WIPED_MS = 10_000;

function serve(port: MessagePort, root: HTMLElement, wipedAt: number): void {
  const send = (message: FromShell, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const answers = new Answers();
  const atOnce = new AtOnce(answers, (request) => ask(request), randomUuid);
  const stage = new Stage(root, send, atOnce);
  window.tirekPage = (view) => stage.prepare(view);
  const storage = new ContentStorage(send);
  let nonce: string | null = null;
  let shown: Shown | null = null;
  let book: Book | null = null;
  /** Hands a request on whose answer nobody waits for; in the order in which they are made. */
  const ask = (request: XapiRequest): void => {
    if (!stage.hears()) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => port1.close();
    send({ type: "xapi", ...request }, [port2]);
  };
  const clear = (): void => {
    stage.close();
    storage.flush();
    shown?.close();
    shown = book = null;
  };

  const begin = async (launch: string): Promise<void> => {
    clear();
    if (launch !== nonce && performance.now() - wipedAt > WIPED_MS) await wipe();
    nonce = launch;
  };

  const perform = async (message: ToShell): Promise<void> => {
    switch (message.type) {
      case "open":
        await begin(message.nonce);
        storage.restore(message.nonce, message.stored);
        answers.begin(message.handed);
        if (message.scorm2004) {
          const { Runtime2004 } = await import("./scorm2004.ts");
          const runtime = new Runtime2004(message.activity, message.scorm2004, send);
          stage.open2004(message.activity, `/c/${message.nonce}/${message.path}`, message.title, runtime);
        } else {
          stage.open(message.activity, `/c/${message.nonce}/${message.path}`, message.title, message.scorm, message.xapi === true);
        }
        send({ type: "opened", activity: message.activity });
        break;
      case "pdf": {
        const { showPdf } = await import("./pdf.ts");
        await showPdf(root, message, (page, pages) => send({ type: "page", page, pages }));
        break;
      }
      case "h5p": {
        await begin(message.nonce);
        const { showH5p } = await import("./h5p.ts");
        try {
          shown = await showH5p(root, message, send);
          send({ type: "opened", activity: message.activity });
        } catch {
          send({ type: "failed", reason: "content" });
        }
        break;
      }
      case "book": {
        await begin(message.nonce);
        const { showBook } = await import("./epub.ts");
        shown = book = showBook(root, message, send);
        break;
      }
      case "chapter":
        book?.goTo(message.chapter, 0);
        break;
      case "prepare":
        send({ type: "prepared", complete: await keepShellFor(message.formats) });
        break;
      case "close":
        await stage.sayGoodbye();
        clear();
        nonce = null;
        send({ type: "closed" });
        break;
    }
  };
  const take = inTurn(perform, (message) => send({ type: "failed", reason: message.type === "pdf" ? "pdf" : "frame" }));
  port.onmessage = (event: MessageEvent<ToShell>) => take(event.data);
  document.addEventListener("visibilitychange", () => {
    stage.flush();
    storage.flush();
    shown?.flush();
  });
  addEventListener("pagehide", clear);

  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  workers?.addEventListener("message", (event: MessageEvent<(FileMessage | XapiMessage) & { nonce: string }>) => {
    const reply = event.ports[0];
    const { nonce: asked, ...message } = event.data;
    if (asked !== nonce || !reply || (message.type === "xapi" && !stage.hears())) return;
    reply.postMessage({ claimed: true });
    if (message.type === "xapi") answers.note(message);
    send(message, [reply]);
  });
  workers?.startMessages();
}

async function start(): Promise<void> {
  const app = appOrigin();
  const root = document.getElementById("stage");
  if (!app || !root || parent === window) return;
  let wipedAt = -Infinity;
  addEventListener("message", (event: MessageEvent<Partial<Connect> | null>) => {
    const port = event.ports[0];
    if (event.source !== parent || event.origin !== app || !port) return;
    if (event.data?.tirek !== "connect" || event.data.protocol !== PROTOCOL) return;
    serve(port, root, wipedAt);
  });
  const [worker] = await Promise.all([workerInControl(), wipe()]);
  wipedAt = performance.now();
  const ready: Ready = { tirek: "ready", protocol: PROTOCOL, worker };
  parent.postMessage(ready, app);
}

void start();
