"""Which schools an operation concerns, from what it says and from what the tables know."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from server.people.directory import school_of_class
from server.people.models import Enrolment, Role
from sync.core.ops import Operation

_PERSON_FIELDS = ("person", "learner")


def schools_of(session: Session, op: Operation, writer_school: str | None) -> frozenset[str]:
    """Ids of the schools, empty for what concerns none in particular."""
    return schools_by(
        op, writer_school, partial(school_of_class, session), partial(schools_of_person, session)
    )


def schools_by(
    op: Operation,
    writer_school: str | None,
    of_class: Callable[[str], str | None],
    of_person: Callable[[str], frozenset[str]],
) -> frozenset[str]:
    """As `schools_of`, by what the caller knows of classes and persons.

    The first that speaks: the operation's own school field, its class, the school its writer was
    issued for, the schools of the person it is about.
    """
    class_id = op.fields.get("class")
    one = (
        op.fields.get("school")
        or (op.record if op.kind == "school.set" else None)
        or (of_class(class_id) if isinstance(class_id, str) else None)
        or writer_school
    )
    if isinstance(one, str):
        return frozenset({one})
    person: object = op.record if op.kind == "person.set" else None
    for name in _PERSON_FIELDS:
        person = person or op.fields.get(name)
    return of_person(person) if isinstance(person, str) else frozenset()


def schools_of_person(session: Session, person: str) -> frozenset[str]:
    """The schools in which a person is, or once was, enrolled or has a role."""
    query: CompoundSelect[Any] = union(
        select(Enrolment.school).where(Enrolment.person == person),
        select(Role.school).where(Role.person == person, Role.school.is_not(None)),
    )
    return frozenset(school for school in session.scalars(query) if school)
