"""What the player can do and what it costs: ADL cases, bytes of a first lesson, time to open."""

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench import authored, opening
from tests.bench.figures import Figure
from tests.conformance.adl.suite import ARCHIVE, ROOT, run

SHELL: Final = ROOT / "server" / "shell_build"
APP: Final = ROOT / "server" / "app_build"
GOLF: Final = ARCHIVE.with_name("golf_RuntimeBasicCalls_SCORM12.zip")


def measure(full: bool) -> Iterator[Figure]:
    """The cases are counted where the suite is at hand; `full` changes nothing."""
    del full
    if ARCHIVE.is_file():
        with tempfile.TemporaryDirectory() as folder:
            yield Figure("player.adl_cases", run(ARCHIVE, Path(folder)).passed, "cases", ">=188")
    first = _kilobytes(_core())
    parts = [*SHELL.glob("assets/scorm2004-*.js"), *APP.glob("assets/walk-*.js")]
    yield Figure("player.first_use_12", first, "kB", "<=35")
    yield Figure("player.first_use_2004", first + _kilobytes(parts), "kB", "<=100")
    yield from _opening()


def _opening() -> Iterator[Figure]:
    """At a sixth of this machine's speed, the school gone, the player not loaded yet."""
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        export = Path(folder) / "export.zip"
        export.write_bytes(authored.export())
        packages = {"Export of slides": export, **({"Golf": GOLF} if GOLF.is_file() else {})}
        with opening.phone(packages) as phone:
            golf = phone.opening("Golf", "h1", "#contentFrame") if "Golf" in packages else None
            slides = phone.opening("Export of slides", authored.DRAWN)
    lacking = "" if golf is not None else f"{GOLF.name} is not at hand"
    yield Figure("player.open_golf", golf, "s", "<=1.0", lacking)
    yield Figure("player.open_30mb", slides, "s", "<=2.5")


def _core() -> list[Path]:
    """The shell's page, its worker, and what the page names: fetched before any lesson runs."""
    page = SHELL / "index.html"
    text = page.read_text("utf-8")
    named = [
        file
        for file in (SHELL / "assets").iterdir()
        if file.suffix in {".js", ".css"} and file.name in text
    ]
    return [page, SHELL / "sw.js", *named]


def _kilobytes(files: list[Path]) -> float:
    """Thousands of bytes over the wire, each file compressed by itself."""
    return sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files) / 1000
