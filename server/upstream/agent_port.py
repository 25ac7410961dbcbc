"""What this node knows and keeps as the asking side of an exchange (sync.asking.AgentPort)."""

import logging
import time
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Final

from sqlalchemy import select

from content.errors import BlobMissing
from server import clock
from server.bundles import keys
from server.classroom.central import touch_central
from server.classroom.files import file_came
from server.config import Config
from server.db import db, write_transaction
from server.delivery.mending import parts_of
from server.delivery.wanted import Wanted
from server.files import references
from server.files.mending import MendedParts
from server.files.parts import Parts
from server.identity import remember_upstream
from server.library.stores import course_store, personal_store
from server.operations.port import log_store
from server.people import sealing
from server.people.login import seal_for
from server.people.models import School
from server.people.sealing import KEY_BYTES
from server.timekeeping import keeping
from server.trust import believing
from server.upkeep import snapshots
from server.upstream.start_parts import start_parts
from sync.asking import Shelf
from sync.core.cbor import Value
from sync.core.errors import SyncError
from sync.core.ops import OpId
from sync.storage.port import AckChange, Unit

log = logging.getLogger(__name__)

ACKED_PER_LINE: Final = 100  # writers; so no line is longer than 5 KB or so
FILES_LOST: Final = "files-lost"
"""State, not empty: after a restore files that the node above has verified may be missing here."""


