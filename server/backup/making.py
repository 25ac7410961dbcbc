"""Making a copy of this node beside the running server."""

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.backup import database, files, former, keeping, listing, recovery, sealed
from server.backup.errors import BackupFailed, Damaged, NoRoom, NotPossible
from server.backup.files import Names, Source, Vanished
from server.backup.limits import CHECKPOINT_BYTES, KEEP_LATEST, SCRUB_SHARES
from server.backup.listing import Copy, Header, Stored
from server.backup.vault import Vault
from server.config import Config
from server.lock import AlreadyServing, ServeLock

LOCK_FILE: Final = "backup.lock"
_WORK: Final = "backup"


@dataclass(frozen=True, slots=True)
class About:
    """For the copy's header: the node's id, the program's version, the time (unix ms). `behind`
    where the clock is known to have fallen back: then copies dated later may well be right."""

    node: str
    program: str
    now_ms: int
    behind: bool = False


@dataclass(slots=True)
class Made:
    """A copy that stands, read back from the disk. Sizes in bytes: `new_bytes` written by this
    run; `damaged` names files of the data folder whose bytes are not those of their name, `healed`
    counts objects that had rotted on the disk and were written again, `given_up` older copies that
    had to make room."""

    name: str
    disk: str
    files: int
    plain_bytes: int
    new_bytes: int
    healed: int = 0
    given_up: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


class Busy(BackupFailed):
    """Another copy is being made."""

    code = "busy"


class Stopped(BackupFailed):
    """The server is being stopped; what was written counts for the next run."""

    code = "stopped"


@dataclass(frozen=True, slots=True)
class Hooks:
    """Of whoever makes the copy: `told` hears of progress, `stopped` is asked before each file."""

    told: Callable[[str], None] = lambda _line: None
    stopped: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Extent:
    """Which folders a copy holds besides the database, and which of the copies stay, by name and
    the moment of each in the school's time."""

    parts: Sequence[str] = files.PARTS
    kept: Callable[[Mapping[str, datetime]], Collection[str]] = keeping.kept


WHOLE: Final = Extent()


def create(config: Config, disk: Path, about: About, hooks: Hooks, extent: Extent = WHOLE) -> Made:
    """Copy this node's data folder to `disk`: only what is not there yet is written, and all of it
    is read back before the copy appears.

    Raises BackupFailed or one of its kinds; copies that were there before still stand then, but
    for the oldest ones where room was needed.
    """
    if not config.database.startswith("sqlite"):
        raise NotPossible(
            "backup", "the database is PostgreSQL", "Use its own tools, and copy the data folder."
        )
    if not disk.is_dir():
        raise NotPossible("backup", f"{disk} is not there", "Plug the disk in, and mount it.")
    vault = Vault(disk, recovery.key_id(recovery.public(config.home)))
    try:
        with ServeLock(config.home, LOCK_FILE):
            vault.prepare()
            return _Run(config, vault, about, hooks, extent).make()
    except AlreadyServing:
        raise Busy("backup", "another copy is being made", "Wait until it has ended.") from None
    except OSError as error:  # of the disk of the copies it has become a BackupFailed already
        told = f"{config.home}: {error.strerror or error}"
        raise BackupFailed("backup", told, "Run `tirek doctor`; the disk may be dying.") from error


