"""Questions about people as the tables know them on a date."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from server.db import db
from server.people.grants import PARENT, PUPIL, RoleGrant
from server.people.models import Enrolment, Guardian, Person, PersonAlias, Role, School, SchoolClass
from server.reading import Question
from server.rows import ready, rows_of, table_of

_Row = TypeVar("_Row")


def _on(table: type[Enrolment] | type[Role] | type[Guardian]) -> list[Any]:
    """In force on the parameter `day`."""
    return [
        or_(table.starts_on.is_(None), table.starts_on <= bindparam("day")),
        or_(table.ends_on.is_(None), table.ends_on >= bindparam("day")),
    ]


# Asked at every request, so the statements are made once.
_PERSON: Final[BindParameter[str]] = bindparam("person")
_ROLES: Final = Question(select(table_of(Role)).where(Role.person == _PERSON, *_on(Role)))
_ENROLMENTS: Final = Question(
    select(table_of(Enrolment))
    .where(Enrolment.person == _PERSON, *_on(Enrolment))
    .order_by(Enrolment.id)
)
_CHILDREN: Final = Question(
    select(table_of(Guardian)).where(Guardian.guardian == _PERSON, *_on(Guardian))
)
_CLASSES_EVER: Final = Question(
    select(table_of(Enrolment).c.class_id).where(table_of(Enrolment).c.person == _PERSON)
)
_JOINED: Final = Question(
    select(table_of(PersonAlias).c.person).where(table_of(PersonAlias).c.kept == _PERSON)
)


def grants_of(session: Session, person: str, on: date) -> tuple[RoleGrant, ...]:
    """All rights of `person` on the day `on`: roles, enrolments and children."""
    found: list[RoleGrant] = [
        RoleGrant(
            role=row.role,
            school=row.school,
            class_id=row.class_id,
            subject=row.subject,
            learner=row.learner,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in _ROLES.rows(ready(session), person=person, day=on)
    ]
    found += [
        RoleGrant(
            role=PUPIL,
            school=row.school,
            class_id=row.class_id,
            learner=person,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in enrolments_of(session, person, on)
    ]
    for link in _CHILDREN.rows(ready(session), person=person, day=on):
        schools: set[str | None] = {e.school for e in enrolments_of(session, link.learner, on)}
        found += [
            RoleGrant(
                role=PARENT,
                school=school,
                learner=link.learner,
                starts_on=link.starts_on,
                ends_on=link.ends_on,
            )
            for school in sorted(schools or {None}, key=str)
        ]
    return tuple(sorted(found, key=lambda g: (g.role, g.school or "", g.class_id or "", str(g))))


def kept_record(session: Session, person: str) -> str:
    """The record under which the work of this person is shown: their own, or one it joined."""
    row = session.get(PersonAlias, person)
    return row.kept if row else person


def other_records(session: Session, person: str) -> frozenset[str]:
    """Ids of further records of this person, whose work is shown as theirs."""
    return frozenset(row.person for row in _JOINED.rows(ready(session), person=person))


def records_of(session: Session, people: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Each of these people → all records of the same person, their own among them."""
    kept = {one: one for one in people}
    kept |= {
        row.person: row.kept for row in rows_of(session, PersonAlias, sorted(people), by="person")
    }
    joined: dict[str, set[str]] = {one: {one} for one in kept.values()}
    for row in rows_of(session, PersonAlias, sorted(joined), by="kept"):
        joined[row.kept].add(row.person)
    return {one: frozenset({one, *joined[kept[one]]}) for one in people}


def kept_of(session: Session, people: Collection[str]) -> Mapping[str, str]:
    """Each of these people → the record under which they are counted and shown."""
    aliases = rows_of(session, PersonAlias, sorted(people), by="person")
    kept = {row.person: row.kept for row in aliases}
    return {one: kept.get(one, one) for one in people}


def under_kept(
    session: Session, rows: Iterable[_Row], by: str = "learner"
) -> list[tuple[str, _Row]]:
    """Rows of learners, each with the record under which it counts. The kept record's own come
    last, so that in a dictionary they stand before those of a second record."""
    own = list(rows)
    kept = kept_of(session, {getattr(row, by) for row in own})
    found = [(kept[getattr(row, by)], row) for row in own]
    return sorted(found, key=lambda one: one[0] == getattr(one[1], by))


