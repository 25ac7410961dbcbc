"""Hybrid logical clocks (Kulkarni et al., 2014) as pure functions on 64-bit integers.

A timestamp is unix ms << 16 | counter. It never runs backwards on one node, follows what the node
has seen from others, and stays close to physical time while clocks are right. Physical time always
comes in as an argument.
"""

import re

from sync.core.errors import Malformed
from sync.limits import CLOCK_FLOOR_MS, MAX_CLOCK_AHEAD_MS

COUNTER_BITS = 16
_TEXT = re.compile(r"[0-7][0-9a-f]{15}")


def pack(ms: int, counter: int = 0) -> int:
    return ms << COUNTER_BITS | counter


def physical(hlc: int) -> int:
    """The unix ms inside a timestamp."""
    return hlc >> COUNTER_BITS


def tick(last: int, physical_ms: int) -> int:
    """The next timestamp of a node whose highest one so far is `last`.

    Never lower than the log (`last`) nor than this release's own date, however wrong the clock is.
    A full counter carries into the milliseconds.
    """
    return max(last + 1, pack(max(physical_ms, CLOCK_FLOOR_MS)))


def receive(last: int, remote: int, physical_ms: int) -> int:
    """The next timestamp after a message that carries `remote`."""
    return tick(max(last, remote), physical_ms)


def distrusts(last: int, physical_ms: int) -> bool:
    """Whether the node has reason to doubt its own clock: it stands before its release or its log.

    One minute of grace below the log is normal drift between devices.
    """
    return physical_ms < CLOCK_FLOOR_MS or pack(physical_ms + 60_000) < last


def ordering_time(
    claimed: int, node_hlc: int, max_ahead_ms: int = MAX_CLOCK_AHEAD_MS
) -> tuple[int, bool]:
    """What orders an operation everywhere: (timestamp, whether it differs from the claimed one).

    A claim further ahead of the judging node than allowed is replaced by the node's own time, so
    that a wrong clock neither wins for ever nor gets anybody's work refused. A claim in the past
    stands: work made offline is old by nature.
    """
    if physical(claimed) > physical(node_hlc) + max_ahead_ms:
        return node_hlc, True
    return claimed, False


def to_text(hlc: int) -> str:
    """16 hex digits, which sort as text in the order of time."""
    return f"{hlc:016x}"


def from_text(text: str) -> int:
    """From 16 lower-case hex digits; raises Malformed."""
    if not _TEXT.fullmatch(text):
        raise Malformed("timestamp", text[:40], "16 lower-case hex digits are expected")
    return int(text, 16)
