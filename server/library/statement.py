"""A course as the operation that published it states it."""

from typing import Any

from sqlalchemy import select

from server.db import db
from server.library.models import Course, Item, Lesson


class UnknownCourse(Exception):
    """There is no course of that id here, or it is not one this node may change."""


def course_fields(course: str) -> dict[str, Any]:
    """The current edition of a course as the fields of the operation that published it."""
    session = db.session()
    row = session.get(Course, course)
    if row is None:
        raise UnknownCourse(course)
    lessons = session.scalars(
        select(Lesson).where(Lesson.course == course).order_by(Lesson.position)
    )
    items = list(session.scalars(select(Item).where(Item.course == course).order_by(Item.position)))
    return {
        "edition": row.edition,
        "title": row.title,
        "language": row.language,
        "subject": row.subject,
        "grades": list(row.grades),
        "school": row.school,
        "lessons": [
            {
                "id": lesson.id,
                "title": lesson.title,
                "summary": lesson.summary,
                "items": [item.stated() for item in items if item.lesson == lesson.id],
            }
            for lesson in lessons
        ],
    }
