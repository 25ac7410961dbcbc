"""In which school year a class is: the server's twin of `yearStart` in pwa/src/planning/year.ts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol


class Dated(Protocol):
    """A calendar that may hold at the class's school."""

    @property
    def grades(self) -> Sequence[int]: ...

    @property
    def terms(self) -> Sequence[dict[str, Any]]: ...


def year_start(grades: Iterable[int], day: date, calendars: Iterable[Dated]) -> date:
    """The first of the month in which the latest calendar that has begun does; `date.min` where
    none is known. Classes keep their ids from year to year: what was before is of an earlier one.
    Pure."""
    firsts = (
        date.fromisoformat(min(term["starts_on"] for term in one.terms))
        for one in calendars
        if not one.grades or set(one.grades) & set(grades)
    )
    begun = max((first for first in firsts if first <= day), default=date.min)
    return begun.replace(day=1)
