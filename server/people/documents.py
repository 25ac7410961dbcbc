"""Documents about people, rendered for one viewer.

The feed's scopes decide who hears; each renderer looks again whether the record still belongs to
a scope of the viewer's, so that somebody who has left a class is forgotten there.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.documents import Render
from server.changes.scopes import (
    class_scope,
    leading_scope,
    learner_scope,
    person_scope,
    school_scope,
    work_scope,
)
from server.changes.viewer import Viewer
from server.people.directory import all_classes_of_learner
from server.people.models import Enrolment, Guardian, Person, Role, School, SchoolClass
from server.people.names import listed_name
from server.people.years import YEAR_TURNS_IN, year_of
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def _lasts(row: Any, day: date) -> bool:
    ends_on: date | None = row.ends_on
    return ends_on is None or ends_on >= day


def _year_ended(day: date) -> date:
    """From which day on classes have moved up out of the school year before this one's."""
    return date(year_of(day), YEAR_TURNS_IN, 1)


def schools(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`school` for everybody of it."""
    return {
        row.id: {"name": row.name, "language": row.language, "timezone": row.timezone}
        for row in rows_of(session, School, ids)
        if school_scope(row.id) in viewer.scopes
    }


def classes(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`class` for its pupils, their guardians, its teachers and the school's leaders."""
    return {
        row.id: {
            "school": row.school,
            "label": row.label,
            "grades": row.grades,
            "language": row.language,
            "year": row.year,
        }
        for row in rows_of(session, SchoolClass, ids)
        if class_scope(row.id) in viewer.scopes
    }


def persons(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`person`: people of one's classes, one's children, oneself. Never the login.

    Who has left a class is still named to its teachers: their work waits to be marked. Who leads
    the school decides on those who left it with the school year.
    """
    since = _year_ended(viewer.on)
    homes: dict[str, set[str]] = {one: {person_scope(one), learner_scope(one)} for one in ids}
    memberships = rows_of(session, Enrolment, ids, by="person")
    for row in memberships:
        homes[row.person].add(work_scope(row.class_id))
        if _lasts(row, since):
            homes[row.person].add(leading_scope(row.school))
    held = rows_of(session, Role, ids, by="person")
    for row in memberships + held:
        if row.class_id and _lasts(row, viewer.on):
            homes[row.person].add(class_scope(row.class_id))
    for row in held:
        if row.learner and _lasts(row, viewer.on):
            homes[row.person] |= _around(session, row.learner)
    return {
        row.id: {
            "name": listed_name(row.family_name, row.given_name),
            "family_name": row.family_name,
            "given_name": row.given_name,
        }
        for row in rows_of(session, Person, ids)
        if homes[row.id] & viewer.scopes
    }


def enrolments(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`enrolment` for the class and for the learner's family.

    To the class's teachers and the school's leaders also one that ended with the school year: its
    exams, resits and marks are decided until September, and looked at after it.
    """
    since = _year_ended(viewer.on)
    return {
        row.id: {
            "person": row.person,
            "class": row.class_id,
            "grade": row.grade,
            "starts_on": _text(row.starts_on),
            "ends_on": _text(row.ends_on),
        }
        for row in rows_of(session, Enrolment, ids)
        if (
            _lasts(row, viewer.on)
            and {class_scope(row.class_id), learner_scope(row.person), person_scope(row.person)}
            & viewer.scopes
        )
        or (
            _lasts(row, since)
            and {work_scope(row.class_id), leading_scope(row.school)} & viewer.scopes
        )
    }


def roles(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`role`: one's own, the teachers of one's classes, and the assistants of one's pupils."""
    return {
        row.id: {
            "person": row.person,
            "role": row.role,
            "school": row.school,
            "class": row.class_id,
            "subject": row.subject,
            "learner": row.learner,
        }
        for row in rows_of(session, Role, ids)
        if (
            row.person == viewer.person
            or (row.class_id and class_scope(row.class_id) in viewer.scopes)
            or (row.learner and _around(session, row.learner) & viewer.scopes)
        )
        and _lasts(row, viewer.on)
    }


def _around(session: Session, learner: str) -> set[str]:
    """Who hears of a learner's assistant: the family, and the teachers of the classes."""
    classes = all_classes_of_learner(session, learner)
    return {learner_scope(learner), *map(work_scope, classes)}


def guardians(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`guardian`: the link, for both of its ends."""
    return {
        row.id: {"guardian": row.guardian, "learner": row.learner}
        for row in rows_of(session, Guardian, ids)
        if {person_scope(row.guardian), learner_scope(row.learner)} & viewer.scopes
        and _lasts(row, viewer.on)
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


DOCUMENTS: Final[Mapping[str, Render]] = {
    "school": schools,
    "class": classes,
    "person": persons,
    "enrolment": enrolments,
    "role": roles,
    "guardian": guardians,
}
