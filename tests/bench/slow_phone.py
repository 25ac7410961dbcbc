"""What a person waits for on a slow phone: a sixth of this machine's speed, an emulated link.

Chromium's own throttling does both: of the processor for the page, of the link for page and worker.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from server.demo import cast
from tests.bench.opening import SLOWER

_FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
_PATIENCE_MS: Final = 60_000


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


class SlowPhone:
    def __init__(self, context: BrowserContext, link: Link) -> None:
        self._context = context
        self._link = link
        self.page = self._slowed(context.pages[0])

    def arrive(self, url: str, login: str, drawn: str) -> float:
        """Seconds of the first visit in which a person waits: until the log-in can be filled in,
        and from then, filled in, until `drawn` is there."""
        opened = self._until_drawn(lambda: self.page.goto(url, wait_until="commit"), "#login")
        self.page.fill("#login", login)
        self.page.fill("#password", cast.PASSWORD)
        return opened + self._until_drawn(lambda: self.page.press("#password", "Enter"), drawn)

    def return_to(self, url: str, drawn: str) -> float:
        """Seconds from opening the app again, which the phone keeps, until `drawn` is there."""
        self.page.wait_for_selector("html[data-kept]", state="attached")
        self.page.close()
        self.page = self._slowed(self._context.new_page())
        return self._until_drawn(lambda: self.page.goto(url, wait_until="commit"), drawn)

    def saved_ms(self) -> list[float]:
        """For each tap that wrote something: until it was in the outbox, on the disk."""
        return [float(one) for one in self.page.evaluate("self.saved")]

    def waits_ms(self) -> list[float]:
        """For each interaction: until the next frame showed it; those under 16 ms count as none."""
        return [float(one) for one in self.page.evaluate("Object.values(self.waits)")]

    def _until_drawn(self, act: Callable[[], object], drawn: str) -> float:
        began = time.monotonic()
        act()
        self.page.wait_for_selector(drawn)
        return time.monotonic() - began

    def _slowed(self, page: Page) -> Page:
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
