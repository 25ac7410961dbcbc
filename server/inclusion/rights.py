"""Who may write of a learner's support and routes: those who answer for the learner, and (of a
week, without a judgement) the learner's assistant."""

from typing import Any, Final

from sqlalchemy.orm import Session

from server.inclusion.models import LearningRoute
from server.inclusion.schemas import UNJUDGED
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import classes_of_learner, enrolments_of
from sync.core.ops import Operation

NOT_TEACHER: Final = Refusal("not-a-teacher-of-the-class")
OTHERS_RECORD: Final = Refusal("record-not-of-the-learner")
SIGNS_NOTHING: Final = Refusal("assistants-sign-nothing")
_ROUTE: Final = frozenset({"subject", "span", "goal", "starts_on"})


def may_support(session: Session, author: Author, op: Operation) -> Refusal | None:
    """support.set: the class teacher of a class that the learner is in, or a leader of a school
    that the learner is at."""
    learner = str(op.fields["learner"])
    if op.record != f"{learner}~support":
        return OTHERS_RECORD
    if _leads(session, author, op):
        return None
    classes = classes_of_learner(session, learner, author.on)
    own = any(g.role == grants.CLASS_TEACHER and g.class_id in classes for g in author.roles)
    return None if own and _at_school(session, author, op) else NOT_TEACHER


def may_route(session: Session, author: Author, op: Operation) -> Refusal | None:
    """route.set: a teacher of a class that the learner is in, or a leader of a school that the
    learner is at."""
    known = session.get(LearningRoute, op.record)
    if known is None:
        if op.base is not None:
            return Refusal("unknown-record")
        if op.record != str(op.id):
            return Refusal("record-not-own")
        if not op.fields.keys() >= _ROUTE:
            return Refusal("record-incomplete")
    elif known.learner != op.fields["learner"]:
        return OTHERS_RECORD
    return None if _answers(session, author, op) else NOT_TEACHER


def may_review(session: Session, author: Author, op: Operation) -> Refusal | None:
    """route.review: who may write the route, in a record of their own; the learner's assistant
    writes down what was seen and judges nothing."""
    fields: Any = op.fields
    week = str(fields["week"]).replace("-", "")
    if op.record != f"{fields['route']}~{week}~{author.person}":
        return Refusal("record-not-own")
    known = session.get(LearningRoute, fields["route"])
    if known is not None and known.learner != fields["learner"]:
        return OTHERS_RECORD
    if _answers(session, author, op):
        return None
    if fields["learner"] not in grants.helped(author.roles):
        return NOT_TEACHER
    return None if fields["progress"] == UNJUDGED else SIGNS_NOTHING


def _answers(session: Session, author: Author, op: Operation) -> bool:
    if _leads(session, author, op):
        return True
    classes = classes_of_learner(session, str(op.fields["learner"]), author.on)
    taught = grants.classes_taught(author.roles) & classes
    return bool(taught) and _at_school(session, author, op)


def _leads(session: Session, author: Author, op: Operation) -> bool:
    school = str(op.fields["school"])
    return grants.leads(author.roles, school) and _at_school(session, author, op)


def _at_school(session: Session, author: Author, op: Operation) -> bool:
    """The school named is the learner's."""
    school, learner = op.fields["school"], str(op.fields["learner"])
    return any(row.school == school for row in enrolments_of(session, learner, author.on))
