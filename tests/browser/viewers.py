"""The same few acts in two browsers: what a person sees and taps, by scripts that both run."""

import json
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from playwright.sync_api import Dialog, Error, Page

from server.demo.cast import PASSWORD
from tests.browser.conftest import PATIENCE_MS, Phone

FIREFOX = shutil.which("firefox-esr")
HERE = Path(__file__).parent
OLD_CHROMIUMS = HERE.parents[1] / ".venv" / "old-chromiums"
LOOK_MS = 50
KEEP_PATIENCE_MS = 6 * PATIENCE_MS  # some packages have thousands of files
READ_MS = 3_200
"""A little more than the shell asks for (pwa/shell/stage.ts), whose clock is another one."""
Where = Literal["page", "content"]
"""The app's own page, or any frame of the content origin."""


class Viewer(Protocol):
    """A browser with one page and a profile that outlives it; every dialog is agreed to."""

    def open(self, url: str) -> None: ...

    def until(self, where: Where, script: str, patience_ms: int = PATIENCE_MS) -> Any:
        """What `script`, a function without parameters, gives once it gives something."""

    def close(self) -> None:
        """The browser goes; its profile stays for the next `open`."""


@dataclass
class Chromium:
    phone: Phone
    _page: Page | None = None

    def open(self, url: str) -> None:
        page = self.phone.open(url)
        if self._page is not page:
            page.on("dialog", Dialog.accept)
        self._page = page

    def until(self, where: Where, script: str, patience_ms: int = PATIENCE_MS) -> Any:
        page = self._page
        assert page is not None
        end = time.monotonic() + patience_ms / 1000
        while time.monotonic() < end:
            for frame in page.frames:
                if (frame == page.main_frame) == (where == "page"):
                    try:
                        found = frame.evaluate(script)
                    except Error:  # the frame has gone meanwhile
                        continue
                    if found:
                        return found
            page.wait_for_timeout(LOOK_MS)
        raise AssertionError(f"{script} gave nothing in {[frame.url for frame in page.frames]}")

    def close(self) -> None:
        self.phone.close()
        self._page = None


@dataclass
class Driven:
    """A browser behind a program of ours: a JSON command per line, a JSON answer per line."""

    driver: Path
    browser: str
    profile: Path
    _running: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def open(self, url: str) -> None:
        if self._running is None:
            self.profile.mkdir(exist_ok=True)
            self._running = subprocess.Popen(
                ["node", str(self.driver), self.browser, str(self.profile)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self._ask(verb="open", url=url)

    def until(self, where: Where, script: str, patience_ms: int = PATIENCE_MS) -> Any:
        return self._ask(verb="until", where=where, script=script, patience=patience_ms)

    def close(self) -> None:
        if self._running is not None:
            self._ask(verb="close")
            self._running.communicate(timeout=PATIENCE_MS / 1000)
            self._running = None

    def _ask(self, **order: object) -> Any:
        running = self._running
        assert running is not None
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(json.dumps(order) + "\n")
        running.stdin.flush()
        line = running.stdout.readline()
        assert line, f"the driver of {self.browser} has ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]


def firefox(profile: Path) -> Driven:
    """Debian's, which only the tests at full size install."""
    assert FIREFOX is not None
    return Driven(HERE / "firefox.mjs", FIREFOX, profile)


def old_chromium(version: str, profile: Path) -> Driven:
    """One of OLD_CHROMIUMS, which only the tests at full size fetch."""
    return Driven(HERE / "old_chromiums" / "driver.mjs", str(OLD_CHROMIUMS / version), profile)


def seen(viewer: Viewer, selector: str, where: Where = "page", words: str = "") -> None:
    """Until an element is there that has these words in it."""
    wanted = json.dumps(words, ensure_ascii=False)
    found = f"[...document.querySelectorAll({json.dumps(selector)})]"
    viewer.until(where, f"() => {found}.some((one) => one.textContent.includes({wanted}))")


def painted(viewer: Viewer) -> None:
    """Until a page of the package shows words or pictures."""
    viewer.until(
        "content",
        """() => {
          const all = frameElement ? [...document.querySelectorAll("body *")] : [];
          return all.some((one) => {
            const { width, height } = one.getBoundingClientRect();
            if (width < 20 || height < 10 || getComputedStyle(one).visibility !== "visible") {
              return false;
            }
            const isPicture = ["IMG", "CANVAS", "VIDEO", "svg"].includes(one.tagName);
            const texts = [...one.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE);
            return isPicture || texts.some((it) => it.data.trim() !== "");
          });
        }""",
    )


def read(viewer: Viewer) -> None:
    """Until the package's page has been open for as long as counts as having read it."""
    viewer.until(
        "content",
        f"""() => {{
          const [page] = performance.getEntriesByType("navigation");
          const isOpened = frameElement !== null && frameElement.className === "activity";
          const end = page.loadEventEnd;
          return isOpened && end > 0 && performance.now() - end > {READ_MS};
        }}""",
    )


def played(viewer: Viewer) -> None:
    """Until a film has run for a while: of one that was only opened there is nothing to report."""
    viewer.until(
        "page",
        """() => {
          const films = [...document.querySelectorAll("video")];
          return films.length > 0 && films.every((it) => it.ended || it.currentTime > 1);
        }""",
    )


def gone(viewer: Viewer, selector: str) -> None:
    viewer.until("page", f"() => !document.querySelector({json.dumps(selector)})")


def tap(viewer: Viewer, selector: str, where: Where = "page", words: str = "") -> None:
    """The first element that fits and can be tapped, once there is one."""
    viewer.until(
        where,
        f"""() => {{
          const all = [...document.querySelectorAll({json.dumps(selector)})];
          const it = all.find((one) => !one.disabled && one.textContent.includes({
            json.dumps(words, ensure_ascii=False)
        }));
          if (it) it.click();
          return !!it;
        }}""",
    )


def log_in(viewer: Viewer, login: str) -> None:
    """Until the app's worker holds the app."""
    viewer.until(
        "page",
        f"""() => {{
          const login = document.querySelector("#login");
          const password = document.querySelector("#password");
          if (!login || !password) return false;
          const put = (it, text) => {{
            it.value = text;
            it.dispatchEvent(new Event("input", {{ bubbles: true }}));
          }};
          put(login, {json.dumps(login)});
          put(password, {json.dumps(PASSWORD)});
          login.form.requestSubmit();
          return true;
        }}""",
    )
    seen(viewer, "a[href^='/task/']")
    viewer.until("page", "() => navigator.serviceWorker.controller !== null")


def keep(viewer: Viewer) -> None:
    """The lesson that is open goes onto the phone."""
    tap(viewer, "button", words="сақтау")
    viewer.until("page", "() => !!document.querySelector('.kept-mark')", KEEP_PATIENCE_MS)


def begin_or_repeat(viewer: Viewer) -> None:
    """Goes into what was tapped; what was finished at an earlier visit is gone through again."""
    viewer.until(
        "page",
        """() => {
          const again = document.querySelector(".player-cover .button-primary");
          if (again) again.click();
          return !document.querySelector(".player-cover");
        }""",
    )


def leave(viewer: Viewer) -> None:
    """Closes the player; what was set in it is in an operation then."""
    tap(viewer, ".player-bar button")
    gone(viewer, ".player")


def send(viewer: Viewer) -> None:
    """Everything leaves the phone."""
    # whatever it shows: a quick phone has nothing left to send
    tap(viewer, "[aria-label*='Жұмыстар қайда']")
    tap(viewer, "button", words="Қазір жіберу")
    viewer.until("page", "() => document.body.textContent.includes('Бәрі жіберілді')")
