"""Putting a copy back on a new box, and beginning this node's next life there.

The database gets its name last, when it has been migrated, has begun a new incarnation and every
file is there: a run that is cut leaves a box that has no database yet, and is simply run again.
"""

import dataclasses
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from content.blobs import sync_disk
from server.backup import database, files, recovery
from server.backup.errors import BackupFailed, Damaged, NoRoom, NotPossible, WrongKey
from server.backup.limits import RESERVE_BYTES
from server.backup.listing import Copy
from server.backup.vault import Vault, key_ids, told
from server.backup.verifying import Entry, key_for, read, table
from server.config import Config
from server.lock import LOCK_FILE, AlreadyServing, ServeLock
from server.migrations import standing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

Told = Callable[[str], None]
_ARRIVING: Final = "restoring.sqlite"
_ASIDE: Final = "replaced-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the copy's name and age, and the node's new life. `files_removed` were
    those of works that had been erased."""

    copy: str
    node: str
    made_ms: int
    files: int
    bytes: int
    seconds: float
    incarnation: str
    files_removed: int
    aside: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def find(disk: Path, secret: bytes) -> Vault:
    """The copies on a disk that this secret opens. Raises WrongKey, NotPossible."""
    known = key_ids(disk)
    if not known:
        raise NotPossible(
            "restore", f"there are no copies on {disk}", "Name the folder that has TIREK-BACKUP."
        )
    public = recovery.opened(secret).public_key().public_bytes_raw()
    if recovery.key_id(public) not in known:
        raise WrongKey(
            "recovery key",
            "it opens none of the copies there",
            "Look for the paper of this school.",
        )
    return Vault(disk, recovery.key_id(public))


def restore(
    config: Config,
    vault: Vault,
    secret: bytes,
    name: str | None = None,
    *,
    replace: bool = False,
    tell: Told = lambda _line: None,
) -> Restored:
    """Put the newest sound copy back, or the one called `name`.

    A data folder that holds a school already is only put aside with `replace`. Raises BackupFailed
    or one of its kinds; the data folder then has no database, and the command can be run again.
    """
    began = time.monotonic()
    key = key_for(vault, secret)
    chosen, copy = _choose(vault, name)
    if name is None and copy.header.made_ms > time.time() * 1000:
        tell(f"{chosen} is dated later than now: by a wrong clock? --copy names another one.")
    _must_understand(copy)
    config.home.mkdir(parents=True, exist_ok=True)
    try:
        with ServeLock(config.home, LOCK_FILE):
            entries = table(copy, key)
            aside = _make_way(config.home, entries, replace=replace)
            _must_fit(config.home, entries)
            for number, entry in enumerate(entries, 1):
                _put(config.home, vault, entry, key)
                if number % 1000 == 0:
                    tell(f"{number} of {len(entries)} files.")
            sync_disk(config.home)
            tell("The node begins its next life.")
            life, removed = _begin(config)
            recovery.confirm(config.home)  # its paper was read from
    except AlreadyServing as error:
        raise NotPossible("restore", "the server is running", "Stop it first.") from error
    return Restored(
        copy=chosen,
        node=copy.header.node,
        made_ms=copy.header.made_ms,
        files=len(entries),
        bytes=sum(entry.size for entry in entries),
        seconds=round(time.monotonic() - began, 1),
        incarnation=life,
        files_removed=removed,
        aside=aside,
    )


def _choose(vault: Vault, name: str | None) -> tuple[str, Copy]:
    if name is not None:
        return name, vault.read(name)
    sound = vault.sound()
    if not sound:
        raise Damaged("restore", f"no whole copy lies on {vault.disk}", "Try another disk.")
    last = max(sound)
    return last, sound[last]


def _must_understand(copy: Copy) -> None:
    if copy.header.revision not in standing.revisions():
        raise NotPossible(
            "restore",
            f"the copy was made by release {copy.header.program}, which is newer",
            "Install that release first.",
        )


def _make_way(home: Path, entries: list[Entry], *, replace: bool) -> str | None:
    """Put what is there aside. Without a school, as after installing, nothing can be lost. The
    certificates that phones know stay where the copy, of an earlier release, has none."""
    there = home / files.DATABASE
    if not there.exists():
        return None
    if not replace and database.has_school(there):
        raise NotPossible(
            "restore",
            f"{home} holds a school already",
            "With --replace it is put aside, and the copy takes its place.",
        )
    aside = home / (_ASIDE + secrets.token_hex(4))
    aside.mkdir(mode=0o700)
    names = [*files.PARTS, *files.SINGLE, *(files.DATABASE + end for end in ("-wal", "-shm", ""))]
    if not any(entry.path.startswith(f"{files.WEB}/") for entry in entries):
        names.remove(files.WEB)
    for name in names:  # the database last: until then this run can be made again
        if (home / name).exists():
            (home / name).rename(aside / name)
    return aside.name


def _must_fit(home: Path, entries: list[Entry]) -> None:
    missing = sum(entry.size for entry in entries if not _lies(home, entry))
    about = os.statvfs(home)
    if about.f_bavail * about.f_frsize < missing + RESERVE_BYTES:
        raise NoRoom(
            "restore", f"{missing} bytes do not fit on this box's disk", "Use a larger one."
        )


def _put(home: Path, vault: Vault, entry: Entry, key: "X25519PrivateKey") -> None:
    path = _target(home, entry)
    if _lies(home, entry) and files.sha256(home, path.relative_to(home).as_posix()) == entry.sha256:
        return
    unfinished = path.with_name(path.name + ".restoring")
    with told("restore", home):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            for chunk in read(vault, entry, key):
                stream.write(chunk)
        unfinished.chmod(entry.mode & 0o777)
        unfinished.replace(path)


def _lies(home: Path, entry: Entry) -> bool:
    try:
        return _target(home, entry).stat().st_size == entry.size
    except OSError:
        return False


def _target(home: Path, entry: Entry) -> Path:
    return home / (_ARRIVING if entry.path == files.DATABASE else entry.path)


def _begin(config: Config) -> tuple[str, int]:
    """Migrate the arriving database, begin its new life, carry erasures out again, and give it its
    name; the new incarnation, and how many files went."""
    from server import db  # noqa: PLC0415 - heavy
    from server.app import create_app  # noqa: PLC0415
    from server.erasure.service import remove_files  # noqa: PLC0415
    from server.node.restoring import missing_files, restored  # noqa: PLC0415

    arriving = config.home / _ARRIVING
    database.must_be_sound(arriving)
    app = create_app(dataclasses.replace(config, database_url=f"sqlite:///{arriving}"))
    with app.app_context():
        try:
            db.upgrade(app)
            life = restored()
            removed = remove_files()
            missing_files()
        finally:
            db.db.session.remove()
            db.db.engine.dispose()
    for end in ("-wal", "-shm"):
        if (config.home / (_ARRIVING + end)).exists():
            raise BackupFailed(
                "restore", "the database is open elsewhere", "Close what uses it; run this again."
            )
    sync_disk(config.home)
    arriving.replace(config.home / files.DATABASE)
    sync_disk(config.home)
    return life, removed
