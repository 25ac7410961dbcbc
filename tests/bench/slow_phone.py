"""What a person waits for on a slow phone: a sixth of this machine's speed, an emulated link.

Chromium's own throttling does both: of the processor for the page, of the link for page and worker.
The page itself says when something was drawn: whoever asks from outside has the page read a script
of several hundred kilobytes first, which a slow phone takes a tenth of a second for.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, sync_playwright

from server.demo import cast
from tests.bench.opening import SLOWER

_FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
_PATIENCE_MS: Final = 60_000


# Tells when the first element of each kind was there, and the frame with it was drawn.
_DRAWN: Final = "tirek-drawn"
_LOOK: Final = """
((wanted) => {
  const look = () => {
    for (const selector of [...wanted]) {
      if (!document.querySelector(selector)) continue;
      wanted.delete(selector);
      requestAnimationFrame(() => setTimeout(() => {
        console.debug(JSON.stringify(["%s", selector, performance.timeOrigin + performance.now()]));
      }));
    }
    if (wanted.size === 0) observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
})(new Set(%s));
"""


@dataclass(frozen=True)
class Link:
    """Bits a second each way, and milliseconds that an answer takes at least."""

    bits_per_second: int
    latency_ms: int


SLOW_3G: Final = Link(400_000, 400)
LAN: Final = Link(20_000_000, 10)

# How long from a tap until it was in the outbox, and from an interaction until it was shown.
_WATCH: Final = """
self.saved = []; self.waits = {};
addEventListener("click", (event) => { self.tapped = event.timeStamp; }, true);
const open = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
  const tx = open.call(this, stores, mode, ...more);
  if (mode === "readwrite" && ["outbox", "drafts"].every((one) => [stores].flat().includes(one)))
    tx.addEventListener("complete", () => self.saved.push(performance.now() - self.tapped));
  return tx;
};
new PerformanceObserver((found) => {
  for (const { interactionId: id, duration } of found.getEntries())
    if (id) self.waits[id] = Math.max(self.waits[id] ?? 0, duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""

# From a tap until one row as large as a work is on the disk: its own database, nothing else to do.
_BARE_WRITE: Final = """
(rows) => new Promise((done, failed) => {
  const asked = indexedDB.open("bound", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { autoIncrement: true });
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = async () => {
    const taken = [];
    const button = document.createElement("button");
    for (let n = 0; n < rows; n += 1) {
      taken.push(await new Promise((written, lost) => {
        button.onclick = (tap) => {
          const tx = asked.result.transaction("rows", "readwrite", { durability: "strict" });
          tx.objectStore("rows").add({ text: "x".repeat(400) });
          tx.oncomplete = () => written(performance.now() - tap.timeStamp);
          tx.onabort = () => lost(tx.error);
          tx.commit();
        };
        button.click();
      }));
    }
    done(taken);
  };
})
"""


@contextmanager
def slow_phone(link: Link) -> Iterator["SlowPhone"]:
    """A browser with an empty profile."""
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as profile, sync_playwright() as maker:
        context = maker.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), headless=True, args=_FLAGS,
            viewport={"width": 360, "height": 740}, locale="kk-KZ", timezone_id="Asia/Almaty",
        )  # fmt: skip
        context.set_default_timeout(_PATIENCE_MS)
        context.add_init_script(_WATCH)
        yield SlowPhone(context, link)
        context.close()


@dataclass(frozen=True)
class Visit:
    """Seconds of a first visit: until the log-in can be filled in, and from sending it, which no
    person is as quick with, to what they came for."""

    opened: float
    entered: float

    @property
    def waited(self) -> float:
        return self.opened + self.entered


class SlowPhone:
    def __init__(self, context: BrowserContext, link: Link) -> None:
        self._context = context
        self._link = link
        self._drawn: dict[str, float] = {}
        self.page = self._slowed(context.pages[0])

    def arrive(self, url: str, login: str, wanted: str) -> Visit:
        """A first visit, until `wanted` is drawn."""
        self._look_for("#login", wanted)
        begun = time.time()
        self.page.goto(url, wait_until="commit")
        opened = self._when("#login") - begun
        self.page.fill("#login", login)
        self.page.fill("#password", cast.PASSWORD)
        begun = time.time()
        self.page.keyboard.press("Enter")
        return Visit(opened, self._when(wanted) - begun)

    def return_to(self, url: str, wanted: str) -> float:
        """Seconds from opening the app again, which the phone keeps, until `wanted` is drawn."""
        self.page.wait_for_selector("html[data-kept]", state="attached")
        self.page.close()
        self.page = self._slowed(self._context.new_page())
        self._look_for(wanted)
        begun = time.time()
        self.page.goto(url, wait_until="commit")
        return self._when(wanted) - begun

    def saved_ms(self) -> list[float]:
        """For each tap that wrote something: until it was in the outbox, on the disk."""
        return [float(one) for one in self.page.evaluate("self.saved")]

    def bare_writes_ms(self, rows: int) -> list[float]:
        """The same for a page that only writes a row, several times, one after the other."""
        return [float(one) for one in self.page.evaluate(_BARE_WRITE, rows)]

    def waits_ms(self) -> list[float]:
        """For each interaction: until the next frame showed it; those under 16 ms count as none."""
        return [float(one) for one in self.page.evaluate("Object.values(self.waits)")]

    def _look_for(self, *wanted: str) -> None:
        self.page.add_init_script(_LOOK % (_DRAWN, json.dumps(wanted)))

    def _when(self, wanted: str) -> float:
        """The moment, in seconds of this machine's clock, at which it was drawn."""
        while wanted not in self._drawn:
            self.page.wait_for_event("console")
        return self._drawn[wanted]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith(f'["{_DRAWN}"'):
            _, wanted, at = json.loads(message.text)
            self._drawn[wanted] = at / 1000

    def _slowed(self, page: Page) -> Page:
        self._drawn.clear()
        page.on("console", self._hear)
        session: CDPSession = self._context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        rate = self._link.bits_per_second / 8
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": self._link.latency_ms,
                "downloadThroughput": rate,
                "uploadThroughput": rate,
            },
        )
        return page
