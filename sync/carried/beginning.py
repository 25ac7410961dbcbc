"""Beginning from a snapshot that comes in pieces, on one stick or several, in whatever order."""

from typing import Protocol

from sync import starting
from sync.asking import AgentPort, Shelf
from sync.carried.volumes import Stash, take_piece
from sync.core.errors import SyncError
from sync.frames.bundle import Piece
from sync.limits import MAX_SNAPSHOT_BYTES
from sync.storage.port import Units


class BeginningPort(AgentPort, Protocol):
    """What the asking node's layer above keeps of files that come in pieces."""

    @property
    def stash(self) -> Stash: ...


def begin(units: Units, port: BeginningPort, piece: Piece, data: bytes) -> int | None:
    """Take a piece; once all have come, begin from the snapshot. Returns how many operations were
    not here, or None for a piece of one that is not welcome.

    A snapshot that cannot be believed is told of in the next statement (`Asks.refuses`), and the
    feeds bring everything.
    """
    sha = piece.sha256
    with units.read() as unit:
        welcome = starting.welcome(unit.store, sha)
    if not welcome or piece.size > MAX_SNAPSHOT_BYTES:
        return None

    def write(offset: int, chunk: bytes) -> None:
        if not offset:
            port.forget_start()  # what has come of one over a link
        port.write_part(Shelf.START, sha, offset, chunk)

    if not take_piece(port.stash, piece, data, write, lambda: port.finish_part(Shelf.START, sha)):
        return 0
    try:
        came = port.begin_from(sha)
    except SyncError as error:
        with units.write() as unit:
            starting.refuse(unit.store, sha, error.subject)
        return 0
    with units.write() as unit:
        starting.begun(unit.store, sha)
    return came
