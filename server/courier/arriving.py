"""Parts that are still arriving from phones: each is taken in once its last byte is here."""

from pathlib import Path

from server.courier.limits import UNFINISHED_PARTS
from server.errors import Problem
from server.files.parts import Parts
from server.identity import config
from server.library.stores import personal_store


class Arriving:
    """What couriers are bringing for one node."""

    def __init__(self, node: str) -> None:
        self._folder: Path = config().home / "parts" / "courier" / node
        self._parts = Parts(self._folder, personal_store())

    def size(self, part: str) -> int:
        """Bytes that are safely on disk."""
        return self._parts.size(part)

    def add(self, part: str, at: int, size: int, data: bytes) -> int:
        """Append; an offset that does not fit changes nothing. The bytes that are here then."""
        have = self.size(part)
        if at != have or at + len(data) > size:
            return have
        if not data and size:
            raise Problem(422, "bad-number", "There are no bytes to add")
        if not have:
            self._make_room()
        self._parts.write(part, at, data)
        return have + len(data)

    def read(self, part: str) -> bytes:
        """All of a part."""
        return self._parts.path(part).read_bytes()

    def drop(self, part: str) -> None:
        """It has been taken in, or never can be."""
        self._parts.drop(part)

    def _make_room(self) -> None:
        begun = sorted(self._folder.glob("*.part"), key=lambda path: path.stat().st_mtime)
        for path in begun[: max(0, len(begun) - UNFINISHED_PARTS + 1)]:
            path.unlink(missing_ok=True)