class _Run:
    def __init__(
        self,
        config: Config,
        vault: Vault,
        about: About,
        hooks: Hooks,
        extent: Extent,
    ) -> None:
        self._hooks = hooks
        self._extent = extent
        self._home = home = config.home
        self._zone = ZoneInfo(config.timezone)
        self._vault = vault
        self._about = about
        self._key = sealed.RunKey.draw(recovery.public(home), secrets.token_bytes(sealed.KEY_BYTES))
        self._names = Names(home)
        self._known = vault.known()
        self._objects: dict[str, Stored] = {}
        self._fresh: set[str] = set()
        self._unsettled = 0
        self._table: list[dict[str, Any]] = []
        self._made = Made("", str(vault.disk), 0, 0, 0)

    def make(self) -> Made:
        """The whole of it."""
        self._scrub()
        work = self._home / _WORK
        work.mkdir(mode=0o700, exist_ok=True)
        copied = work / files.DATABASE
        try:
            self._hooks.told("Copying the database.")
            database.copy_to(self._home / files.DATABASE, copied)
            revision = database.revision(copied)
            self._take_database(copied)
        finally:
            database.remove(copied)
        for number, source in enumerate(files.sources(self._home, self._extent.parts), 1):
            self._take(source)
            if number % 1000 == 0:
                self._hooks.told(f"{number} files.")
        self._vault.settle({**self._known, **self._objects})
        self._hooks.told("Reading back what was written.")
        self._read_back()
        made = self._publish(revision)
        self._give_up_old()
        self._vault.sweep(self._needed())
        former.clear(self._vault.disk, self._vault.root.name, recovery.torn(self._home))
        return made

    def _take_database(self, copied: Path) -> None:
        names, digest, size = [], hashlib.sha256(), 0
        for hashed, piece in database.pieces(copied):
            names.append(self._names.of(hashed))
            digest.update(piece)
            size += len(piece)
            self._keep(names[-1], len(piece), partial(iter, (piece,)))
        self._note(files.DATABASE, 0o600, size, digest.digest(), names)

    def _take(self, source: Source) -> None:
        try:
            hashed = source.named or files.sha256(self._home, source.path)
            name = self._names.of(hashed)
            size = (self._home / source.path).stat().st_size
            written = self._keep(name, size, lambda: files.read(self._home, source.path))
        except (Vanished, FileNotFoundError):
            return
        if written is not None and written.plain_sha256 != hashed:
            # Rotten, or written to while it was read: the next night looks again.
            self._vault.drop(name)
            del self._objects[name]
            self._fresh.discard(name)
            if source.named:
                self._made.damaged.append(source.path)
            return
        self._note(source.path, source.mode, size, hashed, [name])

    def _note(self, path: str, mode: int, size: int, hashed: bytes, names: list[str]) -> None:
        self._made.files += 1
        self._made.plain_bytes += size
        self._table.append(
            {"path": path, "mode": mode, "size": size, "sha256": hashed.hex(), "objects": names}
        )

    def _keep(
        self, name: str, size: int, plain: Callable[[], Iterable[bytes]]
    ) -> sealed.Written | None:
        """Make sure that an object is on the disk; None where it was already."""
        if name in self._objects:
            return None
        stored = self._known.get(name)
        if stored is not None and self._vault.lies(name, stored):
            self._objects[name] = stored
            return None
        if self._hooks.stopped():
            self._vault.settle({**self._known, **self._objects})
            raise Stopped("backup", "the server is being stopped", "The next start goes on.")
        written = self._write(name, size, plain)
        self._objects[name] = Stored(written.sha256, written.size)
        self._fresh.add(name)
        self._made.new_bytes += written.size
        self._unsettled += written.size
        if self._unsettled >= CHECKPOINT_BYTES:
            self._vault.settle({**self._known, **self._objects})
            self._unsettled = 0
        return written

    def _write(self, name: str, size: int, plain: Callable[[], Iterable[bytes]]) -> sealed.Written:
        while True:
            try:
                self._vault.require_room(size)
                return self._vault.put(self._key, name, plain())
            except NoRoom:
                if not (self._give_up_former() or self._give_up_oldest()):
                    raise

    def _give_up_former(self) -> bool:
        """What this box has sealed to former keys goes first. While nobody has confirmed the
        present paper, theirs may turn up as the only one."""
        disk, present, node = self._vault.disk, self._vault.root.name, self._about.node
        if former.clear(disk, present, recovery.torn(self._home)):
            return True
        if recovery.unseen(self._home):
            if former.lie(disk, present, node):
                raise NoRoom("write", f"{disk} is full", "Confirm the new recovery key's sheet.")
            return False
        name = former.give_up_oldest(disk, present, node)
        if name is not None:
            self._made.given_up.append(name)
            self._hooks.told(f"The copy {name} of a former key was given up to make room.")
        return name is not None

    def _give_up_oldest(self) -> bool:
        names = self._vault.names()[:-KEEP_LATEST]
        if not names:
            return False
        self._vault.remove(names[0])
        self._made.given_up.append(names[0])
        self._hooks.told(f"The copy {names[0]} was given up to make room.")
        self._vault.sweep(self._needed())
        return True

    def _give_up_old(self) -> None:
        """A copy dated after this one was made by a clock that stood ahead. All that it had is in
        this one, and it would count as the newest until its date has come."""
        made = {
            name: datetime.fromtimestamp(copy.header.made_ms / 1000, self._zone)
            for name, copy in self._vault.sound().items()
            if self._about.behind or copy.header.made_ms <= self._about.now_ms
        }
        stays = self._extent.kept(made)
        for name in self._vault.names():
            if name not in stays:
                self._vault.remove(name)

    def _needed(self) -> Iterator[str]:
        yield from self._objects
        for copy in self._vault.sound().values():
            yield from copy.objects

    def _scrub(self) -> None:
        """Read a share of what lies there already; what has rotted is written again below."""
        share = self._about.now_ms // (24 * 3600 * 1000) % SCRUB_SHARES
        for name, stored in list(self._known.items()):
            if int(name[:4], 16) % SCRUB_SHARES != share:
                continue
            if self._vault.lies(name, stored) and not self._vault.holds(name, stored):
                self._vault.drop(name)
                del self._known[name]
                self._made.healed += 1

    def _read_back(self) -> None:
        for name in self._fresh:
            if not self._vault.holds(name, self._objects[name]):
                self._vault.drop(name)
                raise Damaged(
                    "backup",
                    f"{self._vault.disk} does not keep what it was given",
                    "Use another disk: this one is failing.",
                )

    def _publish(self, revision: str) -> Made:
        made, about = self._made, self._about
        header = Header(
            about.node, about.now_ms, about.program, revision, made.files, made.plain_bytes,
            made.new_bytes,
        )  # fmt: skip
        table = BytesIO()
        plain = json.dumps({"files": self._table}, ensure_ascii=False).encode()
        sealed.seal(self._key, listing.binding(header, self._objects), (plain,), table)
        made.name = self._vault.publish(Copy(header, self._objects, table.getvalue()))
        return made
