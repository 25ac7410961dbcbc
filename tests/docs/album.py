"""Pictures of every screen, and docs/screens.md, which shows them: `make pictures`.

Each route of the app with the demo's people (tests/browser/routes.py), on a phone and on a wide
screen. WebP of the browser's own making: nothing else has to be installed.
"""

import argparse
import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from tests.bench.demo import SHUT, demo
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.routes import Stop, by_person, log_in, speak, visit

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGE: Final = DOCS / "screens.md"
FOLDER: Final = DOCS / "images" / "screens"
SIZES: Final = {"phone": (360, 740), "wide": (1280, 800)}
QUALITY: Final = 45
"""Of WebP, 0 to 100: text stays sharp, and a picture takes some 15 KB."""
PATIENCE_MS: Final = 15_000
PEOPLE: Final = {
    "aru": "A pupil",
    "qanat": "A parent of two",
    "zhanna": "A parent",
    "marat": "A teacher",
    "asel": "An assistant",
    "admin": "An administrator",
    "director": "A director",
    "inspector": "An inspector",
    "operator": "An operator at the hub",
}
INTRODUCTION: Final = """# Screens

Each address of the app, with the people of the demo school, on a phone of 360 × 740 and on a screen
of 1280 × 800. `make pictures` takes them anew and writes this page.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--languages", nargs="+", default=["kk"])
    parser.add_argument("--lights", nargs="+", default=["light"])
    parser.add_argument("--sizes", nargs="+", default=list(SIZES))
    parser.add_argument("--only", default="", help="routes that begin so")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    missing: list[str] = []
    with demo(SHUT) as made, sync_playwright() as playwright:
        made.school.start()
        made.hub.start()
        urls = {"school": made.school.url, "hub": made.hub.url}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for server, login, all_stops in by_person():
            stops = [stop for stop in all_stops if stop.route.startswith(chosen.only)]
            if not stops:
                continue
            context = browser.new_context(locale="kk-KZ", timezone_id="Asia/Almaty")
            context.set_default_timeout(PATIENCE_MS)
            missing += _walk(context, urls[server], login, stops, chosen)
            context.close()
        browser.close()
    if missing:
        raise SystemExit("\n".join(missing))
    if chosen.out == FOLDER:
        PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """docs/screens.md."""
    parts = [INTRODUCTION]
    for _, login, stops in by_person():
        parts.append(f"## {PEOPLE[login]}\n\n| address | phone | wide |\n|---|---|---|")
        for stop in filter(taken, stops):
            shots = [f"![{stop.route}]({file.relative_to(DOCS)})" for file in pictures(stop)]
            parts[-1] += f"\n| `{stop.route}` | {' | '.join(shots)} |"
        parts[-1] += "\n"
    return "\n".join(parts)


def pictures(stop: Stop) -> list[Path]:
    """The files of a stop, by size."""
    return [FOLDER / f"{stop.name}-{size}.webp" for size in SIZES]


def taken(stop: Stop) -> bool:
    """A screen that is newer than the last pictures waits for the next."""
    return all(file.is_file() for file in pictures(stop))


def _walk(
    context: BrowserContext, url: str, login: str, stops: list[Stop], chosen: argparse.Namespace
) -> list[str]:
    """The stops that did not open, with the reason."""
    missing = []
    tab = context.new_page()
    log_in(tab, url, login)
    for language in chosen.languages:
        speak(tab, language)
        for stop in stops:
            try:
                visit(tab, url, stop)
            except Error as problem:
                missing.append(f"{stop.route} {language}: {str(problem).splitlines()[0]}")
            for size in chosen.sizes:
                width, height = SIZES[size]
                tab.set_viewport_size({"width": width, "height": height})
                for light in chosen.lights:
                    tab.emulate_media(
                        color_scheme="dark" if light == "dark" else "light", reduced_motion="reduce"
                    )
                    marks = [language] * (len(chosen.languages) > 1)
                    marks += [light] * (len(chosen.lights) > 1)
                    name = "-".join([stop.name, size, *marks])
                    (chosen.out / f"{name}.webp").write_bytes(picture(tab))
    return missing


def picture(tab: Page) -> bytes:
    """What stands in the window, as WebP."""
    session = tab.context.new_cdp_session(tab)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    session.detach()
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    main()
