"""Which courses come first: what the school holds or has assigned for the next two weeks, then the
small ones. A course that a school holds never is left out, unless it is assigned."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server import clock
from server.classroom.models import Assignment
from server.delivery.limits import PLAN_AHEAD_DAYS
from server.delivery.models import CourseHold
from server.library.models import Item


def in_order(session: Session, courses: Sequence[str]) -> list[str]:
    """These courses, the most wanted first."""
    modes = {
        (row.course, row.mode)
        for row in session.scalars(select(CourseHold).where(CourseHold.course.in_(courses)))
    }
    planned = _planned(session)
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


def _planned(session: Session) -> set[str]:
    """Courses of assignments that are due from yesterday to in two weeks."""
    now = datetime.fromtimestamp(clock.now_ms() / 1000, UTC)
    due = (
        (now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        for days in (-1, PLAN_AHEAD_DAYS)
    )
    first, last = due
    query = select(Assignment.course).where(
        Assignment.course.is_not(None),
        Assignment.withdrawn.is_(False),
        Assignment.due_at.between(first, last),
    )
    return {course for course in session.scalars(query) if course is not None}
