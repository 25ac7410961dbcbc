"""A copy beside the running server: only what is new, read back, and healed."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from server import db
from server.backup import background, database, files, recovery, service, vault, verifying
from server.backup.errors import Damaged, NoKey, NoRoom, NotPossible
from server.backup.limits import RESERVE_BYTES, SCRUB_SHARES
from server.backup.making import Busy, Hooks, Stopped
from server.library.stores import course_store, personal_store
from server.lock import ServeLock
from server.operations.local import submit
from tests.server import cast
from tests.server.backup.conftest import Copied
from tests.server.classroom.tasks import set_task
from tests.server.uploads.sending import bring

pytestmark = pytest.mark.sqlite
FILM = random.Random(7).randbytes(1_000_000)


def whole(copied: Copied) -> bool:
    newest = copied.vault.names()[-1]
    return verifying.verify(copied.vault, newest, copied.secret).sound


def paths(copied: Copied) -> set[str]:
    copy = copied.vault.read(copied.vault.names()[-1])
    return {entry.path for entry in verifying.table(copy, recovery.opened(copied.secret))}


def test_a_copy_has_everything_and_nobody_reads_it_without_the_paper(copied: Copied) -> None:
    bring(copied.school.phone(cast.ARU), FILM)
    with copied.school.app.app_context():
        sha256, _ = course_store().put("сабақ".encode() * 1000)
    (copied.school.home / "settings.toml").write_text('node_name = "a"\n', encoding="utf-8")
    made = copied.copy()
    assert whole(copied)
    found = paths(copied)
    assert {"tirek.sqlite", "settings.toml", "keys/node.x25519", "keys/node.ed25519"} & found
    assert f"blobs/course/{sha256[:2]}/{sha256}" in found
    assert not any(path.endswith(".lock") for path in found)
    lying = b"".join(path.read_bytes() for path in copied.disk.rglob("*") if path.is_file())
    for trace in (b"SQLite format 3", "Серікбаева".encode(), bytes.fromhex(sha256), FILM[:64]):
        assert trace not in lying
    assert sha256 not in "".join(str(path) for path in copied.disk.rglob("*"))
    assert made.new_bytes < made.plain_bytes


def test_the_second_copy_writes_what_is_new(copied: Copied) -> None:
    with copied.school.app.app_context():
        personal_store().put(FILM)
    first = copied.copy()
    before = copied.objects()
    copied.school.clock.forward(days=1)
    set_task(copied.school.phone(cast.MARAT))
    second = copied.copy()
    after = copied.objects()
    assert second.new_bytes < first.new_bytes / 2
    assert second.plain_bytes >= first.plain_bytes
    assert {name for name in before if name in after and before[name] != after[name]} == set()
    assert copied.vault.names() == [first.name, second.name]
    for name in copied.vault.names():
        assert verifying.verify(copied.vault, name, copied.secret).sound
    third_at_once = copied.copy()
    assert third_at_once.new_bytes < second.new_bytes


def test_rotten_files_are_told_and_left_out(copied: Copied) -> None:
    with copied.school.app.app_context():
        sha256, _ = personal_store().put(FILM)
        personal_store().path(sha256).write_bytes(FILM[:-1])
    made = copied.copy()
    path = f"blobs/personal/{sha256[:2]}/{sha256}"
    assert made.damaged == [path]
    assert path not in paths(copied)
    assert whole(copied)


def test_what_rots_on_the_disk_is_found_and_written_again_within_a_week(copied: Copied) -> None:
    copied.copy()
    name, data = sorted(copied.objects().items())[0]
    (copied.vault.root / "objects" / name[:2] / name).write_bytes(data[:-1] + b"\x00")
    assert not whole(copied)
    healed = 0
    for _night in range(SCRUB_SHARES):
        copied.school.clock.forward(days=1)
        healed += copied.copy().healed
    assert healed == 1
    assert whole(copied)


def test_a_disk_that_does_not_keep_its_bytes_gets_no_copy(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault.Vault, "holds", lambda *_: False)
    with pytest.raises(Damaged):
        copied.copy()
    assert copied.vault.names() == []
    with copied.school.app.app_context():
        assert service.facts()["failed"]["code"] == "damaged"
        assert service.facts()["last"] is None


def small_disk(monkeypatch: pytest.MonkeyPatch, room: Callable[[], int]) -> None:
    told = shutil.disk_usage("/")
    disk = SimpleNamespace(disk_usage=lambda _: told._replace(free=room() + RESERVE_BYTES))
    monkeypatch.setattr(vault, "shutil", disk)


def test_old_copies_make_room_but_never_the_latest_two(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    for _day in range(3):
        set_task(copied.school.phone(cast.MARAT))
        names.append(copied.copy().name)
        copied.school.clock.forward(days=1)
    held = sum(len(data) for data in copied.objects().values())

    def room() -> int:
        now = sum(len(data) for data in copied.objects().values())
        return 10 * len(FILM) if now < held else 0

    set_task(copied.school.phone(cast.MARAT))
    small_disk(monkeypatch, room)
    assert copied.copy().given_up == [names[0]]
    assert copied.vault.names()[:2] == names[1:]
    small_disk(monkeypatch, lambda: 0)
    copied.school.clock.forward(days=1)
    with copied.school.app.app_context():
        personal_store().put(FILM)
    with pytest.raises(NoRoom):
        copied.copy()
    assert len(copied.vault.names()) == 2
    assert whole(copied)
    with copied.school.app.app_context():
        assert service.facts()["failed"]["code"] == "no-room"


def test_a_box_without_room_for_its_own_copy_says_so_and_rests(
    nightly: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card is not filled to the brim every five minutes, lessons included."""
    tries: list[Path] = []
    told = shutil.disk_usage("/")

    def usage(path: Path) -> object:
        tries.append(path)
        return told._replace(free=RESERVE_BYTES)

    monkeypatch.setattr(database, "shutil", SimpleNamespace(disk_usage=usage))
    with nightly.school.app.app_context():
        assert [background.look(), background.look()] == [0, 0]
        failed = service.facts()["failed"]
    assert failed["code"] == "no-room-here"
    assert "MB free" in failed["subject"]
    assert len(tries) == 1
    assert nightly.vault.names() == []


