"""The new school year: classes move up, the last grade leaves, and the school's own words count.

A class of one grade moves up as a whole: its record takes the next label, so teachers and work stay
with it. From a multi-grade class only the highest grade goes on, to a class of its own.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server import clock
from server.accounts.service import enrolment_fields
from server.db import db, write_transaction
from server.operations.local import submit
from server.people.models import Enrolment, SchoolClass
from server.roster.rows import RosterRefused
from server.roster.text import class_key, class_name

LAST_GRADE: Final = 11
YEAR_TURNS_IN: Final = 6
"""From June on a list is one of the year that begins in September."""


@dataclass(frozen=True, slots=True)
class Move:
    """One grade of one class: `to` is the label of its class in the new year, None who leave."""

    class_id: str
    label: str
    grade: int
    pupils: int
    to: str | None


@dataclass(frozen=True, slots=True)
class Rollover:
    """The moves that are due for `year`; `digest` names exactly this state of the school."""

    year: str
    moves: Sequence[Move]
    digest: str


def school_year(day: date) -> str:
    """«2026/2027» for the days from June 2026 to May 2027."""
    first = day.year if day.month >= YEAR_TURNS_IN else day.year - 1
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
    """What would move: the classes that are of no year, or of an earlier one than today's."""
    session, today = db.session(), clock.today()
    year = school_year(today)
    moves = []
    for row in _classes(session, school):
        if row.year is not None and row.year >= year:
            continue
        count = Counter(one.grade for one in _enrolled(session, row.id, today))
        moves += [
            Move(row.id, row.label, grade, count[grade], proposed(row.label, row.grades, grade))
            for grade in sorted(row.grades)
        ]
    told = repr([asdict(move) for move in moves])
    return Rollover(year, moves, hashlib.sha256(told.encode()).hexdigest()[:32])


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
        _Moving(session, school, shown.year, clock.today()).move(shown.moves, labels)
    return shown


def _label(to: str | None) -> str | None:
    if to is None:
        return None
    named = class_name(to)
    if named is None:
        raise RosterRefused("class-unreadable", label=to)
    return named.label


def _classes(session: Session, school: str) -> Sequence[SchoolClass]:
    query = select(SchoolClass).where(SchoolClass.school == school)
    return sorted(session.scalars(query), key=lambda one: (min(one.grades), one.label))


def _enrolled(session: Session, class_id: str, day: date) -> Sequence[Enrolment]:
    query = select(Enrolment).where(
        Enrolment.class_id == class_id,
        or_(Enrolment.starts_on.is_(None), Enrolment.starts_on <= day),
        or_(Enrolment.ends_on.is_(None), Enrolment.ends_on >= day),
    )
    return session.scalars(query).all()


@dataclass(slots=True)
class _Moving:
    session: Session
    school: str
    year: str
    today: date
    _by_label: dict[str, str] = field(default_factory=dict)

    def move(self, moves: Sequence[Move], labels: Mapping[tuple[str, int], str | None]) -> None:
        rows = {row.id: row for row in _classes(self.session, self.school)}
        # Who sits where is read before anything moves: a class takes the label of the one above.
        pupils = {
            one: [(row.grade, row) for row in _enrolled(self.session, one, self.today)]
            for one in rows
        }
        goals = Counter(to for to in labels.values() if to is not None)
        whole = {
            move.class_id: to
            for move in moves
            if len(rows[move.class_id].grades) == 1
            and (to := labels[move.class_id, move.grade]) is not None
            and goals[to] == 1
        }
        touched = {move.class_id for move in moves}
        left = {m.class_id for m in moves if len(rows[m.class_id].grades) == 1} - whole.keys()
        self._by_label = {class_key(to): one for one, to in whole.items()} | {
            class_key(row.label): one
            for one, row in rows.items()
            if one not in whole and one not in left
        }
        for class_id in sorted(touched - left):
            self._class(rows[class_id], whole.get(class_id))
        for move in moves:
            to = labels[move.class_id, move.grade]
            for grade, enrolment in pupils[move.class_id]:
                if grade == move.grade or len(rows[move.class_id].grades) == 1:
                    self._pupil(enrolment, move, to, stays=move.class_id in whole)

    def _class(self, row: SchoolClass, label: str | None) -> None:
        named = class_name(label) if label else None
        fields = {
            "school": row.school,
            "label": label or row.label,
            "grades": list(named.grades if named else row.grades),
            "language": row.language,
            "shift": row.shift,
            "year": self.year,
        }
        submit("class.set", row.id, fields)

    def _pupil(self, enrolment: Enrolment, move: Move, to: str | None, *, stays: bool) -> None:
        fields = enrolment_fields(enrolment)
        if enrolment.provisional:
            fields["provisional"] = True
        goal = move.class_id if stays else self._goal(to)
        if goal == move.class_id:
            submit("enrolment.set", enrolment.id, {**fields, "grade": move.grade + 1})
            return
        last = (self.today - timedelta(days=1)).isoformat()
        submit("enrolment.set", enrolment.id, {**fields, "ends_on": last})
        if goal is not None:
            begun = {"class": goal, "grade": move.grade + 1, "starts_on": self.today.isoformat()}
            submit("enrolment.set", None, {**fields, **begun, "ends_on": None})

    def _goal(self, to: str | None) -> str | None:
        if to is None:
            return None
        key = class_key(to)
        if key not in self._by_label:
            named = class_name(to)
            fields: dict[str, Any] = {
                "school": self.school,
                "label": to,
                "grades": list(named.grades if named else ()),
                "year": self.year,
            }
            self._by_label[key] = str(submit("class.set", None, fields))
        return self._by_label[key]
