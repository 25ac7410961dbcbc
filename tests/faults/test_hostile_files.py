"""Files that are no lessons, brought as people bring them: each is refused by its name, in three
languages, and nothing of it stays."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from server.cli import tirek
from server.cli.common import EXIT_REFUSED
from tests.content.archives import Part, build, overlap_bomb
from tests.content.manifests import manifest
from tests.faults import tables
from tests.faults.victim import Victim, eventually
from tests.server import cast
from tests.server.phone import Phone
from tests.server.uploads.sending import bring

PAGE: Final = b"<!doctype html><title>x</title><p>x"
MIB: Final = 1024 * 1024


def _one_that_says_less() -> bytes:
    """Its directory promises 100 bytes and its data unpacks to 20 MB."""
    return build([Part(b"index.html", bytes(20 * MIB), size=100)])


HOSTILE: Final[dict[str, tuple[str, bytes]]] = {
    "no zip at all": ("not-an-archive", b"PK\x03\x04 these bytes only begin like an archive"),
    "half a zip": ("not-an-archive", build([Part(b"index.html", PAGE * 100)])[:60]),
    "a text called zip": ("not-an-archive", b"hello"),
    "nothing but zeros": ("not-an-archive", bytes(1000)),
    "a bomb by ratio": ("archive-bomb", build([Part(b"index.html", bytes(300 * MIB))])),
    "a bomb by overlap": ("overlapping-entries", overlap_bomb(250, bytes(8 * MIB))),
    "a bomb that lies about its size": ("archive-bomb", _one_that_says_less()),
    "a path upwards": ("path-outside", build([Part(b"../../etc/cron.d/x", PAGE)])),
    "a path from the root": ("path-outside", build([Part(b"/etc/passwd", PAGE)])),
    "a path of Windows": ("path-outside", build([Part(b"C:\\Windows\\x.html", PAGE)])),
    "a path upwards in disguise": ("path-outside", build([Part(b"a\\..\\..\\x.html", PAGE)])),
    "two files under one name": (
        "duplicate-entry",
        build([Part(b"index.html", PAGE), Part(b"index.html", b"<p>other")]),
    ),
    "a password on it": ("encrypted", build([Part(b"index.html", PAGE, flags=1)])),
    "a manifest that names no file": (
        "no-launch-file",
        build([Part(b"imsmanifest.xml", manifest()), Part(b"readme.txt", b"no page here")]),
    ),
    "a manifest with entities": (
        "manifest-entities",
        build(
            [
                Part(b"imsmanifest.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><manifest>&a;</manifest>'),
                Part(b"index.html", PAGE),
            ]
        ),
    ),
}
EACH = pytest.mark.parametrize("what", HOSTILE)
SHELVES: Final = ("course", "course_item", "content_manifest", "content_file", "personal_file")


@pytest.fixture(scope="module")
def school(lasting_victim: Victim) -> Victim:
    """One server takes all of them, one after the other."""
    return lasting_victim


@pytest.fixture(scope="module")
def marat(school: Victim) -> Phone:
    return school.phone(cast.MARAT)


def left_behind(home: Path) -> list[Any]:
    """What an import could have left: rows, blobs, parts, files outside their folder."""
    found: list[Any] = [name for name in SHELVES if tables.count(home, name)]
    found += tables.files(home / "blobs" / "course")
    found += list((home / "blobs" / "course" / "tmp").iterdir())
    found += list((home / "uploads").glob("*"))
    return found + list(home.parent.rglob("x.html")) + list(home.parent.rglob("cron.d"))


@EACH
def test_uploaded_by_a_teacher(school: Victim, marat: Phone, what: str) -> None:
    code, data = HOSTILE[what]

    upload = bring(marat, data, name="сабақ.zip", type="application/zip", purpose="content")

    shown = eventually(
        lambda: marat.get(f"/api/v1/uploads/{upload}").get_json(),
        lambda shown: shown["state"] in {"done", "refused"},
    )
    assert (shown["state"], shown["result"]) == ("refused", None)
    problem = shown["problem"]
    assert (problem["code"], problem["type"]) == (code, f"/problems/{code}")
    said = problem["messages"]
    assert len({said["kk"], said["ru"], said["en"]}) == 3
    assert all(said.values())
    assert left_behind(school.home) == []


@pytest.fixture
def command(folder: Path, tmp_path: Path) -> Callable[..., Any]:
    """`command(file, language)`: tirek content import, as a person at the server types it."""
    home = tmp_path / "home"
    shutil.copytree(folder, home)

    def run(file: Path, language: str) -> Any:
        words = ["content", "import", str(file), "--language", language, "--school", cast.AKBULAQ]
        return CliRunner().invoke(tirek, words, env={"TIREK_HOME": str(home)})

    return run


@EACH
def test_given_to_the_command_line(command: Callable[..., Any], tmp_path: Path, what: str) -> None:
    """Each in one language in turn; that there are three of every sentence is seen above."""
    code, data = HOSTILE[what]
    file = tmp_path / "сабақ.zip"
    file.write_bytes(data)

    refused = command(file, ("kk", "ru", "en")[list(HOSTILE).index(what) % 3])

    assert refused.exit_code == EXIT_REFUSED, refused.output
    named, _, sentence = refused.stderr.strip().splitlines()[-1].partition(": ")
    assert named == code
    assert sentence
    (tmp_path / "home" / "uploads").mkdir(exist_ok=True)
    assert left_behind(tmp_path / "home") == []
