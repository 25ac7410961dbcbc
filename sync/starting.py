"""Beginning from a snapshot that comes over a link, where the feeds alone would take long.

The answering node says in a session how far behind the caller's feeds are. A caller that is far
behind asks for a snapshot, fetches it like a file, from where the last exchange stopped, and begins
from it once it has been found whole. Until then it leaves the feeds alone. A snapshot that cannot
be believed is never asked for again, and the feeds bring everything as before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.core.knowledge import Knowledge
from sync.limits import MAX_SNAPSHOT_BYTES, SNAPSHOT_FROM_OPERATIONS
from sync.storage.port import Cursor, LogPort

BEHIND: Final = "behind"
# Names in the node's own state: what is being fetched, what was refused, and the last one that
# this node has begun from.
_COMING: Final = "upstream.start"
_REFUSED: Final = "upstream.start.refused"
_TAKEN: Final = "upstream.start.taken"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A snapshot that lies ready: SHA-256 and bytes of it as it travels, and, where it was made,
    the places in the feeds from which its reader goes on."""

    sha256: str
    size: int
    cursors: Mapping[str, Cursor] = field(default_factory=dict)


def behind(
    store: LogPort, scopes: Sequence[str], cursors: Mapping[str, Cursor], had: Knowledge
) -> int:
    """Operations of the feeds after these cursors, at least, that the caller is not known to
    have. An operation in two feeds counts twice."""
    life = store.incarnation
    rows = 0
    for scope in scopes:
        head, at = store.feed_head(scope), cursors.get(scope)
        rows += head - at.seq if at is not None and at.incarnation == life else head
    return max(0, rows - had.count())


def far(number: object) -> bool:
    """Whether what the node above says of our feeds is worth a snapshot."""
    return isinstance(number, int) and number >= SNAPSHOT_FROM_OPERATIONS


def encode(offer: Offer) -> bytes:
    """The answer to a caller that asks for a snapshot."""
    return cbor.encode([bytes.fromhex(offer.sha256), offer.size])


def decode(data: bytes) -> Offer:
    """Raises Malformed."""
    value = cbor.decode(data)
    match value:
        case [bytes(digest), int(size), *_] if len(digest) == 32 and 0 < size <= MAX_SNAPSHOT_BYTES:
            return Offer(digest.hex(), size)
    raise Malformed("snapshot", "the offer of one", "it names no hash and size")


def coming(store: LogPort) -> Offer | None:
    """What is being fetched, over one exchange or many."""
    sha256, _, size = (store.state(_COMING) or "").partition(":")
    return Offer(sha256, int(size)) if _SHA256.fullmatch(sha256) and size.isdigit() else None


def refused(store: LogPort) -> str | None:
    """Why the last snapshot was not believed; None where the last one was."""
    return (store.state(_REFUSED) or "").partition(":")[2] or None


def refused_one(store: LogPort) -> str:
    """The SHA-256 of the last snapshot that was not believed; empty where the last one was."""
    return (store.state(_REFUSED) or "").partition(":")[0]


def welcome(store: LogPort, sha256: str) -> bool:
    """Whether a snapshot that somebody brings is neither one that we have begun from nor one that
    was refused."""
    return sha256 not in (store.state(_TAKEN), refused_one(store))


def accept(store: LogPort, offer: Offer) -> bool:
    """Note what is fetched from now on; false for what has been refused before."""
    if refused_one(store) == offer.sha256:
        return False
    store.set_state(_COMING, f"{offer.sha256}:{offer.size}")
    return True


def settled(store: LogPort) -> bool:
    """Whether none is being fetched, and none was refused."""
    return not store.state(_COMING) and not store.state(_REFUSED)


def begun(store: LogPort, sha256: str = "") -> None:
    """We have begun from this one, or (without its name) need none any more."""
    for name in (_COMING, _REFUSED):
        store.set_state(name, "")
    if sha256:
        store.set_state(_TAKEN, sha256)


def refuse(store: LogPort, sha256: str, why: str) -> None:
    """It is not what it should be, and will not be asked for again."""
    store.set_state(_COMING, "")
    store.set_state(_REFUSED, f"{sha256}:{why}")


def told(about: Mapping[str, Value], number: int) -> dict[str, Value]:
    """What a node says of itself and, to a caller that is far behind, how far."""
    return {**about, BEHIND: number} if far(number) else dict(about)
