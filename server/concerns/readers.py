"""Who reads a concern at the school, and who hears of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.changes.scopes import leading_scope, own_class_scope, person_scope
from server.concerns.schemas import BOTH, CLASS_TEACHER, LEADERS
from server.people import grants
from server.people.directory import all_classes_of_learner, classes_of_learner
from server.people.models import Role
from server.rows import ready
from sync.storage.port import Touch


def readers(session: Session, concern: Any, on: date) -> frozenset[str]:
    """Ids of the staff who read a row of `concern` on the day `on`.

    With "leaders", a leader who is the pupil's own class teacher is left out; where that leaves
    nobody, or where the class has no teacher of its own, the leaders read it: a child who asked for
    help is heard by somebody.
    """
    classes = classes_of_learner(session, concern.learner, on)
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
