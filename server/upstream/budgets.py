"""What a window still allows, what has been spent, and what a low disk keeps out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.upstream.limits import (
    LEDGER_IDS,
    PAUSE_FILES_BELOW_BYTES,
    PAUSE_FILES_PART,
    PAUSE_MEDIA_BELOW_BYTES,
    PAUSE_MEDIA_PART,
    PAUSE_TEXT_BELOW_BYTES,
    PAUSE_TEXT_PART,
)
from server.upstream.windows import CAPPED, Cargo, Opening, Plan

_LEAST = {
    Cargo.MEDIA: (PAUSE_MEDIA_BELOW_BYTES, PAUSE_MEDIA_PART),
    Cargo.TEXT: (PAUSE_TEXT_BELOW_BYTES, PAUSE_TEXT_PART),
    Cargo.FILES: (PAUSE_FILES_BELOW_BYTES, PAUSE_FILES_PART),
}
TOTAL = "total"
Cost = Mapping[str, int]
"""Bytes by class, and under TOTAL all of them with the records and the requests' own bytes."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Bytes left: of everything (None: no limit), and of the classes that have a cap."""

    total: int | None
    caps: Mapping[Cargo, int]

    def of(self, cargo: Cargo) -> int | None:
        """What is left for one class; None: no limit."""
        bounds = [n for n in (self.total, self.caps.get(cargo)) if n is not None]
        return min(bounds, default=None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Bytes spent by window and by day, the latest used last. Ids never repeat, so a clock that
    jumps back finds what its day has cost already."""

    spent: Mapping[str, Cost]

    def of(self, key: str) -> Cost:
        """What was spent under an id."""
        return self.spent.get(key, {})

    def add(self, opening: Opening, cost: Cost) -> "Ledger":
        """The ledger after an exchange in this window."""
        kept = dict(self.spent)
        keys = [opening.id, _day(opening)] if opening.metered else [opening.id]
        for key in keys:
            before = kept.pop(key, {})
            names = before.keys() | cost.keys()
            kept[key] = {name: before.get(name, 0) + cost.get(name, 0) for name in sorted(names)}
        latest = list(kept.items())[-LEDGER_IDS:]
        return Ledger(dict(latest))


def allowance(plan: Plan, opening: Opening, ledger: Ledger) -> Allowance:
    """What an exchange that begins now may cost."""
    window, spent = opening.window, ledger.of(opening.id)
    bounds = []
    if window.total is not None:
        bounds.append(window.total - spent.get(TOTAL, 0))
        if plan.day_total is not None:
            bounds.append(plan.day_total - ledger.of(_day(opening)).get(TOTAL, 0))
    return Allowance(
        max(0, min(bounds)) if bounds else None,
        {c: max(0, window.caps[c] - spent.get(c, 0)) for c in CAPPED if c in window.caps},
    )


def spare(opening: Opening, now: datetime, left: int | None) -> int | None:
    """Of what a window still allows, the bytes that nothing more urgent will want: the share of the
    hours that are over. What may be needed in the hours to come stays. None: no limit."""
    total = opening.window.total
    if left is None or total is None:
        return left
    ahead = opening.seconds_left(now) / (opening.window.minutes * 60)
    return max(0, left - int(total * min(1.0, max(0.0, ahead))))


def kept_out(free: int, disk: int) -> frozenset[Cargo]:
    """Classes that do not come down while only `free` of `disk` bytes are free: films first,
    people's files last. Records always come, and what the school itself writes is never in
    question."""
    return frozenset(
        cargo for cargo, least in _LEAST.items() if free < min(least[0], least[1] * disk)
    )


def _day(opening: Opening) -> str:
    """The calendar day that a tariff would count this window's bytes to: the one it begins on."""
    return opening.day.isoformat()