@pytest.mark.parametrize(("number", "code"), [(13, "no-room-here"), (10, "failed")])
def test_a_database_that_cannot_be_copied_is_a_failure_of_the_night(
    nightly: Copied, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """SQLITE_FULL and SQLITE_IOERR: an error of SQLite is none of the operating system's."""

    def connect(target: object, **_more: object) -> sqlite3.Connection:
        left = nightly.school.home / "backup" / "tirek.sqlite"
        for end in ("", "-journal"):
            left.with_name(left.name + end).write_bytes(b"half")
        error = sqlite3.OperationalError("it broke")
        error.sqlite_errorcode = number
        raise error

    broken = SimpleNamespace(connect=connect, Error=sqlite3.Error, SQLITE_FULL=sqlite3.SQLITE_FULL)
    monkeypatch.setattr(database, "sqlite3", broken)
    with nightly.school.app.app_context():
        assert [background.look(), background.look()] == [0, 0]
        assert service.facts()["failed"]["code"] == code
    assert list((nightly.school.home / "backup").iterdir()) == []


def test_a_file_that_the_box_cannot_read_is_a_failure_of_the_night(
    nightly: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files, "sources", broken)
    with nightly.school.app.app_context():
        assert [background.look(), background.look()] == [0, 0]
        assert service.facts()["failed"]["subject"].endswith("Input/output error")


def test_a_run_that_was_stopped_goes_on_where_it_was(copied: Copied) -> None:
    with copied.school.app.app_context():
        personal_store().put(FILM)
        asked: list[bool] = []

        def stopped() -> bool:
            asked.append(len(asked) >= 5)
            return asked[-1]

        with pytest.raises(Stopped):
            service.make(copied.disk, Hooks(stopped=stopped))
        assert service.facts()["failed"] is None
    kept = set(copied.objects())
    assert len(kept) == 5
    again = copied.copy()
    assert kept <= set(copied.objects())
    assert whole(copied)
    assert again.new_bytes < sum(len(data) for data in copied.objects().values())


def test_what_cannot_be_copied_says_so(copied: Copied) -> None:
    with copied.school.app.app_context(), pytest.raises(NotPossible):
        service.make(copied.disk / "unplugged")
    with ServeLock(copied.school.home, "backup.lock"), pytest.raises(Busy):
        copied.copy()
    recovery.public_file(copied.school.home).unlink()
    with pytest.raises(NoKey):
        copied.copy()
    assert list((copied.disk / vault.FOLDER).rglob("*.copy")) == []


def test_the_school_writes_while_it_is_copied(copied: Copied) -> None:
    """The copy is of one moment, and nobody waits for it."""
    with copied.school.app.app_context():

        def write(_line: str) -> None:
            with db.write_transaction():
                submit("class.set", "late", {"school": cast.AKBULAQ, "label": "9", "grades": [9]})

        service.make(copied.disk, Hooks(told=write))
    assert whole(copied)


@pytest.fixture
def nightly(copied: Copied, tmp_path: Path) -> Copied:
    copied.school.restart(backup_folders=f"{tmp_path}/*", backup_at="02:00")
    return copied


def test_every_night_a_copy_is_made_by_itself(nightly: Copied) -> None:
    def look() -> int:
        with nightly.school.app.app_context():
            return background.look()

    assert [look(), look()] == [1, 0]
    nightly.school.clock.forward(seconds=12 * 3600)
    assert look() == 0
    nightly.school.clock.forward(seconds=6 * 3600)  # three in the morning
    assert [look(), look()] == [1, 0]
    with nightly.school.app.app_context():
        last = service.facts()["last"]
        assert last["name"] == nightly.vault.names()[-1]
        assert last["same_disk"] is True


def test_a_disk_without_our_folder_is_never_written_to(nightly: Copied) -> None:
    (nightly.disk / vault.FOLDER).rmdir()
    (nightly.disk / "photos").mkdir()
    with nightly.school.app.app_context():
        assert background.look() == 0
    assert [path.name for path in nightly.disk.iterdir()] == ["photos"]
