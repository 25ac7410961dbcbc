"""A stick that is pulled, full, or made by somebody who means no good."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self

import pytest

from sync.limits import MAX_STICK_VOLUMES
from sync.roads.usb import FOLDER, MARKER, Stick, StickFailed
from tests.sync.toy import HUB, SCHOOL

NAME = "00006afd5ec00000"
OLD, NEW = b"old" * 1000, b"new" * 1000


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return Stick(tmp_path)


def content(stick: Stick) -> dict[str, bytes]:
    found = {}
    for volume in stick.volumes(HUB):
        with stick.open(volume) as (source, size):
            found[volume.name] = source.read(size)
    return found


def test_a_volume_is_where_it_is_looked_for(stick: Stick, tmp_path: Path) -> None:
    assert not stick.invites()
    stick.write(HUB, SCHOOL, NAME, NEW)

    assert stick.invites()
    assert (tmp_path / "TIREK1" / HUB / SCHOOL / f"{NAME}.b").read_bytes() == NEW
    assert content(stick) == {NAME: NEW}
    assert (stick.recipients(), stick.senders(HUB)) == ([HUB], [SCHOOL])


def test_an_empty_stick_invites_by_its_marker(stick: Stick, tmp_path: Path) -> None:
    (tmp_path / MARKER).touch()
    assert stick.invites()


class Pulled(BaseException):
    """The stick, or the power, is gone."""


class Torn:
    """A file that takes nothing, or half, of what is written to it."""

    def __init__(self, stream: IO[Any], nothing: bool) -> None:
        self._stream = stream
        self._nothing = nothing

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()

    def write(self, data: bytes) -> int:
        self._stream.write(b"" if self._nothing else data[: len(data) // 2])
        raise Pulled


STEPS = ("open", "write", "fsync", "replace", "folder")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False])
def test_wherever_it_is_pulled_there_are_whole_volumes_and_leftovers_only(
    stick: Stick, monkeypatch: pytest.MonkeyPatch, step: str, before: bool
) -> None:
    stick.write(HUB, SCHOOL, NAME, OLD)
    other = "00006afd5ec00001"
    with monkeypatch.context() as patch:
        _pull_at(patch, step, before=before)
        with pytest.raises(Pulled):
            stick.write(HUB, SCHOOL, other, NEW)

    assert content(stick) in ({NAME: OLD}, {NAME: OLD, other: NEW})
    stick.sweep(SCHOOL)
    folder = stick.root / FOLDER / HUB / SCHOOL
    assert [path.suffix for path in folder.iterdir() if path.suffix != ".b"] == []
    stick.write(HUB, SCHOOL, other, NEW)
    assert content(stick) == {NAME: OLD, other: NEW}


def _pull_at(patch: pytest.MonkeyPatch, step: str, *, before: bool) -> None:
    synced = 0

    def around(real: Callable[..., Any], now: Callable[[], bool]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if not now():
                return real(*args, **more)
            if before:
                raise Pulled
            real(*args, **more)
            raise Pulled

        return call

    def nth_sync(n: int) -> Callable[[], bool]:
        def now() -> bool:
            nonlocal synced
            synced += 1
            return synced == n

        return now

    if step == "open":
        patch.setattr(os, "open", around(os.open, lambda: True))
    elif step == "write":
        real = os.fdopen
        patch.setattr(os, "fdopen", lambda handle, mode: Torn(real(handle, mode), before))
    elif step == "fsync":
        patch.setattr(os, "fsync", around(os.fsync, nth_sync(1)))
    elif step == "replace":
        patch.setattr(Path, "replace", around(Path.replace, lambda: True))
    else:
        patch.setattr(os, "fsync", around(os.fsync, nth_sync(2)))


@pytest.mark.parametrize("size", [0, 1, 500, 2999])
def test_a_half_written_leftover_is_never_read(stick: Stick, size: int) -> None:
    stick.write(HUB, SCHOOL, NAME, OLD)
    folder = stick.root / FOLDER / HUB / SCHOOL
    (folder / "00006afd5ec00009.tmp").write_bytes(NEW[:size])

    assert content(stick) == {NAME: OLD}
    assert stick.sweep(HUB) == 0, "somebody else's leftovers are not ours to remove"
    assert stick.sweep(SCHOOL) == 1
    assert content(stick) == {NAME: OLD}


def test_a_stick_that_does_not_keep_what_it_is_given_is_found_out(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def lying(path: Path, target: Path) -> Path:
        path.write_bytes(b"\x00" * path.stat().st_size)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", lying)
    with pytest.raises(StickFailed, match="does not keep"):
        stick.write(HUB, SCHOOL, NAME, NEW)
    assert content(stick) == {}


def test_a_full_stick_says_so_and_keeps_no_stump(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    stick.write(HUB, SCHOOL, NAME, OLD)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StickFailed, match="make room") as failed:
        stick.write(HUB, SCHOOL, "00006afd5ec00001", NEW)
    assert failed.value.full
    assert content(stick) == {NAME: OLD}
    assert len(list((stick.root / FOLDER / HUB / SCHOOL).iterdir())) == 1


def test_links_on_a_stick_lead_nowhere(stick: Stick, tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-secret"
    secret.mkdir()
    (secret / f"{NAME}.b").write_bytes(b"secret")
    stick.write(HUB, SCHOOL, NAME, OLD)
    folder = tmp_path / FOLDER / HUB / SCHOOL
    (folder / "00006afd5ec00001.b").symlink_to(secret / f"{NAME}.b")
    (tmp_path / FOLDER / SCHOOL).symlink_to(secret)
    (tmp_path / FOLDER / HUB / ("9" * 16)).symlink_to(secret)

    assert content(stick) == {NAME: OLD}
    assert stick.volumes(SCHOOL) == []
    with pytest.raises(StickFailed):
        stick.write(SCHOOL, HUB, NAME, NEW)
    assert [path.name for path in secret.iterdir()] == [f"{NAME}.b"]


def test_a_stick_whose_folder_is_a_link_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mount").mkdir()
    (tmp_path / "mount" / FOLDER).symlink_to(tmp_path / "elsewhere")
    assert not Stick(tmp_path / "mount").invites()


def test_pipes_and_strange_names_are_passed_over(stick: Stick) -> None:
    stick.write(HUB, SCHOOL, NAME, OLD)
    folder = stick.root / FOLDER / HUB / SCHOOL
    os.mkfifo(folder / "00006afd5ec00001.b")
    (folder / "holiday.b").write_bytes(b"photo")
    (folder / "00006afd5ec00002.b").mkdir()
    (stick.root / FOLDER / "photos").mkdir()

    assert content(stick) == {NAME: OLD}
    assert stick.recipients() == [HUB]


def test_more_files_than_a_stick_may_have_are_not_all_looked_at(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.roads.usb.MAX_STICK_VOLUMES", 5)
    stick.write(HUB, SCHOOL, NAME, OLD)
    folder = stick.root / FOLDER / HUB / SCHOOL
    for number in range(20):
        (folder / f"{number:016x}.b").write_bytes(OLD)
    assert len(stick.volumes(HUB)) == 5 < MAX_STICK_VOLUMES


def test_a_pulled_stick_is_told_while_it_is_read(stick: Stick) -> None:
    stick.write(HUB, SCHOOL, NAME, OLD)
    (volume,) = stick.volumes(HUB)
    with stick.open(volume) as (source, _):

        class Gone:
            def read(self, _size: int) -> bytes:
                raise OSError(errno.EIO, "Input/output error")

        source._stream = Gone()  # type: ignore[assignment]
        with pytest.raises(StickFailed, match="put the stick in again"):
            source.read(10)
    volume.path.unlink()
    with pytest.raises(StickFailed), stick.open(volume):
        pass
