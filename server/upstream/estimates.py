"""How long what waits will take, from how fast the last exchanges really were. Pure.

An estimate that nobody measured is worse than none, so `nights` is None until there is a speed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from server.upstream.budgets import TOTAL, Allowance, Ledger, allowance
from server.upstream.limits import ESTIMATE_DAYS, GOODPUT_LEAST_BYTES, GOODPUT_LINES
from server.upstream.windows import Cargo, Plan, next_opening, open_window

STEP = timedelta(minutes=15)
ORDER = (Cargo.RECORDS, Cargo.FILES, Cargo.TEXT, Cargo.MEDIA)
"""What goes first (sync.plan)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One exchange of the past: bytes both ways and the seconds it took."""

    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """When all that waits will have crossed.

    `rate` in bytes a second, None: never measured. `windows` counts the windows it takes and
    `until` is when the last of it is through; both None while `rate` is, or when it takes longer
    than ESTIMATE_DAYS (`endless`). `stuck` names classes that no window of the plan lets through.
    """

    rate: float | None
    windows: int | None
    until: datetime | None
    endless: bool
    stuck: frozenset[Cargo] = frozenset()


def goodput(journal: Iterable[Measured]) -> float | None:
    """Bytes a second, the median of the latest exchanges that carried enough to tell; the latest
    comes first. None while there is none."""
    rates = [
        line.bytes / line.seconds
        for line in journal
        if line.bytes >= GOODPUT_LEAST_BYTES and line.seconds > 0
    ]
    return median(rates[:GOODPUT_LINES]) if rates else None


def estimate(
    plan: Plan,
    ledger: Ledger,
    waiting: Mapping[Cargo, int],
    rate: float | None,
    now: datetime,
    *,
    school: str = "",
    shut: Sequence[Cargo] | frozenset[Cargo] = (),
) -> Estimate:
    """Walk through the coming windows with this speed until nothing is left.

    `shut` are classes that wait for room on the disk: they are told as stuck and not counted.
    """
    stuck = frozenset(c for c in shut if waiting.get(c, 0) > 0)
    left = {c: waiting.get(c, 0) for c in ORDER if waiting.get(c, 0) > 0 and c not in stuck}
    if rate is None or rate <= 0:
        return Estimate(None, None, None, endless=False, stuck=stuck)
    if not left:
        return Estimate(rate, 0, now, endless=False, stuck=stuck)
    used: set[str] = set()
    at, end = now, now + timedelta(days=ESTIMATE_DAYS)
    while at < end:
        opening = open_window(plan, at, school)
        if opening is None:
            later = next_opening(plan, at, school)
            if later is None:
                break
            at = later.opens
        else:
            step = min(STEP, opening.closes - at)
            allowed = allowance(plan, opening, ledger)
            cost = _carry(allowed, left, int(rate * step.total_seconds()))
            if cost:
                used.add(opening.id)
                ledger = ledger.add(opening, cost)
            if not left:
                until = at + timedelta(seconds=cost.get(TOTAL, 0) / rate)
                return Estimate(rate, len(used), until, endless=False, stuck=stuck)
            at += step
    return Estimate(rate, None, None, endless=True, stuck=stuck)


def _carry(allowed: Allowance, left: dict[Cargo, int], room: int) -> dict[str, int]:
    """What a quarter of an hour with room for so many bytes carries; takes it off `left`."""
    cost: dict[str, int] = {TOTAL: 0}
    for cargo in tuple(left):
        bounds = [left[cargo], room - cost[TOTAL]]
        if allowed.total is not None:
            bounds.append(allowed.total - cost[TOTAL])
        if cargo in allowed.caps:
            bounds.append(allowed.caps[cargo])
        crossed = max(0, min(bounds))
        cost[cargo] = crossed
        cost[TOTAL] += crossed
        left[cargo] -= crossed
        if left[cargo] == 0:
            del left[cargo]
    return cost if cost[TOTAL] else {}
