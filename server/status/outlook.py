"""What the schedule will do with what waits: the window, what is left in it, how long, and why."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from server import clock
from server.config import Config
from server.status.waiting import bytes_of
from server.upstream import journal
from server.upstream.estimates import Estimate, Measured, estimate, goodput
from server.upstream.limits import GOODPUT_LINES
from server.upstream.turn import Situation, situation
from server.upstream.windows import Cargo, Opening, next_opening

_LOOKED_AT = 10 * GOODPUT_LINES
"""Exchanges among which the latest that carried something are looked for."""


def outlook(
    session: Session, config: Config, shares: Mapping[str, Any], refused: int, error: str | None
) -> dict[str, Any]:
    """Members `window`, `estimate` and `why` of the status, as JSON values.

    `why` lists reasons in the order in which a person should hear them: nothing-waits,
    link-failed, window-shut, budget-spent, disk-low, not-in-this-window, refused, soon.
    """
    at = situation(session, config)
    lines = journal.latest(session, _LOOKED_AT)
    rate = goodput(Measured(line.bytes_up + line.bytes_down, line.seconds) for line in lines)
    expected = estimate(
        at.plan,
        at.ledger,
        bytes_of(shares),
        rate,
        at.now,
        school=at.school,
        shut=at.kept_out,
    )
    return {
        "window": _window(at),
        "estimate": _estimate(expected),
        "why": _why(at, shares, refused, error),
    }


def _window(at: Situation) -> dict[str, Any]:
    opening = at.opening
    later = next_opening(at.plan, at.now, at.school)
    return {
        "now": _open(at, opening) if opening else None,
        "next": {"name": later.window.name, "at": _text(later.opens)} if later else None,
        "own": at.own,
        "kept_out": sorted(at.kept_out),
    }


def _open(at: Situation, opening: Opening) -> dict[str, Any]:
    allowed = at.allowed(opening)
    return {
        "name": opening.window.name,
        "until": _text(opening.closes),
        "total": opening.window.total,
        "left": allowed.total,
        "caps": {cargo.value: left for cargo, left in sorted(allowed.caps.items())},
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {
        "rate": None if found.rate is None else round(found.rate),
        "windows": found.windows,
        "until": _text(found.until) if found.until else None,
        "endless": found.endless,
        "stuck": sorted(found.stuck),
    }


def _why(at: Situation, shares: Mapping[str, Any], refused: int, error: str | None) -> list[str]:
    waits = {cargo for cargo in Cargo if shares[cargo]["count"] > 0}
    if not waits:
        return ["nothing-waits"]
    reasons = ["link-failed"] if error else []
    opening = at.opening
    if opening is None:
        reasons.append("window-shut")
    else:
        allowed = at.allowed(opening)
        if allowed.total == 0:
            reasons.append("budget-spent")
        elif any(allowed.caps.get(cargo) == 0 for cargo in waits):
            reasons.append("not-in-this-window")
    if waits & at.kept_out:
        reasons.append("disk-low")
    if refused:
        reasons.append("refused")
    return reasons or ["soon"]


def _text(moment: datetime) -> str:
    return clock.rfc3339(int(moment.astimezone(UTC).timestamp() * 1000))
