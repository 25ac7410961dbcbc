"""Copies that nodes below have sent up: kept sealed, checked by hash, within a quota.

`copies/<node>/` of the data folder holds the lists and objects of one node under the SHA-256 of
their sealed bytes, `coming` names the list whose objects arrive now, and a mark named
`whole/<time>-<key id>-<list>` is there for each copy of which every byte is here. No table knows of
them: what the folder says is so after a restart, too. Nothing here can be opened without the
school's paper.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from content.blobs import BlobStore, sync_folder
from content.errors import BlobMissing
from server.backup import listing
from server.backup.errors import Damaged
from server.backup.limits import KEPT_BELOW, MAX_LIST_BYTES, MAX_OBJECTS, SCRUB_SIXTEENTHS
from server.files.parts import Parts
from sync.peer import Offset

FOLDER: Final = "copies"
_COMING: Final = "coming"
_WHOLE: Final = re.compile(r"(\d{15})-([0-9a-f]{16})-([0-9a-f]{64})")


class NotHere(LookupError):
    """The node has announced no such list, or the list names no such object."""


class TooMuch(Exception):
    """The copy does not fit into what a node may keep here; `bytes` would be needed."""

    def __init__(self, needed: int, quota: int) -> None:
        super().__init__(f"{needed} of {quota} bytes")
        self.bytes = needed
        self.quota = quota


class NoCopy(ValueError):
    """The bytes are no list of a copy of this node."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole copy: the SHA-256 of its list, the id of the key that opens it, when it arrived and
    was made (unix ms), and its bytes."""

    list: str
    key: str
    received_ms: int
    made_ms: int
    bytes: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


class Shelf:
    """The copies of one node; `quota` is in bytes."""

    def __init__(self, home: Path, node: str, quota: int) -> None:
        self._node = node
        self._root = home / FOLDER / node
        self._quota = quota
        self._store = BlobStore(self._root / "bytes")
        self._parts = Parts(self._root / "parts", self._store)

    # --- what arrives -----------------------------------------------------------------------

    def list_at(self, sha256: str) -> Offset:
        """Where to go on with a list."""
        if self._store.has(sha256) and self._announced(sha256):
            return Offset(self._store.size(sha256), complete=True)
        return Offset(self._parts.size(sha256), complete=False)

    def take_list(self, sha256: str, offset: int, size: int, chunk: bytes) -> Offset:
        """A piece of a list; a whole one is announced. Raises TooMuch, NoCopy, DiskFull."""
        if self.list_at(sha256).complete:
            return self.list_at(sha256)
        if size > MAX_LIST_BYTES:
            raise TooMuch(size, MAX_LIST_BYTES)
        if offset == 0:
            self._parts.drop_others(())  # of a list or a copy that was given up
        at = self._take(sha256, offset, size, chunk)
        return at if not at.complete else self._announce(sha256)

    def object_at(self, of: str, sha256: str) -> Offset:
        """Where to go on with an object of the announced list. Raises NotHere."""
        size = self._size(of, sha256)
        if self._store.has(sha256):
            return Offset(size, complete=True)
        return Offset(self._parts.size(sha256), complete=False)

    def must_expect(self, of: str, sha256: str, size: int) -> None:
        """Raises NotHere unless the announced list names an object of this size."""
        if size != self._size(of, sha256):
            raise NotHere

    def take_object(self, of: str, sha256: str, offset: int, size: int, chunk: bytes) -> Offset:
        """A piece of an object, as long as its list says. Raises NotHere, DiskFull."""
        self.must_expect(of, sha256, size)
        at = self.object_at(of, sha256)
        return at if at.complete else self._take(sha256, offset, size, chunk)

    def settle(self, of: str, key: str, now_ms: int) -> tuple[bool, list[bool]]:
        """Whether the copy is whole, and kept from then on under the id of its key; and of its
        objects, in the order of their names, which are here. Each time a share of them is read
        again: what has rotted counts as missing, and comes once more. Raises NotHere."""
        if of in self._lists():
            return True, []
        copy = self._coming(of)
        share = f"{now_ms // (24 * 3600 * 1000) % SCRUB_SIXTEENTHS:x}"
        here = []
        for _name, stored in sorted(copy.objects.items()):
            sha256 = stored.sha256.hex()
            lies = self._store.has(sha256)
            if lies and sha256.startswith(share) and not self._store.verify(sha256):
                self._store.delete(sha256)
                lies = False
            here.append(lies)
        if not all(here):
            return False, here
        # After the last one also where the clock was set back: the oldest is what goes first.
        received_ms = max(now_ms, (self.last_ms() or 0) + 1)
        self._mark(f"whole/{received_ms:015d}-{key}-{of}", "")
        (self._root / _COMING).unlink(missing_ok=True)
        self._give_up(KEPT_BELOW)
        self._sweep(frozenset())
        return True, []

    # --- what is here -----------------------------------------------------------------------

    def kept(self) -> list[Kept]:
        """The whole copies, the oldest first."""
        return [self._kept(*name) for name in self._names()]

    def newest(self) -> Kept | None:
        """The whole copy that arrived last."""
        names = self._names()
        return self._kept(*names[-1]) if names else None

    def last_ms(self) -> int | None:
        """When the newest whole copy arrived (unix ms)."""
        return max((received_ms for received_ms, _key, _of in self._names()), default=None)

    def read(self, of: str, sha256: str | None, offset: int, length: int) -> tuple[bytes, int]:
        """A range of a whole copy's list, or of an object of it, and the whole size of that.
        Raises NotHere."""
        if of not in self._lists():
            raise NotHere
        wanted = sha256 or of
        if sha256 is not None and sha256 not in _sizes(self._read(of)):
            raise NotHere
        try:
            return self._store.read_range(wanted, offset, length), self._store.size(wanted)
        except BlobMissing:
            raise NotHere from None

    # --- inside -----------------------------------------------------------------------------

    def _kept(self, received_ms: int, key: str, of: str) -> Kept:
        copy = self._read(of)
        size = sum(one.size for one in copy.objects.values())
        return Kept(of, key, received_ms, copy.header.made_ms, size)

    def _take(self, sha256: str, offset: int, size: int, chunk: bytes) -> Offset:
        have = self._parts.size(sha256)
        if offset > have or offset + len(chunk) > size:
            return Offset(have, complete=False)
        self._parts.write(sha256, offset, chunk)
        if offset + len(chunk) < size:
            return Offset(offset + len(chunk), complete=False)
        kept = self._parts.finish(sha256, sha256)
        return Offset(size if kept else 0, complete=kept)

    def _announce(self, sha256: str) -> Offset:
        """The objects of this list may come, if they fit; older copies make room for them."""
        try:
            copy = self._read(sha256)
        except Damaged:
            self._store.delete(sha256)
            raise NoCopy("no list of a copy") from None
        dated = isinstance(copy.header.made_ms, int)
        if copy.header.node != self._node or not dated or len(copy.objects) > MAX_OBJECTS:
            self._store.delete(sha256)
            raise NoCopy("the list of another node, or too long a one")
        keeps = KEPT_BELOW
        while (needed := self._needed(sha256, keeps)) > self._quota:
            if keeps == 1:
                self._store.delete(sha256)
                raise TooMuch(needed, self._quota)
            keeps -= 1
        self._give_up(keeps)
        self._mark(_COMING, sha256)
        self._sweep({sha256} | _sizes(copy).keys())
        return Offset(self._store.size(sha256), complete=True)

    def _needed(self, coming: str, keeps: int) -> int:
        """Bytes of the coming copy beside so many of the latest whole ones."""
        sizes: dict[str, int] = {}
        for of in [*self._lists()[-keeps:], coming]:
            sizes |= _sizes(self._read(of))
            sizes[of] = self._store.size(of)
        return sum(sizes.values())

    def _give_up(self, keeps: int) -> None:
        for received_ms, key, of in self._names()[:-keeps]:
            (self._root / "whole" / f"{received_ms:015d}-{key}-{of}").unlink(missing_ok=True)

    def _sweep(self, also: frozenset[str] | set[str]) -> None:
        """Remove what no whole copy needs, and nothing of `also`."""
        needed = set(also)
        for of in self._lists():
            needed |= {of} | _sizes(self._read(of)).keys()
        for sha256 in list(self._store.iter()):
            if sha256 not in needed:
                self._store.delete(sha256)
        self._parts.drop_others(needed)

    def _announced(self, of: str) -> bool:
        return of in self._lists() or self._coming_name() == of

    def _coming_name(self) -> str | None:
        try:
            return (self._root / _COMING).read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def _coming(self, of: str) -> listing.Copy:
        if self._coming_name() != of:
            raise NotHere
        try:
            return self._read(of)
        except (Damaged, BlobMissing):
            raise NotHere from None

    def _size(self, of: str, sha256: str) -> int:
        size = _sizes(self._coming(of)).get(sha256)
        if size is None:
            raise NotHere
        return size

    def _read(self, of: str) -> listing.Copy:
        return _decoded(self._store.path(of))

    def _lists(self) -> list[str]:
        """Of the whole copies, the oldest first."""
        return [of for _ms, _key, of in self._names()]

    def _names(self) -> list[tuple[int, str, str]]:
        """Of the whole copies: when they came, their keys' ids and lists, the oldest first."""
        folder = self._root / "whole"
        entries = folder.iterdir() if folder.is_dir() else ()
        found = (_WHOLE.fullmatch(entry.name) for entry in entries)
        return sorted((int(match[1]), match[2], match[3]) for match in found if match)

    def _mark(self, name: str, text: str) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.new")
        unfinished.write_text(text, encoding="ascii")
        unfinished.replace(path)
        sync_folder(path.parent)


def _sizes(copy: listing.Copy) -> Mapping[str, int]:
    """Bytes of each object, by the SHA-256 of its sealed bytes."""
    return {one.sha256.hex(): one.size for one in copy.objects.values()}


@lru_cache(maxsize=4)
def _decoded(path: Path) -> listing.Copy:
    """A list is never changed: its name is the hash of its bytes. Raises Damaged, BlobMissing."""
    try:
        return listing.decode(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise BlobMissing(path.name) from None
