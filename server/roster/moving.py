"""Making the new school year: who sits where, which record takes which label, and what ends."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.service import enrolment_fields
from server.operations.local import submit
from server.people.models import Enrolment, Role, SchoolClass
from server.people.years import SEPTEMBER
from server.planning.models import Slot
from server.roster.text import class_key, class_name
from server.rows import rows_of
from server.yearend.models import YearOutcome


@dataclass(frozen=True, slots=True)
class Seats:
    """A class, and who sits in it today; `gone`: everybody who ever did has left it."""

    row: SchoolClass
    taken: Sequence[Enrolment]
    gone: bool

    def repeating(self, session: Session, year: int) -> set[str]:
        """Who repeats the school year that began in `year`, by the council's decision."""
        ids = [f"{one.person}~{year}" for one in self.taken]
        decided = rows_of(session, YearOutcome, ids)
        return {one.learner for one in decided if one.decision == "repeats"}


def seats_of(session: Session, school: str, day: date) -> list[Seats]:
    """The classes of a school, from the first grade on."""
    ever = defaultdict(list)
    for one in session.scalars(select(Enrolment).where(Enrolment.school == school)):
        ever[one.class_id].append(one)
    rows = session.scalars(select(SchoolClass).where(SchoolClass.school == school))
    return [
        _seats(row, ever[row.id], day)
        for row in sorted(rows, key=lambda one: (min(one.grades), one.label))
    ]


def _seats(row: SchoolClass, ever: Sequence[Enrolment], day: date) -> Seats:
    left = [one for one in ever if one.ends_on is not None and one.ends_on < day]
    to_come = [one for one in ever if one.starts_on is not None and one.starts_on > day]
    taken = [one for one in ever if one not in left and one not in to_come]
    return Seats(row, taken, gone=len(left) == len(ever) > 0)


