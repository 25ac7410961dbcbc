"""Putting an imported file into a course, as the node itself: for the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from content.importer import Imported
from server.db import db, write_transaction
from server.library.index import refresh
from server.library.models import Course, Item, Lesson
from server.library.stores import course_store
from server.operations.local import submit


class UnknownCourse(Exception):
    """There is no course of that id here, or it is not one this node may change."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an imported file goes; a `course` of None makes a new one with these properties."""

    course: str | None
    title: str
    language: str
    subject: str
    grades: Sequence[int]
    school: str | None


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


def publish(imported: Imported, place: Place) -> str:
    """Publish the file as a lesson of its own at the end of the course; returns the course's id.

    Raises UnknownCourse.
    """
    lesson = _lesson(imported, place.title)
    with write_transaction():
        if place.course is None:
            course = str(submit("course.publish", None, _new_course(place, lesson)))
        else:
            course = place.course
            fields = course_fields(course)
            if fields["school"] is None and place.school is not None:
                raise UnknownCourse(course)
            kept = [one for one in fields["lessons"] if one["id"] != lesson["id"]]
            changes = {"edition": fields["edition"] + 1, "lessons": [*kept, lesson]}
            submit("course.publish", course, {**fields, **changes})
    refresh(course_store())
    return course


def _new_course(place: Place, lesson: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "edition": 1,
        "title": place.title,
        "language": place.language,
        "subject": place.subject,
        "grades": list(place.grades),
        "school": place.school,
        "lessons": [lesson],
    }


def _lesson(imported: Imported, title: str) -> dict[str, Any]:
    """Ids follow from the content, so that the same file is not added twice."""
    description = imported.description
    name = imported.manifest_sha256[:16]
    return {
        "id": f"lesson-{name}",
        "title": title,
        "summary": "",
        "items": [
            {
                "id": f"item-{name}",
                "title": description.title or title,
                "format": description.format,
                "manifest": imported.manifest_sha256,
                "launch": description.launch,
                "bytes": description.total_bytes,
            }
        ],
    }
