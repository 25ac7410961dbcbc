"""How long consent lasts: as long as the learner is at the school that it was given to."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.consent.limits import AWAY_DAYS
from server.people.directory import records_of
from server.people.models import Enrolment
from server.rows import rows_of


class Stays:
    """When these learners were at which school; records of one child that were joined are one."""

    def __init__(self, session: Session, learners: Collection[str], on: date) -> None:
        self._on = on
        self._records = records_of(session, learners)
        everybody = sorted(frozenset().union(*self._records.values()))
        self._rows: dict[str, list[Any]] = defaultdict(list)
        for row in rows_of(session, Enrolment, everybody, by="person"):
            self._rows[row.person].append(row)

    def records(self, learner: str) -> frozenset[str]:
        """All records of this learner."""
        return self._records[learner]

    def ever(self, learner: str) -> bool:
        """Whether this is a learner, now or once, under the record that was asked about."""
        return bool(self._rows[learner])

    def here(self, learner: str, school: str) -> bool:
        """Whether the learner is at the school today."""
        return ended_until(self._at(learner, school), self._on) != date.max

    def ended(self, learner: str, decision: Any) -> bool:
        """Whether it is a consent that has ended by itself: the learner has left the school since,
        also where they have come back after that."""
        until = ended_until(self._at(learner, decision.school), self._on)
        return bool(decision.given) and decision.on <= until

    def _at(self, learner: str, school: str) -> Iterable[tuple[date, date]]:
        for one in self._records[learner]:
            for row in self._rows[one]:
                if row.school == school:
                    yield row.starts_on or date.min, row.ends_on or date.max


def ended_until(stays: Iterable[tuple[date, date]], on: date) -> date:
    """The last day of the stay before the present one; date.min where that is the first, date.max
    where there is none. `stays`: first and last days of enrolments at one school. Pure."""
    before = last = date.min
    for begun, ends in sorted(stays):
        if begun > on:
            break
        if last < begun and (begun - last).days > AWAY_DAYS:
            before = last
        last = max(last, ends)
    return before if last >= on else date.max
