"""Where the volumes of a cold log lie, one after another, and whether they are all there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from sync.cold import volume
from sync.cold.volume import CHAIN_START, ColdBroken, Volume
from sync.core.errors import SyncError
from sync.storage.port import Entry, LogPort

_HEAD: Final = "cold.head"


class Shelf(Protocol):
    """Volumes by number. Errors of the disk leave as OSError."""

    def numbers(self) -> list[int]:
        """Of what is there, ascending."""
        ...

    def read(self, number: int) -> bytes: ...

    def write(self, number: int, data: bytes) -> None:
        """All of it or nothing, and on disk when this returns; what had the number before it is
        replaced."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """The last volume that the log has pruned into; number 0 before the first."""

    number: int = 0
    link: bytes = CHAIN_START


@dataclass(slots=True)
class Verified:
    """What reading a whole cold log found: `damaged` by number says why; `missing` are numbers
    that should be there."""

    volumes: int = 0
    operations: int = 0
    bytes: int = 0
    damaged: dict[int, str] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.damaged and not self.missing


def head(store: LogPort) -> Head:
    """What the log remembers of its cold log."""
    told = store.state(_HEAD)
    if not told:
        return Head()
    number, link = told.split(":")
    return Head(int(number), bytes.fromhex(link))


def set_head(store: LogPort, at: Head) -> None:
    """In the transaction that drops what the volume holds."""
    store.set_state(_HEAD, f"{at.number}:{at.link.hex()}")


def append(shelf: Shelf, node: str, known: Head, entries: Sequence[Entry]) -> Head:
    """Put the next volume on the shelf and read it back; raises ColdBroken when that fails.

    It follows the last one that lies there, which may be younger than the `known` one: a node that
    was put back from a copy, or lost its power between the volume and its own log.
    """
    last = known
    there = shelf.numbers()
    if there and there[-1] >= known.number:
        header, _ = volume.read_header(shelf.read(there[-1]))
        last = Head(there[-1], header.link)
    made = volume.build(entries, node, last.number + 1, last.link)
    shelf.write(last.number + 1, made)
    back = volume.read(shelf.read(last.number + 1))
    if back.entries != tuple(entries):
        raise ColdBroken("cold log", f"volume {last.number + 1}", "the disk gave back other bytes")
    return Head(last.number + 1, back.header.link)


def volumes(shelf: Shelf) -> Iterator[tuple[int, Volume | SyncError]]:
    """Each volume, checked by itself; in its place what is wrong with it."""
    for number in shelf.numbers():
        try:
            found = volume.read(shelf.read(number))
            if found.header.number != number:
                raise ColdBroken("cold log", f"volume {number}", "it is another volume")
            yield number, found
        except SyncError as error:
            yield number, error


def verify(shelf: Shelf, known: Head) -> Verified:
    """Read everything, follow the chain, and see that it leads to what the log remembers."""
    done = Verified()
    links: dict[int, bytes] = {}
    for number, found in volumes(shelf):
        done.volumes += 1
        if isinstance(found, SyncError):
            done.damaged[number] = str(found)
            continue
        done.operations += found.header.count
        done.bytes += sum(found.header.frames)
        before = CHAIN_START if number == 1 else links.get(number - 1)
        if before is not None and found.header.previous != before:
            done.damaged[number] = f"it does not follow volume {number - 1}"
        links[number] = found.header.link
    last = max([known.number, *links, *done.damaged])
    here = {*links, *done.damaged}
    done.missing = [number for number in range(1, last + 1) if number not in here]
    if known.number in links and links[known.number] != known.link:
        done.damaged[known.number] = "the log has pruned into another volume of this number"
    return done