@dataclass(slots=True)
class Moving:
    """One school's classes on their way into `year`, inside the caller's transaction."""

    session: Session
    school: str
    year: str
    today: date
    _by_label: dict[str, str] = field(default_factory=dict)

    def move(self, labels: Mapping[tuple[str, int], str | None]) -> None:
        """Move each (class, grade) of `labels` to the class of that label, None: it leaves."""
        seats = {one.row.id: one for one in seats_of(self.session, self.school, self.today)}
        moving = {class_id for class_id, _ in labels}
        single = {one for one in moving if len(seats[one].row.grades) == 1}
        gone = {class_id for class_id, one in seats.items() if one.gone}
        kept = {
            class_key(one.row.label): class_id
            for class_id, one in seats.items()
            if class_id not in single | gone
        }
        goals = Counter(class_key(to) for to in labels.values() if to is not None)
        whole = {
            class_id: to
            for (class_id, _), to in labels.items()
            if class_id in single
            and to is not None
            and goals[class_key(to)] == 1
            and class_key(to) not in kept
        }
        left = single - whole.keys()
        self._by_label = kept | {class_key(to): class_id for class_id, to in whole.items()}
        # Whose goal is what is worked out before anything moves: a class takes the label of the
        # one above, and an enrolment the grade.
        steps = [
            step
            for (class_id, grade), to in labels.items()
            for step in self._steps(seats[class_id], grade, to)
        ]
        for class_id in sorted(left | gone):
            row = seats[class_id].row
            # Its label is another's now, and lists and timetables find a class by its label.
            if class_id in left or class_key(row.label) in self._by_label:
                self._class(row, f"{row.label} ({self._before(row)})", self._before(row))
        for class_id in sorted(moving - left):
            row = seats[class_id].row
            self._class(row, whole.get(class_id, row.label), self.year)
        for enrolment, grade, to in steps:
            self._pupil(enrolment, grade, self._goal(to, grade))
        self._no_more_lessons(left | gone)
        leaving = {enrolment.person for enrolment, _, to in steps if to is None}
        self._no_more_roles(left | gone, leaving)

    def _steps(
        self, seats: Seats, grade: int, to: str | None
    ) -> Iterator[tuple[Enrolment, int, str | None]]:
        """Who of this grade of a class goes where: enrolment, new grade, label of the class."""
        repeating = seats.repeating(self.session, int(self.year[:4]) - 1)
        for enrolment in seats.taken:
            if enrolment.grade != grade and len(seats.row.grades) > 1:
                continue
            if enrolment.person in repeating:
                yield enrolment, grade, seats.row.label
            else:
                yield enrolment, grade + 1, to

    def _before(self, row: SchoolClass) -> str:
        first = int(self.year[:4]) - 1
        return row.year or f"{first}/{first + 1}"

    def _class(self, row: SchoolClass, label: str, year: str) -> None:
        named = class_name(label)
        fields = {
            "school": row.school,
            "label": label,
            "grades": list(named.grades if named else row.grades),
            "language": row.language,
            "shift": row.shift,
            "year": year,
        }
        submit("class.set", row.id, fields)

    def _pupil(self, enrolment: Enrolment, grade: int, goal: str | None) -> None:
        fields = enrolment_fields(enrolment)
        if enrolment.provisional:
            fields["provisional"] = True
        if goal == enrolment.class_id:
            submit("enrolment.set", enrolment.id, {**fields, "grade": grade})
            return
        submit("enrolment.set", enrolment.id, {**fields, "ends_on": self._yesterday()})
        if goal is not None:
            begun = {"class": goal, "grade": grade, "starts_on": self.today.isoformat()}
            submit("enrolment.set", None, {**fields, **begun, "ends_on": None})

    def _goal(self, to: str | None, grade: int) -> str | None:
        if to is None:
            return None
        key = class_key(to)
        if key not in self._by_label:
            named = class_name(to)
            fields: dict[str, Any] = {
                "school": self.school,
                "label": to,
                "grades": list(named.grades) if named else [grade],
                "year": self.year,
            }
            self._by_label[key] = str(submit("class.set", None, fields))
        return self._by_label[key]

    def _no_more_lessons(self, classes: Iterable[str]) -> None:
        """End what the timetable has for classes that nobody sits in: teachers would be asked for
        each lesson. Of a lesson with other classes those go on with it."""
        without = set(classes)
        slots = self.session.scalars(select(Slot).where(Slot.school == self.school)).all()
        for slot in slots:
            lines = [line for line in slot.lines if line["class"] not in without]
            over = slot.ends_on is not None and slot.ends_on < self.today
            if over or len(lines) == len(slot.lines):
                continue
            if slot.starts_on is None or slot.starts_on < self.today:
                fields = self._slot_fields(slot)
                submit("timetable.set", slot.id, {"ends_on": self._yesterday()})
                if lines:
                    starts_on = self.today.isoformat()
                    submit(
                        "timetable.set", None, {**fields, "lines": lines, "starts_on": starts_on}
                    )
            elif lines:
                submit("timetable.set", slot.id, {"lines": lines})
            else:
                submit("timetable.remove", slot.id, {})

    def _no_more_roles(self, classes: Iterable[str], learners: Iterable[str]) -> None:
        """End with the summer what people are in classes that nobody sits in, and to learners who
        leave: until then resits and late marks of the year are theirs to enter."""
        last = max(date(int(self.year[:4]), SEPTEMBER, 1) - timedelta(days=1), self.today)
        roles = rows_of(self.session, Role, sorted(classes), by="class_id")
        roles += rows_of(self.session, Role, sorted(learners), by="learner")
        for role in roles:
            # A substitute's role has its one day, and is no record of its own.
            if role.ends_on is None or role.ends_on > last:
                fields = {
                    "person": role.person,
                    "role": role.role,
                    "school": role.school,
                    "class": role.class_id,
                    "subject": role.subject,
                    "learner": role.learner,
                    "starts_on": role.starts_on.isoformat() if role.starts_on else None,
                    "ends_on": last.isoformat(),
                }
                submit("role.set", role.id, fields)

    def _slot_fields(self, slot: Slot) -> dict[str, Any]:
        return {
            "school": slot.school,
            "weekday": slot.weekday,
            "bell": slot.bell,
            "teachers": slot.teachers,
            "room": slot.room,
            "ends_on": slot.ends_on.isoformat() if slot.ends_on else None,
        }

    def _yesterday(self) -> str:
        return (self.today - timedelta(days=1)).isoformat()
