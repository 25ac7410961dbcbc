"""Which courses come first: what the school holds or has assigned for the next two weeks, then the
small ones. A course that a school holds never is left out, unless it is assigned."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from server import clock
from server.audience.reaching import withheld
from server.classroom.models import Assignment
from server.delivery.limits import PLAN_AHEAD_DAYS
from server.delivery.models import CourseHold, CourseShown
from server.library.models import Course, Item


def wanted_by(session: Session, schools: Collection[str]) -> list[str]:
    """What these schools would have: their own courses and the national ones that are for one of
    them, the most wanted first."""
    return in_order(session, _for(session, schools), schools)


def kept_for(session: Session, schools: Collection[str]) -> set[str]:
    """Courses whose files stay here: what these schools would have, what their phones see of what
    is for them, and what was ever assigned. What else has come was brought for others."""
    shown = set(session.scalars(select(CourseShown.course)))
    assigned = select(Assignment.course).where(Assignment.course.is_not(None)).distinct()
    return {
        *wanted_by(session, schools),
        *(shown & set(_for(session, schools))),
        *(course for course in session.scalars(assigned) if course is not None),
    }


def _for(session: Session, schools: Collection[str]) -> list[str]:
    query = select(Course.id).where(or_(Course.school.is_(None), Course.school.in_(schools)))
    courses = session.scalars(query.order_by(Course.id)).all()
    others = withheld(session, courses, schools)
    return [one for one in courses if one not in others]


def in_order(session: Session, courses: Sequence[str], schools: Collection[str]) -> list[str]:
    """These courses, the most wanted by these schools first."""
    holds = select(CourseHold).where(CourseHold.school.in_(schools))
    modes = {(row.course, row.mode) for row in session.scalars(holds)}
    planned = _planned(session, schools)
    sizes = select(Item.course, func.sum(Item.bytes)).group_by(Item.course)
    weight: dict[str, int] = dict(session.execute(sizes).all())

    def wanted(course: str) -> bool:
        return course in planned or (course, "always") in modes

    kept = [
        course
        for course in courses
        if wanted(course) or (course, "never") not in modes or (course, "plan") in modes
    ]
    return sorted(kept, key=lambda course: (not wanted(course), weight.get(course, 0), course))


def _planned(session: Session, schools: Collection[str]) -> set[str]:
    """Courses of assignments that are due from yesterday to in two weeks."""
    now = datetime.fromtimestamp(clock.now_ms() / 1000, UTC)
    due = (
        (now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        for days in (-1, PLAN_AHEAD_DAYS)
    )
    first, last = due
    query = select(Assignment.course).where(
        Assignment.course.is_not(None),
        Assignment.school.in_(schools),
        Assignment.withdrawn.is_(False),
        Assignment.due_at.between(first, last),
    )
    return {course for course in session.scalars(query) if course is not None}
