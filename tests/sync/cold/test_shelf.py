"""Volumes in a folder: one after another, whole or not there, and each knows the one before."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from sync.cold import shelf as shelves
from sync.cold import volume
from sync.cold.folder import ColdFolder
from sync.cold.pruning import Pruner
from sync.cold.shelf import Head
from sync.cold.thawing import thaw
from sync.cold.volume import ColdBroken
from sync.core.errors import UnknownVersion
from sync.storage.port import Entry
from tests.sync.cold.shelves import LATER, STAYS, at_hand, closed_term, everything
from tests.sync.toy import SCHOOL, Database, judged, op, registry

STEPS = ("mkdir", "write", "fsync", "replace", "folder", "commit", "after")


class PowerCut(BaseException):
    """Nothing that follows happens."""


@pytest.fixture
def folder(tmp_path: Path) -> ColdFolder:
    return ColdFolder(tmp_path / "cold")


def some(first: int, count: int) -> list[Entry]:
    return [judged(op(seq, text=f"work {seq}")) for seq in range(first, first + count)]


def test_volumes_follow_each_other_and_are_read_as_they_were_written(folder: ColdFolder) -> None:
    head = shelves.append(folder, SCHOOL, Head(), some(1, 40))
    head = shelves.append(folder, SCHOOL, head, some(41, 3))
    read = [found for _, found in shelves.volumes(folder)]
    assert all(isinstance(one, volume.Volume) for one in read)
    assert [one.entries for one in read if isinstance(one, volume.Volume)] == [
        tuple(some(1, 40)),
        tuple(some(41, 3)),
    ]
    found = shelves.verify(folder, head)
    assert found.sound
    assert (found.volumes, found.operations) == (2, 43)
    assert folder.size() >= found.bytes > 0


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_missing_volume_is_missed_also_the_last(folder: ColdFolder, gone: int) -> None:
    head = Head()
    for number in range(3):
        head = shelves.append(folder, SCHOOL, head, some(1 + 9 * number, 9))
    folder._file(gone).unlink()
    found = shelves.verify(folder, head)
    assert found.missing == [gone]
    assert not found.sound


def test_volumes_that_were_moved_elsewhere_do_not_end_the_chain(
    folder: ColdFolder, tmp_path: Path
) -> None:
    head = shelves.append(folder, SCHOOL, Head(), some(1, 9))
    elsewhere = ColdFolder(tmp_path / "archive")
    elsewhere.write(1, folder.read(1))
    folder._file(1).unlink()
    head = shelves.append(folder, SCHOOL, head, some(10, 9))
    elsewhere.write(2, folder.read(2))
    assert head.number == 2
    assert shelves.verify(elsewhere, head).sound


def test_a_volume_in_the_place_of_another_is_found(folder: ColdFolder) -> None:
    head = shelves.append(folder, SCHOOL, Head(), some(1, 9))
    head = shelves.append(folder, SCHOOL, head, some(10, 9))
    first, second = folder.read(1), folder.read(2)
    folder.write(1, second)
    assert 1 in shelves.verify(folder, head).damaged
    folder.write(1, volume.build(some(1, 8), SCHOOL, 1, volume.CHAIN_START))
    assert 2 in shelves.verify(folder, head).damaged
    folder.write(1, first)
    assert shelves.verify(folder, head).sound


def test_every_single_damaged_byte_is_found() -> None:
    whole = volume.build(some(1, 5), SCHOOL, 1, volume.CHAIN_START)
    for place in range(len(whole)):
        broken = whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :]
        with pytest.raises((ColdBroken, UnknownVersion)):
            volume.read(broken)
    for length in range(len(whole)):
        with pytest.raises(ColdBroken):
            volume.read(whole[:length])


def test_a_disk_that_gives_back_other_bytes_ends_the_run(
    school: Database, folder: ColdFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_term(school)
    there = at_hand(school)
    real = ColdFolder.read
    monkeypatch.setattr(ColdFolder, "read", lambda *of: real(*of)[:-1] + b"\0")
    with pytest.raises(ColdBroken):
        Pruner(school, registry(), folder, LATER).run()
    assert at_hand(school) == there


@pytest.mark.parametrize("step", STEPS)
def test_the_power_may_fail_at_any_step_of_a_run(
    school: Database, folder: ColdFolder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever step is the last: everything is at hand or on the shelf, and the next run ends
    what this one began."""
    closed_term(school)
    before, there = everything(school), at_hand(school)

    with monkeypatch.context() as patch:
        cut_at(patch, step, school)
        with nullcontext() if step == "after" else pytest.raises(PowerCut):
            Pruner(school, registry(), folder, LATER).run()

    assert everything(school) == before
    on_shelf = {
        entry.op.id
        for _, found in shelves.volumes(folder)
        if isinstance(found, volume.Volume)
        for entry in found.entries
    }
    assert at_hand(school) | on_shelf == there
    assert at_hand(school) == (STAYS if step == "after" else there)
    Pruner(school, registry(), folder, LATER).run()
    assert at_hand(school) == STAYS
    with school.read() as unit:
        assert shelves.verify(folder, shelves.head(unit.store)).sound
    thaw(school, registry(), folder, None)
    assert at_hand(school) == there
    assert everything(school) == before


def cut_at(patch: pytest.MonkeyPatch, step: str, school: Database) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise PowerCut

    def nth(number: int, real: Callable[..., Any]) -> Callable[..., Any]:
        calls = iter(range(1, 100))
        return lambda *of: fail() if next(calls) == number else real(*of)

    if step == "mkdir":
        patch.setattr(Path, "mkdir", fail)
    elif step == "write":
        patch.setattr(Path, "open", fail)
    elif step in {"fsync", "folder"}:
        patch.setattr(os, "fsync", nth(1 if step == "fsync" else 2, os.fsync))
    elif step == "replace":
        patch.setattr(Path, "replace", fail)
    elif step == "commit":
        patch.setattr(shelves, "set_head", fail)
