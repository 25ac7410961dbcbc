// Drives Debian's Firefox for a test: a JSON command per line on stdin, a JSON answer per line on stdout.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const puppeteer = createRequire(new URL("../../pwa/package.json", import.meta.url))("puppeteer-core");
const [executablePath, userDataDir] = process.argv.slice(2);
const LOOK_MS = 50;

// No first-run pages and no calls home: there is nothing to call.
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "intl.accept_languages": "kk-KZ, kk",
  "services.settings.server": "data:,",
};

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  userDataDir,
  headless: true,
  defaultViewport: { width: 360, height: 740 },
  extraPrefsFirefox: PREFERENCES,
});
const page = (await browser.pages())[0] ?? (await browser.newPage());
page.on("dialog", (dialog) => void dialog.accept());

const frames = {
  page: () => [page.mainFrame()],
  content: () => page.frames().filter((one) => one.url().startsWith("http") && new URL(one.url()).origin !== new URL(page.url()).origin),
};

// Asks the frames again and again until one of them gives something; frames come and go meanwhile.
async function until({ where, script, patience }) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    for (const frame of frames[where]()) {
      const found = await frame.evaluate(`(${script})()`).catch(() => null);
      if (found) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const words = await page.evaluate(() => document.body.innerText);
  throw new Error(`${script} gave nothing in ${page.frames().map((one) => one.url()).join(" ")}: ${words}`);
}

const verbs = {
  open: ({ url }) => page.goto(url).then(() => true),
  until,
  close: () => browser.close().then(() => true),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { verb, ...order } = JSON.parse(line);
  const answer = await verbs[verb](order).then((value) => ({ value }), (error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  if (verb === "close") break;
}
process.exit(0);
