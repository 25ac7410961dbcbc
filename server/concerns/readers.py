"""Who reads a concern at the school, and who hears of it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.changes.scopes import leading_scope, own_class_scope, person_scope
from server.concerns.models import Concern
from server.concerns.schemas import BOTH, CLASS_TEACHER, LEADERS, READERS
from server.people import grants
from server.people.directory import all_classes_of_learner, classes_of_learner
from server.people.models import Role
from server.rows import ready, rows_of
from sync.core.ops import Operation
from sync.storage.port import Touch


def readers(session: Session, concern: Any, on: date) -> frozenset[str]:
    """Ids of the staff who read a row of `concern` on the day `on`.

    With "leaders", a leader who is the pupil's own class teacher is left out; where that leaves
    nobody, or where the class has no teacher of its own, the leaders read it: a child who asked for
    help is heard by somebody.
    """
    return _chosen(session, concern, classes_of_learner(session, concern.learner, on), on)


def reads(session: Session, op: Operation, person: str, on: date) -> bool:
    """Whether a person reads what an operation on a concern says that may be in no table: it was
    held, or another one has its id.

    One that does not say properly to whom it speaks is nobody's. A pupil who is in no class on the
    day, which may be why it was held, has the teachers of their classes of old; the leaders step in
    for the teacher of a class that is known, and not because nobody knows the class.
    """
    concern = _concern_of(session, op)
    if concern is None:
        return False
    classes = classes_of_learner(session, concern.learner, on)
    classes = classes or all_classes_of_learner(session, concern.learner)
    if concern.readers == CLASS_TEACHER and not classes:
        return False
    return person in _chosen(session, concern, classes, on)


def _concern_of(session: Session, op: Operation) -> Any:
    """What the operation tells, as a row would, or the row of the concern that it answers."""
    if "readers" not in op.fields:
        known = rows_of(session, Concern, [str(op.fields.get("concern"))])
        return next(iter(known), None)
    told = [op.fields.get(name) for name in ("school", "learner", "readers")]
    if not all(isinstance(one, str) for one in told) or told[2] not in READERS:
        return None
    return Concern(school=told[0], learner=told[1], readers=told[2])


def _chosen(session: Session, concern: Any, classes: Collection[str], on: date) -> frozenset[str]:
    own = _holders(session, {grants.CLASS_TEACHER}, on, Role.class_id.in_(classes))
    leaders = _holders(session, grants.LEADING, on, Role.school == concern.school)
    if concern.readers == BOTH:
        return own | leaders
    return (own if concern.readers == CLASS_TEACHER else leaders - own) or leaders


def _holders(session: Session, roles: Iterable[str], on: date, where: Any) -> frozenset[str]:
    query = select(Role.person).where(
        Role.role.in_(sorted(roles)),
        where,
        or_(Role.starts_on.is_(None), Role.starts_on <= on),
        or_(Role.ends_on.is_(None), Role.ends_on >= on),
    )
    return frozenset(ready(session).scalars(query))


def touches(session: Session, kind: str, record: str, concern: Any) -> list[Touch]:
    """Whoever raised it, and those at the school who may read it: not the family. What a child
    tells may be about home."""
    scopes = [person_scope(concern.author)] if concern.author else []
    scopes.append(leading_scope(concern.school))
    if concern.readers != LEADERS:
        classes = sorted(all_classes_of_learner(session, concern.learner))
        scopes += map(own_class_scope, classes)
    return [Touch(scope, kind, record) for scope in scopes]