def is_same(session: Session, one: str, other: str | None) -> bool:
    """Whether two records are one person's. Another record than one's own is asked for rarely."""
    return one == other or other in records_of(session, [one])[one]


def enrolments_of(session: Session, person: str, on: date) -> list[Any]:
    """The rows of the enrolments of `person` on the day `on`, in any school."""
    return list(_ENROLMENTS.rows(ready(session), person=person, day=on))


def classes_of_learner(session: Session, learner: str, on: date) -> frozenset[str]:
    """Ids of the classes in which `learner` is enrolled on the day `on`."""
    return frozenset(e.class_id for e in enrolments_of(session, learner, on))


def classes_on(
    session: Session, learners: Collection[str], on: date
) -> Mapping[str, frozenset[str]]:
    """By learner: ids of the classes in which they are enrolled on the day `on`."""
    found: dict[str, set[str]] = {one: set() for one in learners}
    for row in rows_of(session, Enrolment, sorted(found), by="person"):
        if (row.starts_on is None or row.starts_on <= on) and (
            row.ends_on is None or row.ends_on >= on
        ):
            found[row.person].add(row.class_id)
    return {one: frozenset(classes) for one, classes in found.items()}


def all_classes_of_learner(session: Session, learner: str) -> frozenset[str]:
    """Ids of every class `learner` is or was enrolled in: for telling their teachers."""
    return frozenset(row.class_id for row in _CLASSES_EVER.rows(ready(session), person=learner))


def schools_ever(session: Session, learner: str) -> frozenset[str]:
    """Ids of every school that `learner` is or was enrolled at."""
    return frozenset(session.scalars(select(Enrolment.school).where(Enrolment.person == learner)))


def is_enrolled(session: Session, learner: str, class_id: str, on: date) -> bool:
    """Whether `learner` is in the class on the day `on`."""
    return class_id in classes_of_learner(session, learner, on)


def learners_of_class(session: Session, class_id: str, on: date) -> frozenset[str]:
    """Ids of the learners enrolled in the class on the day `on`."""
    query = select(Enrolment.person).where(Enrolment.class_id == class_id, *_on(Enrolment))
    return frozenset(session.scalars(query, {"day": on}))


def guardians_of(session: Session, learner: str, on: date) -> frozenset[str]:
    """Ids of the legal representatives of `learner` on the day `on`."""
    query = select(Guardian.guardian).where(Guardian.learner == learner, *_on(Guardian))
    return frozenset(session.scalars(query, {"day": on}))


def classes_of_schools(session: Session, schools: Iterable[str]) -> frozenset[str]:
    """Ids of all classes of these schools."""
    wanted = list(schools)
    if not wanted:
        return frozenset()
    query = select(SchoolClass.id).where(SchoolClass.school.in_(wanted))
    return frozenset(session.scalars(query))


def named_classes(session: Session, school: str) -> list[SchoolClass]:
    """A school's classes, those of the newest year last: of two with one label it is the last that
    lists and timetables mean."""
    rows = session.scalars(select(SchoolClass).where(SchoolClass.school == school))
    return sorted(rows, key=lambda one: (one.year or "", one.id))


def people_of_schools(session: Session, schools: Collection[str]) -> frozenset[str]:
    """Ids of all who are or were enrolled or had a role there, and of the pupils' guardians."""
    enrolled = select(Enrolment.person).where(Enrolment.school.in_(list(schools)))
    working = select(Role.person).where(Role.school.in_(list(schools)))
    guarding = select(Guardian.guardian).where(Guardian.learner.in_(enrolled))
    return frozenset(
        person for query in (enrolled, working, guarding) for person in session.scalars(query)
    )


def school_of_class(session: Session, class_id: str) -> str | None:
    """The school of a class, None for one not known (yet)."""
    return session.scalar(select(SchoolClass.school).where(SchoolClass.id == class_id))


def person_name(session: Session, person: str) -> str:
    """Display name, or the empty text for one not known (yet)."""
    row = session.get(Person, person)
    return row.display_name if row else ""


def only_school() -> str | None:
    """The id of the school of a node that serves exactly one."""
    found = db.session.scalars(select(School.id).limit(2)).all()
    return found[0] if len(found) == 1 else None
