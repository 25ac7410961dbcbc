"""The sheet is lost, and a new key made: copies that the old one opens make room for the next."""

import random
import shutil
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from server.backup import recovery, service, vault
from server.backup.errors import NoRoom
from server.backup.limits import RESERVE_BYTES
from server.backup.vault import FOLDER, Vault, key_ids
from server.library.stores import personal_store
from tests.server.backup.conftest import Copied

pytestmark = pytest.mark.sqlite
FILM = random.Random(7).randbytes(3_000_000)  # it does not shrink


@pytest.fixture
def narrow(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Vault]:
    """A school with a film, copied twice to a disk that holds more than half of what two keys
    need; the copies as they were."""

    def narrow() -> Vault:
        with copied.school.app.app_context():
            personal_store().put(FILM)
        for _day in range(2):
            copied.copy()
            copied.school.clock.forward(days=1)
        size = held(copied) * 3 // 2
        told = shutil.disk_usage("/")

        def usage(_: object) -> object:
            return told._replace(free=max(0, size - held(copied)) + RESERVE_BYTES)

        disk = SimpleNamespace(disk_usage=usage, rmtree=shutil.rmtree)
        monkeypatch.setattr(vault, "shutil", disk)
        return copied.vault

    return narrow


def held(copied: Copied) -> int:
    found = (copied.disk / FOLDER).glob("*/objects/??/*")
    return sum(path.stat().st_size for path in found)


def test_copies_for_a_lost_sheet_make_room(copied: Copied, narrow: Callable[[], Vault]) -> None:
    before = narrow()
    names = before.names()
    recovery.fresh(copied.school.home)
    made = copied.copy()
    assert made.given_up == names
    assert key_ids(copied.disk) == [copied.vault.root.name] != [before.root.name]
    assert copied.vault.names() == [made.name]


def test_where_there_is_room_they_stay(copied: Copied) -> None:
    copied.copy()
    recovery.fresh(copied.school.home)
    assert copied.copy().given_up == []
    assert len(key_ids(copied.disk)) == 2


def test_nothing_goes_for_a_sheet_that_nobody_has_confirmed(
    copied: Copied, narrow: Callable[[], Vault]
) -> None:
    before = narrow()
    names = before.names()
    recovery.fresh(copied.school.home, seen=False)
    with pytest.raises(NoRoom, match="Confirm"):
        copied.copy()
    assert before.names() == names
    recovery.confirm(copied.school.home)
    assert copied.copy().given_up == names


def test_copies_for_a_key_that_nobody_ever_saw_go_with_the_next_one(copied: Copied) -> None:
    home = copied.school.home
    copied.copy()
    seen = copied.vault.root.name
    for _answer in range(2):
        recovery.fresh(home, seen=False)
        copied.copy()
    assert len(key_ids(copied.disk)) == 2
    recovery.fresh(home, seen=False)
    copied.copy()
    assert set(key_ids(copied.disk)) == {seen, copied.vault.root.name}


def test_copies_of_another_box_stay_however_full_the_disk_is(
    copied: Copied, narrow: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(service, "node_id", lambda: "f" * 16)
        theirs = narrow()
        names = theirs.names()
    recovery.fresh(copied.school.home)
    with pytest.raises(NoRoom):
        copied.copy()
    assert theirs.names() == names
