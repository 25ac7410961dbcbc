"""What the app costs over the air: a pupil's first visit, the next one, and the offline copy."""

import gzip
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

from server.app import APP_BUILD
from server.demo import cast
from tests.bench.demo import school
from tests.bench.figures import Figure
from tests.support.nodes import Node

CHROMIUM = "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PUPIL = "aru"
KEPT = re.compile(r'\{[^{}]*"url":"[^{}]*\}')
API = "/api/"


@dataclass
class Wire:
    """What a page has received over the network: bytes by address, headers included."""

    urls: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)

    def watch(self, context: BrowserContext, page: Page) -> None:
        session = context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]
        self.kinds[event["requestId"]] = event.get("type", "")

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def total(self, *, api: bool) -> float:
        """Bytes of the API's answers, or of everything else."""
        return sum(
            size
            for key, size in self.bytes.items()
            if urlsplit(self.urls.get(key, "")).path.startswith(API) is api
        )

    def fonts(self) -> float:
        return sum(size for key, size in self.bytes.items() if self.kinds.get(key) == "Font")


def measure(full: bool) -> Iterator[Figure]:
    with school() as node, tempfile.TemporaryDirectory(prefix="tirek-bench-") as name:
        first, again = _visits(node, Path(name))
    yield Figure("app.first_load", first.total(api=False) / 1000, "KB", "<=60")
    yield Figure("app.first_load_api", first.total(api=True) / 1000, "KB")
    yield Figure("app.fonts", first.fonts() + again.fonts(), "B", "<=0")
    yield Figure("app.repeat_shell", again.total(api=False), "B", "<=0")
    everybody, staff = _kept(APP_BUILD)
    yield Figure("app.precache", everybody / 1000, "KB", "<=250")
    yield Figure("app.precache_staff", (everybody + staff) / 1000, "KB")


def _visits(node: Node, profile: Path) -> tuple[Wire, Wire]:
    """The first visit up to the to-do list, with the screens that the app fetches in advance, and
    one more once the worker keeps the app."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=shutil.which(CHROMIUM), headless=True, args=FLAGS,
            viewport={"width": 360, "height": 740}, locale="kk-KZ", timezone_id="Asia/Almaty",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        page = context.pages[0]
        first = Wire()
        first.watch(context, page)
        page.goto(node.url)
        page.fill("#login", PUPIL)
        page.fill("#password", cast.PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector("a[href^='/task/']")
        page.wait_for_load_state("networkidle")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.close()
        page = context.new_page()
        again = Wire()
        again.watch(context, page)
        page.goto(node.url)
        page.wait_for_selector("a[href^='/task/']")
        page.wait_for_load_state("networkidle")
        context.close()
    assert first.total(api=False) > 0
    assert first.total(api=True) > 0
    assert again.urls, "the second visit asked for nothing at all"
    return first, again


def _kept(build: Path) -> tuple[float, float]:
    """Bytes, as gzip sends them, of the worker and all that it keeps on every phone, and of what
    it keeps besides once somebody of the staff has logged in."""
    worker = (build / "sw.js").read_text(encoding="utf-8")
    entries = [json.loads(entry) for entry in KEPT.findall(worker)]
    assert any(entry["url"] == "index.html" for entry in entries), "the worker's list was not found"
    sizes = [(_gzipped(build / entry["url"]), entry) for entry in entries]
    everybody = sum(size for size, entry in sizes if not {"staff", "family"} & entry.keys())
    return _gzipped(build / "sw.js") + everybody, sum(
        size for size, entry in sizes if "staff" in entry
    )


def _gzipped(path: Path) -> int:
    ready = path.with_name(path.name + ".gz")
    if ready.is_file():
        return ready.stat().st_size
    data = path.read_bytes()
    return min(len(data), len(gzip.compress(data, 6)))
