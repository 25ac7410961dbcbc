/**
 * The player shell on the content origin: joins the app by one port, shows the package inside, and
 * passes on what the package sets and asks for. It decides nothing; the app does.
 */
import { type Connect, type FileMessage, type FromShell, PROTOCOL, type Ready, type ToShell } from "../src/player/protocol.ts";
import { Stage } from "./stage.ts";
import { wipe } from "./wipe.ts";
import { keepWholeShell, workerInControl } from "./worker.ts";

/** The app's origin: this host, the port from our own address (`#app=8080`). */
function appOrigin(): string | null {
  const port = /^#app=(\d{1,5})$/.exec(location.hash)?.[1];
  return port === undefined ? null : new URL(`${location.protocol}//${location.hostname}:${port}`).origin;
}

function serve(port: MessagePort, root: HTMLElement): void {
  const send = (message: FromShell, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const stage = new Stage(root, send);
  let nonce: string | null = null;

  const perform = async (message: ToShell): Promise<void> => {
    switch (message.type) {
      case "open":
        nonce = message.nonce;
        stage.open(message.activity, `/c/${message.nonce}/${message.path}`, message.title, message.scorm);
        send({ type: "opened", activity: message.activity });
        break;
      case "pdf": {
        const { showPdf } = await import("./pdf.ts");
        await showPdf(root, message, (page, pages) => send({ type: "page", page, pages }));
        break;
      }
      case "prepare":
        send({ type: "prepared", complete: message.pdf ? await keepWholeShell() : true });
        break;
      case "close":
        stage.close();
        nonce = null;
        send({ type: "closed" });
        break;
    }
  };
  port.onmessage = (event: MessageEvent<ToShell>) => {
    perform(event.data).catch(() => send({ type: "failed", reason: event.data.type === "pdf" ? "pdf" : "frame" }));
  };
  document.addEventListener("visibilitychange", () => stage.flush());
  addEventListener("pagehide", () => stage.close());

  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  workers?.addEventListener("message", (event: MessageEvent<FileMessage & { nonce: string }>) => {
    const reply = event.ports[0];
    const { path, range } = event.data;
    if (event.data.nonce !== nonce || !reply) return;
    reply.postMessage({ claimed: true });
    send({ type: "file", path, range }, [reply]);
  });
  workers?.startMessages();
}

async function start(): Promise<void> {
  const app = appOrigin();
  const root = document.getElementById("stage");
  if (!app || !root || parent === window) return;
  addEventListener("message", (event: MessageEvent<Partial<Connect> | null>) => {
    const port = event.ports[0];
    if (event.source !== parent || event.origin !== app || !port) return;
    if (event.data?.tirek !== "connect" || event.data.protocol !== PROTOCOL) return;
    serve(port, root);
  });
  await wipe();
  const ready: Ready = { tirek: "ready", protocol: PROTOCOL, worker: await workerInControl() };
  parent.postMessage(ready, app);
}

void start();
