"""What operators see of national courses, and what they decide about them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.text import fold
from server import clock, shards
from server.audience import limits
from server.audience.deciding import Country, decide, row, schools_of
from server.audience.models import Audience
from server.console.models import ConsoleSchool
from server.console.rights import Place
from server.db import db, write_transaction
from server.delivery.models import DeliveryLine
from server.errors import not_found
from server.library.models import Course
from server.operations.local import submit


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
            one
            for one in session.scalars(query.limit(limits.COURSES_READ))
            if (wanted.grade is None or wanted.grade in one.grades) and text in fold(one.title)
        )
        found = [_told(session, one) for one in islice(fitting, limits.COURSES_SHOWN)]
    listed, verified = (
        Country(schools_of(place)),
        _verified(place, [one["course"] for one in found]),
    )
    return [
        {
            **one,
            "schools": listed.count(one["audience"]),
            "delivered": verified[one["course"], one["edition"]],
        }
        for one in found
    ]


def offer(course: str, audience: Mapping[str, Any], actor: str) -> None:
    """Say for which schools a course is. Raises Problem 404."""
    known(course)
    decide(course, audience, actor)


def withdraw(course: str, actor: str) -> None:
    """Take a course from all lists; what was written in it stays. Raises Problem 404."""
    known(course)
    with shards.on(shards.HOME), write_transaction():
        submit("course.withdraw", course, {}, actor)


def known(course: str) -> Course:
    """The national course. Raises Problem 404."""
    with shards.on(shards.HOME):
        found = db.session.get(Course, course)
    if found is None or found.school is not None:
        raise not_found()
    return found


def _told(session: Session, one: Course) -> dict[str, Any]:
    return {
        "course": one.id,
        "title": one.title,
        "language": one.language,
        "subject": one.subject,
        "grades": list(one.grades),
        "edition": one.edition,
        "published_at": clock.rfc3339(one.published_ms),
        "audience": session.get(Audience, one.id) or row(one.id),
    }


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
