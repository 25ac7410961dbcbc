"""The time as a node believes it: from its clock, and from what it knew of the time before. Pure.

A dead battery starts a clock in 1970, a wrong year set by hand puts it to 2036. Rights are dated,
so a node that believed either would know of no teacher. So a clock that contradicts what is known
is only used to count on from there, and the administrator is told; work goes on meanwhile.
"""

from typing import Final, Literal, NamedTuple

from server.timekeeping.limits import MAX_APART_MS, MAX_ASLEEP_MS, MAX_SET_BACK_MS
from sync.limits import CLOCK_FLOOR_MS

Doubt = Literal["behind", "ahead"]

DOUBTS: Final[tuple[Doubt, ...]] = ("behind", "ahead")


class Mark(NamedTuple):
    """A moment that was believed, what the clock said then, and how the clock is wrong, if it is.

    Both in unix ms.
    """

    believed_ms: int
    system_ms: int
    doubt: Doubt | None


def reckon(system_ms: int, mark: Mark | None) -> Mark:
    """What to believe now that the clock says `system_ms`, having last known `mark`."""
    if mark is None:
        if system_ms < CLOCK_FLOOR_MS:
            return Mark(CLOCK_FLOOR_MS, system_ms, "behind")
        return Mark(system_ms, system_ms, None)
    passed = system_ms - mark.system_ms
    if mark.doubt is not None and 0 <= passed <= MAX_ASLEEP_MS:
        return Mark(mark.believed_ms + passed, system_ms, mark.doubt)
    if system_ms < max(mark.believed_ms - MAX_SET_BACK_MS, CLOCK_FLOOR_MS):
        return Mark(mark.believed_ms, system_ms, "behind")
    if system_ms > mark.believed_ms + MAX_ASLEEP_MS:
        return Mark(mark.believed_ms, system_ms, "ahead")
    return Mark(system_ms, system_ms, None)


def told(system_ms: int, mark: Mark | None, good_ms: int, *, by_hand: bool = False) -> Mark:
    """What to believe after a good clock has said `good_ms`; a clock that is nearly right goes on
    counting.

    What cannot be by this release is not believed of anybody; what is years ahead of what is known
    only `by_hand`, of a person who has read it: a broken clock above must not spread downwards.
    """
    present = reckon(system_ms, mark)
    latest = present.believed_ms + MAX_ASLEEP_MS
    if good_ms < CLOCK_FLOOR_MS or (mark is not None and good_ms > latest and not by_hand):
        return present
    apart = system_ms - good_ms
    if abs(apart) <= MAX_APART_MS:
        return Mark(system_ms, system_ms, None)
    return Mark(good_ms, system_ms, "behind" if apart < 0 else "ahead")