class SchoolPort:
    """Serves one exchange, inside one application context."""

    def __init__(self, config: Config, *, certified: bool = False) -> None:
        """`certified`: the road itself has proven who is above, as HTTPS does."""
        self._certified = certified
        self._began = time.monotonic()
        self._course = course_store()
        self._wanted = Wanted(self._course)
        self._personal = personal_store()
        self._lost: list[str] | None = None
        self._parts: dict[Shelf, Parts] = {
            Shelf.COURSE: parts_of(config, self._course),
            Shelf.PERSONAL: Parts(config.home / "parts" / "personal", self._personal),
            Shelf.START: start_parts(config.home),
        }

    def seconds(self) -> float:
        """Since the exchange began."""
        return time.monotonic() - self._began

    def schools(self, unit: Unit) -> Sequence[str]:
        """All schools known here; the upstream goes by its own list."""
        return sorted(db.session.scalars(select(School.id)))

    def met(self, unit: Unit, node: str, about: Mapping[str, Value]) -> None:
        """Keep how the upstream calls itself, for the tick that carries its name, and seal the
        passwords for it when it is met for the first time; keep its hand, for sticks."""
        name = about.get("name")
        texts = (
            {k: v for k, v in name.items() if isinstance(k, str) and isinstance(v, str)}
            if isinstance(name, Mapping)
            else None
        )
        remember_upstream(texts, clock.now_ms())
        key = about.get("key")
        if isinstance(key, bytes) and len(key) == KEY_BYTES:
            self._seal(node, key)
        hand = about.get("hand")
        if isinstance(hand, bytes) and len(hand) == keys.KEY_BYTES:
            self._shake(node, hand)
        time_ms = about.get("time")
        if isinstance(time_ms, int):
            keeping.heard(db.session(), time_ms)

    def _shake(self, node: str, hand: bytes) -> None:
        """Keep the key that signs sticks and editions: the first that is shown, and another only
        over a road that has proven who shows it. A hub that lost its keys signs with new ones."""
        session = db.session()
        known = keys.known(session, node)
        if known == hand:
            return
        if known is not None and any(hand == key for key in believing.hands(session, node)):
            return
        if known is None or self._certified:
            keys.remember(session, node, hand)
            # Its identity may be another one, too: the next that vouches for this key.
            believing.trust(session, node, None)
        if known is not None:
            told = {"upstream": node, "taken": self._certified}
            log.warning("the upstream signs with another key than before", extra=told)

    def _seal(self, node: str, key: bytes) -> None:
        known = sealing.known_keys(db.session()).get(node)
        if known is None:
            seal_for(node, key)
        elif known != key:
            # Whoever stands in the line could say so, too: passwords go to the first key alone.
            log.error("the upstream shows another key than before", extra={"upstream": node})

    def acked(self, unit: Unit, change: AckChange) -> None:
        """Phones see the central tick once operation and files are durable above; the log says
        which operations are there, by the numbers under which phones' requests brought them."""
        touch_central(db.session(), operations=change.durable)
        news = [f"{w}.{epoch}.{held}" for (w, epoch), held in change.received.items()]
        for first in range(0, len(news), ACKED_PER_LINE):
            told = " ".join(news[first : first + ACKED_PER_LINE])
            log.info("the upstream holds", extra={"operations": told})

    def forked(self, unit: Unit, ids: Sequence[OpId]) -> None:
        """Both stay; the log tells the admin."""
        log.error("the upstream knows other operations", extra={"ids": [str(i) for i in ids]})

    def refused(self, unit: Unit, reasons: Mapping[OpId, str]) -> None:
        """They wait until the upstream covers more; nothing is dropped."""
        told = {str(op): reason for op, reason in reasons.items()}
        log.warning("the upstream refused operations", extra={"reasons": told})

    def file_acked(self, unit: Unit, sha256: str) -> None:
        """The last of a work's files may be what its tick waited for."""
        touch_central(db.session(), files=[sha256])

    def file_size(self, sha256: str) -> int | None:
        """None while a phone has not delivered it yet."""
        try:
            return self._personal.size(sha256)
        except BlobMissing:
            return None

    def read_file(self, sha256: str, offset: int, length: int) -> bytes:
        """A piece of a personal file."""
        return self._personal.read_range(sha256, offset, length)

    def lacking(self, shelf: Shelf, limit: int) -> Sequence[str]:
        """Of courses the latest first; of people's files those of work that was made above, and
        after a restore those of our own that went there and are missing."""
        if shelf is Shelf.COURSE:
            return self._wanted.first(limit)
        session = db.session()
        own = log_store(session).node
        files = references.made_elsewhere(session, own)
        lacking = (f.sha256 for f in files if not self._personal.has(f.sha256))
        return list(islice(dict.fromkeys(chain(lacking, self._lost_files())), limit))

    def _lost_files(self) -> list[str]:
        """Looked for once in an exchange, and no more once none is missing."""
        if self._lost is None:
            session = db.session()
            self._lost = []
            if log_store(session).state(FILES_LOST):
                held = references.held_above(session)
                self._lost = [f.sha256 for f in held if not self._personal.has(f.sha256)]
                if not self._lost:
                    session.rollback()
                    with write_transaction() as writing:
                        log_store(writing).set_state(FILES_LOST, "")
        else:
            self._lost = [sha256 for sha256 in self._lost if not self._personal.has(sha256)]
        return self._lost

    def part_size(self, shelf: Shelf, sha256: str) -> int:
        """Where an interrupted download goes on."""
        return self._parts[shelf].size(sha256)

    def hole(self, shelf: Shelf, sha256: str, offset: int) -> tuple[int, int | None]:
        """Of a course file being mended only its damaged ranges are missing."""
        parts = self._parts[shelf]
        return parts.hole(sha256, offset) if isinstance(parts, MendedParts) else (offset, None)

    def write_part(self, shelf: Shelf, sha256: str, offset: int, data: bytes) -> None:
        """Append and sync."""
        self._parts[shelf].write(sha256, offset, data)

    def finish_part(self, shelf: Shelf, sha256: str) -> bool:
        """Verify and keep."""
        kept = self._parts[shelf].finish(sha256, sha256)
        if shelf is Shelf.COURSE:
            self._wanted.ended(sha256)
        return kept

    def forget_start(self) -> None:
        """Whatever lies in its folder."""
        self._parts[Shelf.START].drop_others(())

    def begin_from(self, sha256: str) -> int:
        """From the part that has come, which is gone then."""
        try:
            return snapshots.read(self._parts[Shelf.START].path(sha256))
        except SyncError:
            log.exception("a snapshot from above is not believed")
            raise
        finally:
            self._parts[Shelf.START].drop(sha256)

    def file_came(self, unit: Unit, sha256: str) -> None:
        """Teachers here can open what was handed in at the node above."""
        session = db.session()
        file_came(session, sha256, references.owners(session, sha256))
