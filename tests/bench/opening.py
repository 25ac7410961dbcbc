"""From the tap on a lesson to what it draws, on a slow phone, out of the phone's own cache."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Dialog, Page, sync_playwright

from server.demo import cast
from tests.bench.demo import median, school

# App and content share one process, as on phones with little memory: only there does slowing the
# app's processor down slow the content's down as well.
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-features=OriginIsolationHeader,OriginKeyedProcessesByDefault",
    "--disable-site-isolation-trials",
]
PUPIL: Final = "aru"
SLOWER: Final = 6  # times: how much slower than this machine's the phone's processor is
TIMES: Final = 5
PATIENCE_MS: Final = 60_000

# In every frame: when the first tap came, and when something was first drawn. Unix ms.
_WATCH: Final = """
addEventListener("click", (event) => {
  self.tapped = self.tapped || performance.timeOrigin + event.timeStamp;
}, true);
new PerformanceObserver((found) => {
  for (const one of found.getEntriesByName("first-contentful-paint")) {
    self.drawn = performance.timeOrigin + one.startTime;
  }
}).observe({ type: "paint", buffered: true });
self.confirm = () => true;  // a course asks whether to go on where it was left, and nobody thinks
"""


@contextmanager
def phone(packages: dict[str, Path]) -> Iterator["SlowPhone"]:
    """A pupil's phone that keeps `packages` (title → file), and whose school has gone."""
    with (
        school() as node,
        tempfile.TemporaryDirectory(prefix="tirek-bench-") as profile,
        sync_playwright() as playwright,
    ):
        for title, path in packages.items():
            node.tirek("content", "import", str(path), "--title", title, "--grade", "5")
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), headless=True, args=FLAGS,
            viewport={"width": 360, "height": 740}, locale="kk-KZ", timezone_id="Asia/Almaty",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(_WATCH)
        page = context.pages[0]
        page.goto(node.url)
        page.fill("#login", PUPIL)
        page.fill("#password", cast.PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector("a[href^='/task/']")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        lessons = {title: _keep(page, node.url, title) for title in packages}
        page.close()
        node.kill()
        yield SlowPhone(context, lessons)
        context.close()


def _keep(page: Page, url: str, title: str) -> str:
    """The lesson goes onto the phone; its address."""
    page.goto(f"{url}/lessons")
    page.locator("a[href^='/lesson/']", has_text=title).first.click()
    page.locator("button:has(svg)", has_text="сақтау").click()
    page.wait_for_selector(".kept-mark")
    return page.url


class SlowPhone:
    def __init__(self, context: BrowserContext, lessons: dict[str, str]) -> None:
        self._context = context
        self._lessons = lessons

    def opening(self, title: str, drawn: str, inner: str = "") -> float:
        """Seconds from the tap to the first painting of what holds `drawn`, a middle value.

        `inner` is the selector of the frame of the package's own in which that is looked for.
        """
        return median(TIMES, lambda: self._open(title, drawn, inner))

    def _open(self, title: str, drawn: str, inner: str) -> float:
        # A new window each time: nothing of the player is loaded yet.
        page = self._context.new_page()
        page.on("dialog", Dialog.accept)
        page.goto(self._lessons[title])
        item = page.locator("a[href^='/play/']").first
        item.wait_for()
        page.wait_for_load_state("networkidle")
        slow = self._context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        item.click()
        frame = page.frame_locator(".player-stage iframe").frame_locator("iframe.activity")
        if inner:
            frame = frame.frame_locator(inner)
        frame.locator(drawn).last.wait_for()
        end = float(frame.locator("html").evaluate(_DRAWN))
        began = float(page.evaluate("self.tapped"))
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        page.locator(".player-bar button").first.click()
        page.locator(".player").wait_for(state="detached")
        page.close()
        assert end > began
        return (end - began) / 1000


# What is there has been painted a few frames later, if not before.
_DRAWN: Final = """
() => new Promise((resolve) => {
  const look = () => self.drawn ? resolve(self.drawn) : requestAnimationFrame(look);
  look();
})
"""
