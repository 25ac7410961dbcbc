"""Whose statements somebody may look at: one's own and one's children's, the classes one teaches,
the schools one leads."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.errors import not_found
from server.people import directory, grants


@dataclass(frozen=True, slots=True)
class Reach:
    """Statements of a school: of these learners, or of everybody where that is None."""

    school: str
    learners: tuple[str, ...] | None


def of_learner(session: Session, person: PersonContext, learner: str) -> Reach:
    """One learner. Raises Problem 404 for whoever may not know of them."""
    rows = directory.enrolments_of(session, learner, clock.today())
    for row in rows:
        if (
            learner == person.id
            or learner in grants.children(person.roles)
            or grants.teaches(person.roles, row.class_id)
            or grants.leads(person.roles, row.school)
        ):
            return Reach(row.school, (learner,))
    raise not_found()


def of_class(session: Session, person: PersonContext, class_id: str) -> Reach:
    """Everybody who is in the class today. Raises Problem 404."""
    school = directory.school_of_class(session, class_id)
    if school is None or not (
        grants.teaches(person.roles, class_id) or grants.leads(person.roles, school)
    ):
        raise not_found()
    learners = directory.learners_of_class(session, class_id, clock.today())
    return Reach(school, tuple(sorted(learners)))


def of_school(person: PersonContext, school: str | None) -> Reach:
    """A whole school; left out: the one that the caller leads. Raises Problem 404."""
    led = sorted({g.school for g in person.roles if g.role in grants.LEADING and g.school})
    chosen = school if school is not None else next(iter(led), None)
    if chosen is None or chosen not in led:
        raise not_found()
    return Reach(chosen, None)
