"""Who looks: the person for whom documents are rendered, and the scopes they have."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from server.changes.scopes import (
    class_scope,
    leading_scope,
    learner_scope,
    national_scope,
    own_class_scope,
    person_scope,
    plan_scope,
    points_scope,
    school_scope,
    staff_scope,
    work_scope,
)
from server.people import grants
from server.people.directory import classes_of_learner, classes_of_schools, other_records
from server.people.grants import RoleGrant


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person with their rights and scopes on the day `on`."""

    person: str
    roles: tuple[RoleGrant, ...]
    scopes: frozenset[str]
    on: date


def viewer_of(session: Session, person: str, roles: tuple[RoleGrant, ...], on: date) -> Viewer:
    """The viewer with every scope that these rights give."""
    scopes = {person_scope(person), national_scope()}
    scopes |= {school_scope(school) for school in grants.schools(roles)}
    working = grants.TEACHING | grants.LEADING
    scopes |= {staff_scope(g.school) for g in roles if g.role in working and g.school}
    taught = grants.classes_taught(roles)
    attended = grants.classes_attended(roles)
    led = {g.school for g in roles if g.role in grants.LEADING and g.school}
    scopes |= {leading_scope(one) for one in led}
    classes = taught | attended | classes_of_schools(session, led)
    # An assistant sees what the family of the helped learner sees.
    theirs = grants.children(roles) | grants.helped(roles)
    learners = theirs | ({person} if attended else frozenset())
    for learner in learners:
        scopes |= {learner_scope(one) for one in (learner, *other_records(session, learner))}
    for learner in theirs:
        classes |= classes_of_learner(session, learner, on)
    scopes |= {class_scope(one) for one in classes}
    scopes |= {work_scope(one) for one in taught}
    own = {g.class_id for g in roles if g.role == grants.CLASS_TEACHER and g.class_id}
    scopes |= {own_class_scope(one) for one in own}
    scopes |= {plan_scope(*one) for one in grants.subjects_taught(roles)}
    scopes |= {points_scope(one) for one in grants.classes_taught_whole(roles)}
    return Viewer(person, roles, frozenset(scopes), on)
