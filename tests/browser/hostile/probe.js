// What content must not be able to do. Each probe is true when it got what it wanted.
// APP, the address of the app's server, comes from app.js, which the test writes.
const API = `${APP}/api/v1/node`;
const PROBE_MS = 3000; // a probe that gets no answer at all has failed

const loads = (make) =>
  new Promise((resolve) => {
    const element = make();
    element.onload = () => resolve(true);
    element.onerror = () => resolve(false);
    document.body.appendChild(element);
  });
const element = (name, values) => Object.assign(document.createElement(name), values);
const request = (withCredentials) =>
  new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.withCredentials = withCredentials;
    xhr.onload = () => resolve(true);
    xhr.onerror = () => resolve(false);
    xhr.open("GET", API);
    xhr.send();
  });
const holds = (window) => Boolean(window.localStorage.length + 1);
const registers = (address, scope) => navigator.serviceWorker.register(address, scope ? { scope } : {}).then(() => true);
const source = "self.addEventListener('fetch', () => undefined)";

const PROBES = {
  "read a cookie": () => document.cookie !== "",
  "fetch the API": () => fetch(API).then(() => true),
  "fetch the API with credentials": () => fetch(API, { credentials: "include" }).then(() => true),
  "fetch the API blindly": () => fetch(API, { mode: "no-cors", credentials: "include" }).then(() => true),
  "post to the API blindly": () => fetch(`${APP}/api/v1/operations`, { method: "POST", mode: "no-cors", body: "{}" }).then(() => true),
  "ask the API by XHR": () => request(false),
  "ask the API by XHR with credentials": () => request(true),
  "listen to the app's server": () =>
    new Promise((resolve) => {
      const events = new EventSource(API);
      events.onopen = () => resolve(true);
      events.onerror = () => resolve(false);
    }),
  "load a picture from the app": () => loads(() => element("img", { src: `${APP}/icon-192.png` })),
  "load a script from the app": () => loads(() => element("script", { src: `${APP}/guard.js` })),
  "read the app's document": () => Boolean(top.document.body),
  "read the app's address": () => Boolean(top.location.href),
  "read the app's localStorage": () => holds(top),
  "read the app's databases": () => Boolean(top.indexedDB),
  "read the app's caches": () => Boolean(top.caches),
  "call into the app": () => Boolean(top.eval("1")),
  "find the app's settings here": () => Object.keys(localStorage).some((key) => !key.startsWith("hostile")),
  "find the app's databases here": () => indexedDB.databases().then((all) => all.some(({ name }) => name === "device" || name.startsWith("p-"))),
  "find the app's caches here": () => caches.keys().then((all) => all.some((name) => !name.startsWith("shell-"))),
  "register a worker of the package": () => registers("worker.js"),
  "register a worker for everything": () => registers("worker.js", "/"),
  "register a worker from a blob": () => registers(URL.createObjectURL(new Blob([source], { type: "text/javascript" }))),
  "register a worker from data": () => registers(`data:text/javascript,${encodeURIComponent(source)}`),
  "register the app's worker": () => registers(`${APP}/sw.js`),
};

async function outcome(probe) {
  const late = new Promise((resolve) => setTimeout(resolve, PROBE_MS, false));
  try {
    return await Promise.race([Promise.resolve(probe()).catch(() => false), late]);
  } catch {
    return false; // refused at once
  }
}

async function probeAll() {
  const result = {};
  await Promise.all(
    Object.keys(PROBES).map(async (name) => {
      result[name] = await outcome(PROBES[name]);
    }),
  );
  return result;
}

async function run() {
  const result = await probeAll();
  navigator.sendBeacon(`${APP}/api/v1/operations`, "{}");
  const frame = element("iframe", { src: `${APP}/todo` });
  await new Promise((resolve) => {
    frame.onload = resolve;
    document.body.appendChild(frame);
  });
  document.cookie = "hostile=1; path=/";
  localStorage.setItem("hostile", "1");
  document.getElementById("result").textContent = JSON.stringify(result);
}

// A click counts as the pupil's own wish, with which browsers are more generous.
function leave() {
  try {
    top.location = `${APP}/healthz`;
  } catch {
    document.title = "refused";
  }
  window.open(`${APP}/healthz`, "_top");
}

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("run").onclick = () => void run();
  document.getElementById("leave").onclick = leave;
  document.getElementById("link").href = `${APP}/healthz`;
  document.getElementById("form").action = `${APP}/healthz`;
});
