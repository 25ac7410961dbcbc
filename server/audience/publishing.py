"""What operators see of national courses, and what they decide about them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.text import fold
from server import clock, shards
from server.audience import limits
from server.audience.models import CourseAudience
from server.audience.operations import AUDIENCE_SET
from server.audience.reaching import reaches
from server.console.models import ConsoleSchool
from server.console.rights import Place
from server.db import db, write_transaction
from server.delivery.models import DeliveryLine
from server.errors import not_found
from server.library.models import Course
from server.operations.local import submit

_EVERYBODY: Final[Mapping[str, Any]] = {"regions": [], "languages": [], "share": limits.WHOLE}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which courses; what is empty or None does not narrow."""

    language: str = ""
    grade: int | None = None
    text: str = ""


def courses(wanted: Wanted, place: Place) -> list[dict[str, Any]]:
    """National courses by title; schools and deliveries are those of `place`."""
    with shards.on(shards.HOME):
        session = db.session()
        query = select(Course).where(Course.school.is_(None)).order_by(Course.title, Course.id)
        if wanted.language:
            query = query.where(Course.language == wanted.language)
        text = fold(wanted.text)
        fitting = (
            row
            for row in session.scalars(query.limit(limits.COURSES_READ))
            if (wanted.grade is None or wanted.grade in row.grades) and text in fold(row.title)
        )
        found = [_told(session, row) for row in islice(fitting, limits.COURSES_SHOWN)]
    listed, verified = _schools(place), _verified(place, [one["course"] for one in found])
    return [
        {
            **one,
            "schools": _number(listed, one["audience"]),
            "delivered": verified[one["course"], one["edition"]],
        }
        for one in found
    ]


def reach(course: str, audience: Mapping[str, Any], place: Place) -> int:
    """How many schools of `place` the course would be for. Raises Problem 404."""
    known(course)
    return _number(_schools(place), _row(course, audience))


def offer(course: str, audience: Mapping[str, Any], actor: str) -> None:
    """Say for which schools a course is. Raises Problem 404."""
    known(course)
    with shards.on(shards.HOME), write_transaction():
        submit(AUDIENCE_SET, course, dict(audience), actor)


def withdraw(course: str, actor: str) -> None:
    """Take a course from all lists; what was written in it stays. Raises Problem 404."""
    known(course)
    with shards.on(shards.HOME), write_transaction():
        submit("course.withdraw", course, {}, actor)


def known(course: str) -> Course:
    """The national course. Raises Problem 404."""
    with shards.on(shards.HOME):
        row = db.session.get(Course, course)
    if row is None or row.school is not None:
        raise not_found()
    return row


def _told(session: Session, row: Course) -> dict[str, Any]:
    audience = session.get(CourseAudience, row.id)
    return {
        "course": row.id,
        "title": row.title,
        "language": row.language,
        "subject": row.subject,
        "grades": list(row.grades),
        "edition": row.edition,
        "published_at": clock.rfc3339(row.published_ms),
        "audience": audience or _row(row.id, _EVERYBODY),
    }


def _row(course: str, audience: Mapping[str, Any]) -> CourseAudience:
    return CourseAudience(course=course, op="", **{name: audience[name] for name in _EVERYBODY})


def _schools(place: Place) -> Sequence[tuple[str, str, str]]:
    """(school, region, language) of every school of the place."""
    query = select(ConsoleSchool.school, ConsoleSchool.region, ConsoleSchool.language)
    found: list[tuple[str, str, str]] = []
    for _shard in shards.each():
        rows = db.session.execute(query.where(place.clause()))
        found += [(school, region, language) for school, region, language in rows]
        db.session.rollback()
    return found


def _number(schools: Iterable[tuple[str, str, str]], audience: CourseAudience) -> int:
    return sum(reaches(audience, school, region, language) for school, region, language in schools)


def _verified(place: Place, courses: Sequence[str]) -> Counter[tuple[str, int]]:
    """(course, edition) → schools of the place where it is shown."""
    counted: Counter[tuple[str, int]] = Counter()
    query = (
        select(DeliveryLine.course, DeliveryLine.edition, func.count())
        .join(ConsoleSchool, ConsoleSchool.school == DeliveryLine.school)
        .where(place.clause(), DeliveryLine.verified_at.is_not(None))
        .where(DeliveryLine.course.in_(courses))
        .group_by(DeliveryLine.course, DeliveryLine.edition)
    )
    for _shard in shards.each():
        for course, edition, number in db.session.execute(query):
            counted[course, edition] += number
        db.session.rollback()
    return counted
