"""The new school year: classes move up, the last grade leaves, and the school's own words count.

A class of one grade moves up as a whole: its record takes the next label, so teachers and work stay
with it. From a multi-grade class only the highest grade goes on, to a class of its own. Who repeats
the year by the council's decision stays in the grade. server/roster/moving.py makes it so.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from server import clock
from server.db import db, write_transaction
from server.people.models import Person
from server.people.names import listed_name
from server.people.years import YEAR_TURNS_IN, list_year
from server.roster.moving import Moving, Seats, seats_of
from server.roster.rows import RosterRefused
from server.roster.text import class_name
from server.rows import rows_of

LAST_GRADE: Final = 11


@dataclass(frozen=True, slots=True)
class Move:
    """One grade of one class: `to` is the label of its class in the new year, None who leave.

    `repeating` are the names of those of its `pupils` who stay in the grade.
    """

    class_id: str
    label: str
    grade: int
    pupils: int
    to: str | None
    repeating: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rollover:
    """The moves that are due for `year`; `digest` names exactly this state of the school."""

    year: str
    moves: Sequence[Move]
    digest: str


def school_year(day: date) -> str:
    """«2026/2027» for the days from June 2026 to May 2027."""
    first = list_year(day)
    return f"{first}/{first + 1}"


def proposed(label: str, grades: Sequence[int], grade: int) -> str | None:
    """Where a grade of a class goes if nobody says otherwise. Pure."""
    if grade >= LAST_GRADE:
        return None
    if grade < max(grades):
        return label
    number, _, letter = label.partition(" ")
    return f"{grade + 1} {letter}".strip() if number == str(grade) else str(grade + 1)


def due(school: str) -> Rollover:
    """What would move: the classes that are of no year, or of an earlier one than today's.

    Not those that everybody has left, nor those that a list has filled anew since the year turned:
    their pupils would go up twice.
    """
    session, today = db.session(), clock.today()
    year = school_year(today)
    moves = []
    for seats in seats_of(session, school, today):
        row = seats.row
        if (row.year or "") >= year or seats.gone or _filled_anew(seats, year):
            continue
        repeating = seats.repeating(session, int(year[:4]) - 1)
        people = {one.id: one for one in rows_of(session, Person, sorted(repeating))}
        for grade in sorted(row.grades):
            here = [one for one in seats.taken if one.grade == grade]
            stay = [people[one.person] for one in here if one.person in people]
            names = (listed_name(one.family_name, one.given_name) for one in stay)
            to = proposed(row.label, row.grades, grade)
            moves.append(Move(row.id, row.label, grade, len(here), to, tuple(sorted(names))))
    told = repr([asdict(move) for move in moves])
    return Rollover(year, moves, hashlib.sha256(told.encode()).hexdigest()[:32])


def _filled_anew(seats: Seats, year: str) -> bool:
    """Most of who sits in a class that has a year came into it since the new one began."""
    turned = date(int(year[:4]), YEAR_TURNS_IN, 1)
    came = sum(one.starts_on is not None and one.starts_on >= turned for one in seats.taken)
    return seats.row.year is not None and 2 * came > len(seats.taken)


def apply(school: str, digest: str, wanted: Mapping[tuple[str, int], str | None]) -> Rollover:
    """Move everybody, all or nothing: `wanted` has the label for each (class, grade), None: leaves.

    Raises RosterRefused `roster-changed` where the school is not what was shown any more, and
    `class-unreadable` for a label that is none.
    """
    labels = {key: _label(to) for key, to in wanted.items()}
    with write_transaction() as session:
        shown = due(school)
        if shown.digest != digest or labels.keys() != {(m.class_id, m.grade) for m in shown.moves}:
            raise RosterRefused("roster-changed")
        Moving(session, school, shown.year, clock.today()).move(labels)
    return shown


def _label(to: str | None) -> str | None:
    if to is None:
        return None
    named = class_name(to)
    if named is None:
        raise RosterRefused("class-unreadable", label=to)
    return named.label
