"""A small package of each kind that the player shows, and what each draws."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.browser.test_at_once import STORE_FILES, WINDOW_FILES
from tests.browser.test_cmi5 import PAGE as XAPI_PAGE
from tests.browser.test_quiz import cartridge
from tests.browser.viewers import Where
from tests.content.archives import zip_of
from tests.content.books import book
from tests.content.cmi5.courses import structure
from tests.content.manifests import manifest
from tests.content.packages.test_scorm2004 import SCORM2004, VERSION
from tests.content.test_text_layer import WHOLE, pdf

# Speaks whichever SCORM it finds, counts its visits, and asks to be resumed.
PAGE = b"""<!doctype html><meta charset="utf-8"><script>
const old = parent.API, api = old || parent.API_1484_11;
const call = (name, ...all) => api[(old ? "LMS" : "") + name](...all);
call("Initialize", "");
const visits = Number(call("GetValue", "cmi.suspend_data") || 0) + 1;
call("SetValue", "cmi.suspend_data", String(visits));
call("SetValue", old ? "cmi.core.lesson_status" : "cmi.completion_status", "incomplete");
call("SetValue", old ? "cmi.core.exit" : "cmi.exit", "suspend");
call("Commit", "");
const drawn = document.createElement("p");
drawn.className = "drawn";
drawn.textContent = `visit ${visits}`;
document.documentElement.append(drawn);
</script>"""

# A unit asks for its key first; what it says after that the store judges elsewhere.
UNIT_PAGE = b"""<!doctype html><script>
const launch = new URLSearchParams(location.search);
fetch(launch.get("fetch"), { method: "POST" }).then((answer) => answer.json()).then((key) => {
  const drawn = document.createElement("p");
  drawn.className = "drawn";
  drawn.textContent = Object.keys(key).join();
  document.documentElement.append(drawn);
});
</script>"""

H5P_SCRIPT = b"""H5P.Made = function () {
  this.attach = ($container) => $container.html('<p class="drawn">made</p>');
  this.getCurrentState = () => ({ seen: true });
};"""


@dataclass(frozen=True)
class Kind:
    """`drawn` is a selector of what the package draws, `words` what it says at each visit."""

    name: str
    make: Callable[[Path], Path]
    drawn: str = ".drawn"
    words: tuple[str, str] = ("", "")
    where: Where = "content"
    reports: bool = True


def _scorm12(folder: Path) -> Path:
    return zip_of(folder, {"imsmanifest.xml": manifest(), "index.html": PAGE}, "scorm12.zip")


def _new_window(folder: Path) -> Path:
    """Opens its course in a window while it loads; that reads a file synchronously."""
    return zip_of(folder, WINDOW_FILES, "window.zip")


def _old_driver(folder: Path) -> Path:
    """Asks the record store synchronously."""
    return zip_of(folder, STORE_FILES, "driver.zip")


def _scorm2004(folder: Path) -> Path:
    sco = '<resource identifier="r1" adlcp:scormType="sco" href="index.html"/>'
    described = manifest(resources=sco, attributes=SCORM2004, version=VERSION)
    return zip_of(folder, {"imsmanifest.xml": described, "index.html": PAGE}, "scorm2004.zip")


def _cmi5(folder: Path) -> Path:
    return zip_of(folder, {"cmi5.xml": structure(), "index.html": UNIT_PAGE}, "cmi5.zip")


def _tincan(folder: Path) -> Path:
    described = (
        '<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>'
        '<activity id="https://example.kz/su" type="http://adlnet.gov/expapi/activities/course">'
        "<name>Су</name><launch>page.html</launch></activity></activities></tincan>"
    )
    files = {"tincan.xml": described.encode(), "page.html": XAPI_PAGE.encode()}
    return zip_of(folder, files, "tincan.zip")


def _h5p(folder: Path) -> Path:
    named = {"machineName": "H5P.Made", "majorVersion": 1, "minorVersion": 0}
    library = {**named, "title": "Made", "runnable": 1, "preloadedJs": [{"path": "made.js"}]}
    package = {
        "title": "Made",
        "language": "kk",
        "mainLibrary": "H5P.Made",
        "embedTypes": ["div"],
        "preloadedDependencies": [named],
    }
    files = {
        "h5p.json": json.dumps(package).encode(),
        "content/content.json": b"{}",
        "H5P.Made-1.0/library.json": json.dumps(library).encode(),
        "H5P.Made-1.0/made.js": H5P_SCRIPT,
    }
    return zip_of(folder, files, "made.h5p")


def _epub(folder: Path) -> Path:
    return zip_of(folder, book(), "book.epub")


def _pdf(folder: Path) -> Path:
    path = folder / "page.pdf"
    path.write_bytes(pdf(WHOLE, WHOLE))
    return path


def _html(folder: Path) -> Path:
    page = b"<!doctype html><script>document.write('<p class=drawn>page</p>')</script>"
    return zip_of(folder, {"index.html": page}, "page.zip")


def _video(folder: Path) -> Path:
    path = folder / "film.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2"]
    kind = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *picture, *kind, str(path)], check=True)
    return path


VISITS = ("visit 1", "visit 2")
ALL = (
    Kind("scorm12", _scorm12, words=VISITS),
    Kind("new-window", _new_window, words=VISITS),
    Kind("scorm2004", _scorm2004, words=VISITS),
    Kind("old-driver", _old_driver, "#told", VISITS),
    Kind("tincan", _tincan, "#told", ("kept 200, visit 1", "kept 200, visit 2")),
    Kind("cmi5", _cmi5, words=("auth-token", "auth-token"), reports=False),
    Kind("h5p", _h5p, words=("made", "made")),
    Kind("html", _html, words=("page", "page")),
    Kind("epub", _epub, "h1"),
    Kind("pdf", _pdf, ".pages .page canvas"),
    Kind("quiz", cartridge, ".quiz-scroll", where="page", reports=False),
    *([Kind("video", _video, "video", where="page")] if shutil.which("ffmpeg") else []),
)
