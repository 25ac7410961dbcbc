"""The flow's cases as JSON: read here and by the app's tests (pwa/tests/planning/)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from server.planning.flow import (
    Calendar,
    Closure,
    Line,
    Row,
    Settled,
    Slot,
    Span,
    Taught,
    flow,
    occasions,
)

VECTORS = Path(__file__).parent / "flow_vectors.json"


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def span(value: list[str | None]) -> Span:
    return Span(day(value[0]), day(value[1]))


def taught(value: list[Any]) -> Taught:
    return Taught(*value)


def answer(case: dict[str, Any]) -> list[list[Any]]:
    """[record, row] of every lesson of the case that the journal has not settled, in order."""
    calendar = case["calendar"]
    lessons = occasions(
        Calendar(
            terms=tuple(map(span, calendar["terms"])),
            holidays=tuple(map(span, calendar["holidays"])),
            weekdays=frozenset(calendar["weekdays"]),
            moved={date.fromisoformat(on): number for on, number in calendar["moved"]},
        ),
        [
            Slot(
                one["id"],
                one["weekday"],
                one["bell"],
                span(one["span"]),
                tuple(Line(n, taught(value)) for n, value in one["lines"]),
            )
            for one in case["slots"]
        ],
        [Closure(span(one["span"]), frozenset(one["classes"])) for one in case["closures"]],
        taught(case["taught"]),
    )
    dated = flow(
        [Row(one["id"], one["position"], one["hours"], day(one["on"])) for one in case["rows"]],
        lessons,
        {record: Settled(held, row) for record, (held, row) in case["settled"].items()},
    )
    return [[one.record, dated[one.record]] for one in lessons if one.record in dated]


def cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text())
    return found
