"""A card that is nearly full, or fails: the former release runs, and the wish ends."""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from server.install import releases
from server.install.releases import (
    BEFORE,
    ENDING,
    OUTCOME,
    WANTED,
    NoRoom,
    NotInstalled,
    Releases,
    bytes_to_switch,
)
from tests.server.install.test_releases import Box, Made, box, revision, wheel

__all__ = ["box"]

Boxed = tuple[Made, Box]


def home(service: Box) -> Path:
    return service.root / "var/lib/tirek"


def full(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    told = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: told._replace(free=free))


def wish(service: Box, version: str) -> Path:
    folder = home(service) / "upgrades"
    folder.mkdir(exist_ok=True)
    (folder / WANTED).write_text(json.dumps({"version": version}), encoding="utf-8")
    return folder


def told(folder: Path) -> tuple[bool, str]:
    found: dict[str, Any] = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
    return found["done"], found["code"]


def breaks(error: Exception) -> Any:
    def call(*_: object, **_more: object) -> None:
        raise error

    return call


def test_without_room_for_the_database_nothing_is_stopped(
    box: Boxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, service = box
    found.switch("1.0")
    found.path("1.1").mkdir()
    needed = bytes_to_switch(home(service))
    full(monkeypatch, needed - 1)
    service.told.clear()
    folder = wish(service, "1.1")
    assert found.do_wanted(breaks(AssertionError())) is not None
    assert (service.told, found.current) == ([], "1.0")
    assert told(folder) == (False, "room")
    assert not (folder / WANTED).exists()
    full(monkeypatch, needed)
    wish(service, "1.1")
    found.do_wanted(breaks(AssertionError()))
    assert (found.current, told(folder)) == ("1.1", (True, ""))


def test_the_last_copy_put_aside_makes_room_for_the_next(
    box: Boxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, service = box
    found.switch("1.0")
    before = home(service) / BEFORE
    before.write_bytes(bytes(10_000_000))
    full(monkeypatch, bytes_to_switch(home(service)))
    seen: list[bool] = []
    real = sqlite3.connect

    def connect(path: Path) -> sqlite3.Connection:
        seen.append(before.exists())
        return real(path)

    monkeypatch.setattr(sqlite3, "connect", connect)
    found.switch("1.1")
    assert not any(seen)
    assert before.stat().st_size < 1_000_000


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("database or disk is full"), OSError(5, "I/O error")]
)
def test_where_the_database_cannot_be_kept_the_former_release_runs_again(
    box: Boxed, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, service = box
    found.switch("1.0")
    found.path("1.1").mkdir()
    service.told.clear()
    folder = wish(service, "1.1")
    with monkeypatch.context() as broken:
        broken.setattr(releases, "_own_like", breaks(error))
        found.do_wanted(breaks(AssertionError()))
    assert service.told == ["stop", "start"]
    assert (found.current, told(folder)) == ("1.0", (False, "not-installed"))
    assert not (folder / WANTED).exists()
    assert not list(home(service).glob("*.new*"))
    found.switch("1.1")
    assert found.current == "1.1"


def test_where_the_database_cannot_be_put_back_the_next_wish_goes_back(
    box: Boxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, service = box
    found.switch("1.0")
    found.path("1.1").mkdir()
    service.broken = {"1.1"}
    folder = wish(service, "1.1")
    with monkeypatch.context() as broken:
        broken.setattr(shutil, "copy2", breaks(OSError(28, "No space left on device")))
        found.do_wanted(breaks(AssertionError()))
    assert service.told[-1] == "start"
    assert revision(service.root) == "ruined"
    assert told(folder) == (False, "not-answering")
    assert not (folder / WANTED).exists()
    assert not list(home(service).glob("*.new"))
    wish(service, "1.1")
    found.do_wanted(breaks(AssertionError()))
    assert (found.current, revision(service.root)) == ("1.0", "0001")
    assert not found.path("1.1").exists()


def test_whatever_goes_wrong_the_wish_ends(box: Boxed) -> None:
    found, service = box
    found.switch("1.0")
    folder = wish(service, "1.1")
    (folder / f"1.1{ENDING}").write_bytes(b"a release")
    opened = service.root / "opt/tirek/incoming/1.1"

    def opener(_file: Path, to: Path, _version: str) -> None:
        to.mkdir(parents=True)
        raise RuntimeError("who knows")

    found.do_wanted(opener)
    assert told(folder) == (False, "not-installed")
    assert not (folder / WANTED).exists()
    assert not opened.exists()


def test_without_room_for_the_release_it_is_not_opened(
    box: Boxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, service = box
    found.switch("1.0")
    folder = wish(service, "1.1")
    (folder / f"1.1{ENDING}").write_bytes(bytes(1000))
    full(monkeypatch, bytes_to_switch(home(service)) + 3_999)
    found.do_wanted(breaks(AssertionError()))
    assert told(folder) == (False, NoRoom.code)


def test_what_could_not_be_installed_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels, root = tmp_path / "wheels", tmp_path / "root"
    wheel(wheels, "1.0")
    (wheels / "requirements.txt").write_text("", encoding="utf-8")
    found = Releases(root, Box(root))
    for error in (subprocess.CalledProcessError(1, "pip"), OSError(28, "No space left on device")):
        monkeypatch.setattr(subprocess, "run", breaks(error))
        with pytest.raises(NotInstalled, match="nothing stays"):
            found.install("1.0", wheels)
        assert not found.path("1.0").exists()
