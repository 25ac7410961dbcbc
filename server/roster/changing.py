"""One pupil into another class of the same school in the middle of a year, and back.

The enrolment in the former class ends on the day before, so both books and journals stay right:
the former class's shows the pupil until then, the new one's from that day on. What was given there
follows (server/gradebook/following.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.accounts.service import enrolment_fields
from server.db import write_transaction
from server.errors import Problem, not_found
from server.operations.local import submit
from server.people.directory import enrolments_of, kept_record, named_classes, other_records
from server.people.models import Enrolment
from server.people.years import YEAR_TURNS_IN, list_year
from server.planning.models import Group, Membership, Slot
from server.rows import rows_of


@dataclass(frozen=True, slots=True)
class Place:
    """A grade of a class, and the groups that its timetable has."""

    class_id: str
    label: str
    grade: int
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pupil is `since` a day, and in which `groups`; a change may be made from `first`
    on."""

    class_id: str
    label: str
    grade: int | None
    since: date | None
    first: date
    groups: Sequence[str]
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Change:
    """From the class `was` into a grade of another on the day `on`, and into groups of it."""

    was: str
    class_id: str
    grade: int
    on: date
    groups: frozenset[str]

    @property
    def before(self) -> date:
        """The last day in the former class."""
        return self.on - timedelta(days=1)


def standing(session: Session, person: str, school: str) -> Standing:
    """Where the pupil is, and where they could be. Problem 404 for who is no pupil there."""
    today, kept = clock.today(), kept_record(session, person)
    now = next((row for row in enrolments_of(session, kept, today) if row.school == school), None)
    if now is None:
        raise not_found()
    turned = date(list_year(today), YEAR_TURNS_IN, 1)
    classes, groups = named_classes(session, school), _groups(session, school, today)
    known = {row.id: row for row in rows_of(session, Group, set().union(*groups.values()))}
    seats = rows_of(session, Membership, [kept], by="learner")
    return Standing(
        class_id=now.class_id,
        label=next((one.label for one in classes if one.id == now.class_id), ""),
        grade=now.grade,
        since=now.starts_on,
        first=max(now.starts_on or turned, turned),
        groups=sorted(
            row.group
            for row in seats
            if row.group in groups.get(now.class_id, ())
            and (row.ends_on is None or row.ends_on >= today)
        ),
        places=[
            Place(
                one.id, one.label, grade, [known[g] for g in groups.get(one.id, ()) if g in known]
            )
            for one in sorted(classes, key=lambda one: (min(one.grades), one.label))
            for grade in sorted(one.grades)
        ],
    )


def change(person: str, school: str, wanted: Change) -> None:
    """Make a change; to the former class on the day of a change, it takes that one back.

    Problem 404 for an unknown place, 409 where the pupil is not in the class `was` any more, 422
    `class-day` for a day that cannot be.
    """
    with write_transaction() as session:
        shown = standing(session, person, school)
        goal = (wanted.class_id, wanted.grade)
        groups = {
            (one.class_id, one.grade): {group.id for group in one.groups} for one in shown.places
        }
        if goal not in groups or not wanted.groups <= groups[goal]:
            raise not_found()
        if shown.class_id != wanted.was:
            raise Problem(
                409,
                "conflict",
                "The pupil is in another class meanwhile",
                hint="Look at the list again, then choose the class.",
            )
        if (shown.class_id, shown.grade) == goal:
            return
        if not shown.first <= wanted.on <= clock.today():
            raise Problem(
                422,
                "class-day",
                "The pupil cannot change class on that day",
                hint="Choose a day of this school year until today, and not before the pupil came.",
            )
        kept = kept_record(session, person)
        _stay(session, kept, school, wanted, begins=True)
        for other in sorted(other_records(session, kept)):
            _stay(session, other, school, wanted, begins=False)
        _seats(session, kept, school, wanted)


def _stay(session: Session, person: str, school: str, wanted: Change, *, begins: bool) -> None:
    """End where somebody is on the day before, and take up the stay of the goal that ended then, or
    begin one."""
    rows = [
        row for row in rows_of(session, Enrolment, [person], by="person") if row.school == school
    ]
    goal = (wanted.class_id, wanted.grade, wanted.before)
    back = [
        row
        for row in rows
        if (row.class_id, row.grade, row.ends_on) == goal
        and (row.starts_on is None or row.starts_on < wanted.on)
    ]
    ended = [row for row in rows if row.ends_on is None or row.ends_on >= wanted.on]
    for row in ended:
        submit("enrolment.set", row.id, {**_fields(row), "ends_on": wanted.before.isoformat()})
    if back:
        submit("enrolment.set", back[0].id, {**_fields(back[0]), "ends_on": None})
    elif begins:
        where = {"class": wanted.class_id, "grade": wanted.grade}
        dates = {"starts_on": wanted.on.isoformat(), "ends_on": None}
        submit("enrolment.set", None, {**_fields(ended[0]), **where, **dates})


def _fields(row: Enrolment) -> dict[str, Any]:
    more = {"provisional": True} if row.provisional else {}
    return {**enrolment_fields(row), **more}


def _seats(session: Session, learner: str, school: str, wanted: Change) -> None:
    """Out of the former class's groups and into those of the new one."""
    former = _groups(session, school, wanted.on)[wanted.was] - wanted.groups
    rows = rows_of(session, Membership, [learner], by="learner")
    taken = {row.group for row in rows if row.ends_on is None or row.ends_on >= wanted.on}
    for row in rows:
        if row.group in former & taken and (row.ends_on is None or row.ends_on >= wanted.on):
            submit("membership.set", row.id, {"ends_on": wanted.before.isoformat()})
        elif row.group in wanted.groups - taken and row.ends_on == wanted.before:
            submit("membership.set", row.id, {"ends_on": None})
            taken.add(row.group)
    for group in sorted(wanted.groups - taken):
        place = {"school": school, "group": group, "learner": learner}
        dates = {"starts_on": wanted.on.isoformat(), "ends_on": None}
        submit("membership.set", None, {**place, **dates})


def _groups(session: Session, school: str, day: date) -> dict[str, set[str]]:
    """By class: the groups that its timetable has on a day or later."""
    found: dict[str, set[str]] = defaultdict(set)
    for slot in session.scalars(select(Slot).where(Slot.school == school)):
        if slot.ends_on is None or slot.ends_on >= day:
            for line in slot.lines:
                if line.get("group"):
                    found[line["class"]].add(line["group"])
    return found
