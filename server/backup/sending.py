"""Sending the copy to the node above, with what an exchange leaves: a list, then sealed objects.

The node above says which objects it has, so nothing is remembered here but what has arrived whole;
a cut costs at most the piece that was under way.
"""

import json
import logging
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256 as digest_of
from typing import Final, Protocol

from server import clock
from server.backup import above
from server.backup.errors import BackupFailed, Damaged
from server.backup.limits import REFUSED_HOURS, SEND_SECONDS
from server.backup.listing import Stored
from server.backup.vault import Vault
from server.config import Config
from server.db import db
from server.operations.port import log_store
from sync.asking import Later
from sync.core.errors import RoadFailed
from sync.limits import REQUEST_OVERHEAD_BYTES
from sync.peer import Offset
from sync.plan import MIN_ROOM_BYTES, Speed, chunk_bytes
from sync.storage.port import UPSTREAM

log = logging.getLogger(__name__)

_TOO_LARGE: Final = 413
_NO_ROOM: Final = 507
_OLDER: Final = frozenset({404, 405})
"""Status of a node above whose release keeps no copies, or that knows nothing of this one."""
_HOUR_MS: Final = 3600 * 1000
_MISSES: Final = 2
"""Pieces of one file after which the node above was no further: damaged on the way, or here."""


class CopyRoad(Protocol):
    """What sending needs of a road; `name` is an address below /sync/v1/copies."""

    def copy_offset(self, name: str) -> Later[Offset]: ...
    def send_copy(self, name: str, offset: int, size: int, chunk: bytes) -> Later[Offset]: ...
    def settle_copy(self, name: str, body: bytes) -> Later[bytes]: ...
    def speed(self) -> Speed: ...


def send(settings: Config, road: CopyRoad, most: int | None) -> int:
    """Send what `most` bytes (None: no limit), this day's share and a few minutes allow; how many
    bytes that took. A link that fails ends it, and the next time goes on from there."""
    if not above.wanted(settings):
        return 0
    share = above.left_today(settings)
    course = _Course(share if most is None else min(share, most))
    if course.over or _was_refused():
        return 0
    try:
        vault = above.vault(settings)
        names = vault.names()
        if names:
            _Sender(road, course, vault, names[-1]).run()
    except RoadFailed as error:
        _told(error)
    except (BackupFailed, OSError) as error:
        log.warning("the copy for the node above cannot be read", extra={"why": str(error)})
        above.failed(error.code if isinstance(error, BackupFailed) else BackupFailed.code)
    finally:
        if course.spent:
            above.sent(settings, course.spent)
    return course.spent


def _was_refused() -> bool:
    noted = above.standing().failed
    if noted is None or noted["code"] not in above.OF_THE_NODE_ABOVE:
        return False
    return 0 <= clock.now_ms() - int(noted["at_ms"]) < REFUSED_HOURS * _HOUR_MS


def _told(error: RoadFailed) -> None:
    if error.status in {_TOO_LARGE, _NO_ROOM}:
        log.warning("the node above has no room for the copy", extra={"why": error.hint})
        above.failed("refused" if error.status == _TOO_LARGE else "full")
    else:
        log.info("the copy above waits", extra={"why": error.hint, "status": error.status})


@dataclass(slots=True)
class _Course:
    """What may be spent (bytes) until it is over."""

    most: int
    spent: int = 0
    ends: float = 0.0

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + SEND_SECONDS

    @property
    def room(self) -> int:
        return max(0, self.most - self.spent - REQUEST_OVERHEAD_BYTES)

    @property
    def over(self) -> bool:
        return self.room < MIN_ROOM_BYTES or time.monotonic() >= self.ends

    def count(self, size: int = 0) -> None:
        self.spent += size + REQUEST_OVERHEAD_BYTES


class _Sender:
    def __init__(self, road: CopyRoad, course: _Course, vault: Vault, name: str) -> None:
        self._road = road
        self._course = course
        self._vault = vault
        self._name = name
        self._copy = vault.read(name)
        self._data = self._copy.encode()
        self._list = digest_of(self._data).hexdigest()

    def run(self) -> None:
        """As far as it gets."""
        noted = above.standing().arrived
        if noted is not None and noted["list"] == self._list:
            return
        here = self._settle()
        if here is None:
            if not self._file(self._list, len(self._data), self._of_list):
                return
            here = self._settle()
        if here is None:
            return
        for at, (name, stored) in enumerate(sorted(self._copy.objects.items())):
            if here[at // 8] & 0x80 >> at % 8:
                continue
            if self._course.over or _work_waits():
                return
            address = f"{self._list}/{stored.sha256.hex()}"
            if not self._file(address, stored.size, partial(self._of_object, name)):
                self._look_at(name, stored)
                return
        if not self._course.over:
            self._settle()

    def _look_at(self, name: str, stored: Stored) -> None:
        """Where an object has rotted here, this copy will never be whole: another is made."""
        if not self._course.over and not self._vault.holds(name, stored):
            self._vault.drop(name)
            self._vault.remove(self._name)
            raise Damaged("backup", f"{name} has rotted", "The next copy is made by itself.")

    def _settle(self) -> bytes | None:
        """Which objects are above, a bit for each; None where the list is not, and where all is
        done and noted."""
        body = json.dumps({"key": self._vault.root.name}).encode()
        self._course.count(len(body))
        try:
            answer = json.loads(self._road.settle_copy(self._list, body)())
            whole, here = answer["whole"], b64decode(answer["here"])
        except RoadFailed as error:
            if error.status in _OLDER:
                return None
            raise
        except (ValueError, KeyError, TypeError) as error:
            hint = "the node above answers what cannot be read"
            raise RoadFailed("copy", self._list, hint, retry=False) from error
        if whole:
            above.arrived(self._vault.root.name, self._list, self._copy)
            return None
        return here.ljust((len(self._copy.objects) + 7) // 8, b"\0")

    def _file(self, address: str, size: int, read: Callable[[int, int], bytes]) -> bool:
        """Send a file, or the rest of it; false when time or bytes are over before its end."""
        offset = 0
        if size > chunk_bytes(self._road.speed().up):
            self._course.count()
            at = self._road.copy_offset(address)()
            if at.complete:
                return True
            offset = at.offset
        misses = 0
        while not self._course.over and misses < _MISSES:
            most = min(self._course.room, chunk_bytes(self._road.speed().up))
            chunk = read(offset, most)
            self._course.count(len(chunk))
            at = self._road.send_copy(address, offset, size, chunk)()
            if at.complete:
                return True
            misses += at.offset <= offset
            offset = at.offset
        return False

    def _of_list(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]

    def _of_object(self, name: str, offset: int, length: int) -> bytes:
        with self._vault.open(name) as stream:
            stream.seek(offset)
            return stream.read(length)


def _work_waits() -> bool:
    """Whether somebody has written something meanwhile: that goes first."""
    session = db.session()
    waits = log_store(session).first_waiting_priority(UPSTREAM) is not None
    session.rollback()
    return waits
