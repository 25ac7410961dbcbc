// Drives a Chromium that is too old for today's drivers, by its own protocol and nothing newer than
// version 80 has of it: a JSON command per line on stdin, a JSON answer per line on stdout.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const WebSocket = createRequire(new URL("../../../pwa/package.json", import.meta.url))("ws");
const [executablePath, userDataDir] = process.argv.slice(2);
const LOOK_MS = 50;
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--lang=kk",
  "--remote-debugging-port=0",
  `--user-data-dir=${userDataDir}`,
];

const browser = spawn(executablePath, [...FLAGS, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
const ended = new Promise((resolve) => browser.once("exit", resolve));
const socket = new WebSocket(await address(), { maxPayload: 64 << 20 });
await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));

const waiting = new Map();
/** Every page and frame that can be asked, by target and number: contexts come and go with them. */
const contexts = new Map();
let last = 0;
let mainFrame = "";
let pageSession = "";

function send(method, params = {}, sessionId = undefined) {
  const id = ++last;
  socket.send(JSON.stringify({ id, method, params, sessionId }));
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

const events = {
  "Runtime.executionContextCreated": ({ context }, session) => {
    if (context.auxData?.isDefault) contexts.set(`${session} ${context.id}`, { session, id: context.id, frame: context.auxData.frameId, origin: context.origin });
  },
  "Runtime.executionContextDestroyed": ({ executionContextId }, session) => contexts.delete(`${session} ${executionContextId}`),
  "Runtime.executionContextsCleared": (_, session) => forget(session),
  "Target.attachedToTarget": ({ sessionId, targetInfo }) => void (targetInfo.type === "iframe" && watch(sessionId).catch(() => forget(sessionId))), // it may be gone again
  "Target.detachedFromTarget": ({ sessionId }) => forget(sessionId),
  "Page.javascriptDialogOpening": (_, session) => void send("Page.handleJavaScriptDialog", { accept: true }, session).catch(() => null),
};

socket.on("message", (text) => {
  const message = JSON.parse(text);
  if (message.id === undefined) return events[message.method]?.(message.params, message.sessionId);
  const { resolve, reject } = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.error) reject(new Error(message.error.message));
  else resolve(message.result);
});

function forget(session) {
  for (const [key, context] of contexts) if (context.session === session) contexts.delete(key);
}

async function watch(session) {
  await send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }, session);
  await send("Page.enable", {}, session);
  await send("Runtime.enable", {}, session);
}

function address() {
  return new Promise((resolve, reject) => {
    createInterface({ input: browser.stderr }).on("line", (line) => {
      const found = /DevTools listening on (ws:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    browser.once("exit", (code) => reject(new Error(`the browser ended: ${code}`)));
  });
}

async function evaluate({ session, id }, expression) {
  // A tap is a person's: without one no film starts.
  const asked = { expression, contextId: id, returnByValue: true, awaitPromise: true, userGesture: true };
  const { result, exceptionDetails } = await send("Runtime.evaluate", asked, session);
  return exceptionDetails ? null : result.value;
}

const is = {
  page: (context) => context.frame === mainFrame,
  content: (context) => context.frame !== mainFrame,
};

// Asks the frames again and again until one of them gives something; frames come and go meanwhile.
async function until({ where, script, patience }) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    for (const context of [...contexts.values()].filter(is[where])) {
      const found = await evaluate(context, `(${script})()`).catch(() => null);
      if (found) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const main = [...contexts.values()].find(is.page);
  throw new Error(`${script} gave nothing: ${main && (await evaluate(main, "document.body.innerText"))}`);
}

async function close() {
  // Closing the browser properly lets it write what its storage has promised.
  await send("Browser.close").catch(() => null);
  await ended;
  return true;
}

const { targetInfos } = await send("Target.getTargets");
const { targetId } = targetInfos.find(({ type }) => type === "page");
mainFrame = targetId; // a page's first frame bears the page's own id
({ sessionId: pageSession } = await send("Target.attachToTarget", { targetId, flatten: true }));
await watch(pageSession);
await send("Emulation.setDeviceMetricsOverride", { width: 360, height: 740, deviceScaleFactor: 1, mobile: true }, pageSession);

const verbs = {
  open: ({ url }) => send("Page.navigate", { url }, pageSession).then(() => true),
  until,
  close,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { verb, ...order } = JSON.parse(line);
  const answer = await verbs[verb](order).then((value) => ({ value }), (error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  if (verb === "close") break;
}
process.exit(0);
