"""What a page does beside what it shows: whom it asks, what it complains of, what it keeps."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

# Bytes that came over the network for the page and its parts, whatever the API answered aside.
TRANSFERRED = """
() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
  .filter((entry) => !new URL(entry.name).pathname.startsWith("/api/"))
  .map((entry) => [new URL(entry.name).pathname, entry.transferSize])
"""

# Reads a store of the phone's database again and again: IndexedDB tells nobody of a change.
STORED = """
([person, store, text]) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(`p-${person}`);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const look = () => {
      const reading = opening.result.transaction(store).objectStore(store).getAll();
      reading.onsuccess = () => {
        if (!JSON.stringify(reading.result).includes(text)) return look();
        opening.result.close();
        resolve(true);
      };
    };
    look();
  };
})
"""


# What fades or slides in has not its own colours until it has come.
STILL = """() => Promise.all(
  document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => undefined)),
).then(() => true)"""


def until_stored(page: Page, person: str, store: str, text: str) -> None:
    """Wait until something in the person's store on this phone holds `text`."""
    page.evaluate(STORED, [person, store, text])


@dataclass
class Watch:
    """Everything of a browser context that should have stayed away, from now on."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, context: BrowserContext) -> "Watch":
        watch = cls()
        context.on("request", watch._ask)
        context.on("console", watch._hear)
        context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
        return watch

    def _ask(self, request: Request) -> None:
        if request.url.startswith(("http:", "https:", "ws:", "wss:")):
            self.hosts.add(urlsplit(request.url).netloc)

    def _hear(self, message: ConsoleMessage) -> None:
        # What the content security policy stops is told here too.
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


def transferred(page: Page) -> dict[str, int]:
    """Bytes over the network by path, the API's answers left out."""
    return dict(page.evaluate(TRANSFERRED))


def barriers(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds wrong with the page as it stands, a line each; `colours_only` for a page that
    has been looked at in the other light, which changes nothing else."""
    page.evaluate(STILL)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = {"type": "rule", "values": COLOURS} if colours_only else {"type": "tag", "values": WCAG}
    found: dict[str, Any] = page.evaluate(
        "runOnly => axe.run(document, { runOnly, resultTypes: ['violations'] })", asked
    )
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
