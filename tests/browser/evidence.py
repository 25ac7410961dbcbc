"""What stood on the phones when a test failed: a machine that ran it once is gone by then."""

import base64
import contextlib
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

SAID_LINES: Final = 200
"""Of the console and of failed requests, the last ones: what failed stands at the end."""
HTML_CHARACTERS: Final = 20_000
"""Of a page's body: a screen has about 5,000."""
PICTURE_QUALITY: Final = 40
"""Of a JPEG: a phone's screen takes about 15 KB, and can still be read."""
PATIENCE_MS: Final = 5_000
"""For each look at a page, which may hang: that may be why the test failed."""


@dataclass
class Diary:
    """What the pages of one browser context said, from the moment that it was opened."""

    said: deque[str] = field(default_factory=lambda: deque(maxlen=SAID_LINES))

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.said.append(f"uncaught: {error.error}"))
        context.on("requestfailed", self._miss)

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(f"{message.type}: {message.text}")

    def _miss(self, request: Request) -> None:
        self.said.append(f"failed: {request.method} {request.url} {request.failure}")


def seen_on(page: Page, diary: Diary, picture: Path) -> str:
    """The page's address, what is to be read on it, its console and HTML; its picture as a file.

    Where CI runs the picture stands in the text as well: nothing else is kept of that machine.
    """
    parts = [f"address: {page.url}"]
    with _whatever_happens(parts):
        parts += ["on the screen:", page.locator("body").aria_snapshot(timeout=PATIENCE_MS)]
    parts += ["console:", *(diary.said or ["nothing"])]
    with _whatever_happens(parts):
        html = page.locator("body").evaluate("it => it.outerHTML", timeout=PATIENCE_MS)
        parts += ["HTML:", html[:HTML_CHARACTERS]]
    with _whatever_happens(parts):
        jpeg = page.screenshot(
            path=picture, type="jpeg", quality=PICTURE_QUALITY, timeout=PATIENCE_MS
        )
        parts.append(f"picture: {picture}")
        if os.environ.get("CI"):
            parts.append(f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}")
    return "\n".join(parts)


@contextlib.contextmanager
def _whatever_happens(parts: list[str]) -> Iterator[None]:
    """A page that cannot be looked at says so; the test's own failure comes first."""
    try:
        yield
    except Error as problem:
        parts.append(f"not to be had: {problem.message}")
