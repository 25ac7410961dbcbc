"""On a new box: a school's sealed copy from the node above into a folder, which `restore` reads."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256 as digest_of
from pathlib import Path
from typing import Any, Final, Protocol

from server.backup import listing
from server.backup.errors import BackupFailed, Damaged, NotPossible
from server.backup.limits import MAX_LIST_BYTES
from server.backup.listing import Copy, Stored
from server.backup.vault import FOLDER, KEY_ID, Vault
from server.files.references import SHA256
from server.hub.nodes import NODE_ID
from sync.asking import Later
from sync.core.errors import RoadFailed
from sync.limits import MAX_RANGE_BYTES, RANGES_UNDER_WAY

_AGAIN: Final = "Run it again: what has come stays."
_NOT_KNOWN: Final = 401


class KitRoad(Protocol):
    """What fetching needs of a road that shows a kit's token."""

    def kit_copies(self) -> Later[bytes]: ...
    def kit_copy(self, name: str, offset: int, length: int) -> Later[tuple[bytes, int]]: ...


@dataclass(frozen=True, slots=True)
class Offered:
    """A copy that lies above."""

    node: str
    list: str
    key: str
    received_ms: int
    bytes: int

    def __post_init__(self) -> None:
        """Raises ValueError unless every part is of its form: names become parts of paths."""
        forms = ((NODE_ID, self.node), (SHA256, self.list), (KEY_ID, self.key))
        if not all(form.fullmatch(text) for form, text in forms):
            raise ValueError("an answer of another form")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A copy that lies in the folder now. Sizes in bytes; `new_bytes` came with this run."""

    copy: str
    node: str
    made_ms: int
    bytes: int
    new_bytes: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def fetch(road: KitRoad, folder: Path, tell: Callable[[str], None]) -> list[Fetched]:
    """The newest copy of each recovery key. Raises BackupFailed or one of its kinds; what has come
    stays in the folder, and the next run goes on from there."""
    try:
        newest = {one.key: one for one in _offered(road)}
        if not newest:
            raise NotPossible("fetch", "no copy of this school lies above", "Use a disk.")
        return [_fetch(road, folder, one, tell) for one in newest.values()]
    except RoadFailed as error:
        if error.status == _NOT_KNOWN:
            raise NotPossible(
                "fetch", "the kit was used, cancelled, or is too old",
                "Ask the hub's operator for a new one.",
            ) from error  # fmt: skip
        raise BackupFailed("fetch", error.hint, _AGAIN) from error


def _offered(road: KitRoad) -> list[Offered]:
    """The oldest first."""
    try:
        told = json.loads(road.kit_copies()())["copies"]
        names = Offered.__slots__
        found = [Offered(**{name: one[name] for name in names}) for one in told]
        return sorted(found, key=lambda one: one.received_ms)
    except (ValueError, KeyError, TypeError) as error:
        hint = "Install the hub's release here."
        raise BackupFailed("fetch", "the hub's answer cannot be read", hint) from error


def _fetch(road: KitRoad, folder: Path, one: Offered, tell: Callable[[str], None]) -> Fetched:
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    vault = Vault(folder, one.key)
    vault.prepare()
    address = f"{one.node}/{one.list}"
    data = b"".join(_whole(road, address, MAX_LIST_BYTES))
    if digest_of(data).hexdigest() != one.list:
        raise Damaged("fetch", "the copy's list was damaged on its way", _AGAIN)
    copy = listing.decode(data, one.list)
    lacking = [
        (name, stored)
        for name, stored in sorted(copy.objects.items())
        if not (vault.lies(name, stored) and vault.holds(name, stored))
    ]
    tell(f"{len(lacking)} of {len(copy.objects)} objects are still above.")
    _Objects(road, vault, address, tell).take(lacking)
    vault.settle(copy.objects)
    published = vault.publish(copy)
    new = len(data) + sum(stored.size for _name, stored in lacking)
    return Fetched(published, copy.header.node, copy.header.made_ms, _size(copy), new)


class _Objects:
    """Fetches objects, small ones several at a time."""

    def __init__(
        self, road: KitRoad, vault: Vault, address: str, tell: Callable[[str], None]
    ) -> None:
        self._road = road
        self._vault = vault
        self._address = address
        self._tell = tell
        self._flights: deque[tuple[str, Stored, Later[tuple[bytes, int]]]] = deque()
        self._done = 0

    def take(self, lacking: list[tuple[str, Stored]]) -> None:
        for name, stored in lacking:
            address = f"{self._address}/{stored.sha256.hex()}"
            if stored.size > MAX_RANGE_BYTES:
                self._land_all()
                self._keep(name, stored, _whole(self._road, address, stored.size))
                continue
            if len(self._flights) >= RANGES_UNDER_WAY:
                self._land()
            self._flights.append((name, stored, self._road.kit_copy(address, 0, stored.size)))
        self._land_all()

    def _land_all(self) -> None:
        while self._flights:
            self._land()

    def _land(self) -> None:
        name, stored, later = self._flights.popleft()
        self._keep(name, stored, iter((later()[0],)))

    def _keep(self, name: str, stored: Stored, data: Iterator[bytes]) -> None:
        if not self._vault.take(name, stored, data):
            raise Damaged("fetch", f"{name} is not what its list says", _AGAIN)
        self._done += 1
        if self._done % 100 == 0:
            self._tell(f"{self._done} objects have come.")


def _whole(road: KitRoad, address: str, most: int) -> Iterator[bytes]:
    """A file above, range by range."""
    offset, size = 0, 1
    while offset < size:
        data, size = road.kit_copy(address, offset, MAX_RANGE_BYTES)()
        if size > most or not data:
            raise Damaged("fetch", "a file above is not what its list says", _AGAIN)
        offset += len(data)
        yield data


def _size(copy: Copy) -> int:
    return sum(stored.size for stored in copy.objects.values())
