"""The asking side of an exchange on rations: classes of data that have no budget or no room wait.

The exchange itself knows one budget for everything. Which file is a film and which a page, and
how full the disk is, are matters of this node; so a class that is used up simply is not there.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from sqlalchemy import select

from server import clock
from server.config import Config
from server.db import db
from server.library.models import ContentFile
from server.rows import put
from server.upstream.agent_port import SchoolPort
from server.upstream.budgets import Allowance
from server.upstream.limits import MEDIA_FROM_BYTES
from server.upstream.models import UpstreamRefusal
from server.upstream.windows import Cargo
from sync.asking import Shelf
from sync.core.ops import OpId
from sync.storage.port import Unit

# Files looked at per file wanted, so that one film at the head does not hide the pages behind it.
_SCAN_FACTOR = 20


class Ration:
    """What files may still cross in one exchange, and what has. A class may go over its cap by
    one chunk, because a chunk begins while there is room."""

    def __init__(self, allowed: Allowance, kept_out: frozenset[Cargo] = frozenset()) -> None:
        self._allowed = allowed
        self._kept_out = kept_out
        self._spent: dict[Cargo, int] = {}

    @property
    def spent(self) -> Mapping[Cargo, int]:
        """Bytes of files by class."""
        return self._spent

    def lets_down(self, cargo: Cargo) -> bool:
        """Whether a file of this class may come down now."""
        return cargo not in self._kept_out and self.lets(cargo)

    def lets(self, cargo: Cargo) -> bool:
        """Whether a file of this class may cross now."""
        cap = self._allowed.caps.get(cargo)
        return cap is None or self._spent.get(cargo, 0) < cap

    def take(self, cargo: Cargo, count: int) -> None:
        """So many bytes have crossed."""
        self._spent[cargo] = self._spent.get(cargo, 0) + count


def cargo_of(sizes: Mapping[str, int], sha256: str) -> Cargo:
    """The class of a course file; a description, which has no size here yet, is text."""
    return Cargo.MEDIA if sizes.get(sha256, 0) >= MEDIA_FROM_BYTES else Cargo.TEXT


def sizes_of(sha256s: Sequence[str]) -> dict[str, int]:
    """Bytes of course files as their descriptions say."""
    query = select(ContentFile.sha256, ContentFile.size).where(ContentFile.sha256.in_(sha256s))
    return {row.sha256: row.size for row in db.session.execute(query)}


class RationedPort(SchoolPort):
    """A SchoolPort that shows only the files that the ration lets cross."""

    def __init__(self, config: Config, ration: Ration) -> None:
        super().__init__(config, certified=(config.upstream_url or "").startswith("https://"))
        self._ration = ration
        self._sizes: dict[str, int] = {}

    def refused(self, unit: Unit, reasons: Mapping[OpId, str]) -> None:
        """Keeps the reasons, so that the attention list can tell them."""
        super().refused(unit, reasons)
        for op, reason in reasons.items():
            row = {"op": str(op), "reason": reason[:80] or "unknown", "told_ms": clock.now_ms()}
            put(db.session(), UpstreamRefusal, row)

    def file_size(self, sha256: str) -> int | None:
        """None, as for a file that is still on a phone, once files are used up."""
        return super().file_size(sha256) if self._ration.lets(Cargo.FILES) else None

    def read_file(self, sha256: str, offset: int, length: int) -> bytes:
        """Counts what goes up."""
        data = super().read_file(sha256, offset, length)
        self._ration.take(Cargo.FILES, len(data))
        return data

    def lacking(self, shelf: Shelf, limit: int) -> Sequence[str]:
        """Without the classes that are used up or kept out."""
        if shelf is Shelf.PERSONAL:
            lets = self._ration.lets_down(Cargo.FILES)
            return super().lacking(shelf, limit) if lets else ()
        open_to = {c for c in (Cargo.TEXT, Cargo.MEDIA) if self._ration.lets_down(c)}
        if not open_to:
            return ()
        if len(open_to) == 2:
            return super().lacking(shelf, limit)
        found = super().lacking(shelf, limit * _SCAN_FACTOR)
        self._learn(found)
        return list(islice((s for s in found if cargo_of(self._sizes, s) in open_to), limit))

    def write_part(self, shelf: Shelf, sha256: str, offset: int, data: bytes) -> None:
        """Counts what has come down."""
        super().write_part(shelf, sha256, offset, data)
        if shelf is Shelf.START:
            return  # it stands for records
        if shelf is Shelf.COURSE:
            self._learn([sha256])
        cargo = Cargo.FILES if shelf is Shelf.PERSONAL else cargo_of(self._sizes, sha256)
        self._ration.take(cargo, len(data))

    def _learn(self, sha256s: Sequence[str]) -> None:
        unknown = [sha for sha in sha256s if sha not in self._sizes]
        if unknown:
            self._sizes |= dict.fromkeys(unknown, 0) | sizes_of(unknown)
