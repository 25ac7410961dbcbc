"""Putting an imported file into a course, as the node itself: for the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.storing import Imported
from server.db import write_transaction
from server.delivery.offers import Progress, complete, offer_edition, submit_offer
from server.identity import config
from server.library.index import refresh
from server.library.statement import UnknownCourse, course_fields
from server.library.stores import course_store
from server.operations.local import submit


class UnknownLesson(Exception):
    """The course has no lesson of that id."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an imported file goes; a `course` of None makes a new one with these properties.

    `lesson` names the lesson whose files it replaces; None adds one at the end of the course.
    """

    course: str | None
    title: str
    language: str
    subject: str
    grades: Sequence[int]
    school: str | None
    lesson: str | None = None


def publish(imported: Imported, place: Place, progress: Progress | None = None) -> str:
    """Publish the file as a lesson of its course; returns the course's id.

    On a hub the packs from former editions are made first, which `progress` is told of.
    Raises UnknownCourse and UnknownLesson.
    """
    if place.course is None:
        with write_transaction():
            lessons = _lessons(imported, place.title)
            course = str(submit("course.publish", None, _new_course(place, lessons)))
        refresh(course_store())
        if config().role == "hub":
            complete(course)
        return course
    while not _publish_next(place.course, imported, place, progress):
        continue  # somebody else has published an edition meanwhile: ours follows it
    refresh(course_store())
    return place.course


def _publish_next(course: str, imported: Imported, place: Place, progress: Progress | None) -> bool:
    """False when another edition has come in between, and nothing was published."""
    fields = course_fields(course)
    if fields["school"] is None and place.school is not None:
        raise UnknownCourse(course)
    edition = fields["edition"] + 1
    lessons = _placed(fields["lessons"], imported, place)
    offer = None
    if config().role == "hub":
        offer = offer_edition(course, edition, fields["school"], lessons, progress)
    with write_transaction():
        if course_fields(course)["edition"] != edition - 1:
            return False
        if offer is not None:
            submit_offer(offer)
        submit("course.publish", course, {**fields, "edition": edition, "lessons": lessons})
    return True


def _placed(
    lessons: Sequence[Mapping[str, Any]], imported: Imported, place: Place
) -> list[Mapping[str, Any]]:
    """The lessons with the new one among them. What replaces a lesson keeps its ids, so that
    assignments still lead to it."""
    made = _lessons(imported, place.title)
    if place.lesson is None:
        names = {one["id"] for one in made}
        return [*(one for one in lessons if one["id"] not in names), *made]
    if place.lesson not in {one["id"] for one in lessons}:
        raise UnknownLesson(place.lesson)
    return [
        renewed
        for one in lessons
        for renewed in ([_renewed(one, made[0]), *made[1:]] if one["id"] == place.lesson else [one])
    ]


def _renewed(lesson: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    former = [item["id"] for item in lesson["items"]]
    items = [
        {**item, "id": former[at]} if at < len(former) else item
        for at, item in enumerate(made["items"])
    ]
    return {**lesson, "items": items}


def _new_course(place: Place, lessons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "edition": 1,
        "title": place.title,
        "language": place.language,
        "subject": place.subject,
        "grades": list(place.grades),
        "school": place.school,
        "lessons": list(lessons),
    }


def _lessons(imported: Imported, title: str) -> list[dict[str, Any]]:
    """Ids follow from the content, so that the same file is not added twice."""
    one = len(imported.lessons) == 1
    return [
        {
            "id": f"lesson-{lesson.pieces[0].manifest_sha256[:16]}",
            "title": title if one else lesson.title,
            "summary": "",
            "items": [
                {
                    "id": f"item-{piece.manifest_sha256[:16]}",
                    "title": piece.description.title or title,
                    "format": piece.description.format,
                    "manifest": piece.manifest_sha256,
                    "launch": piece.description.launch,
                    "bytes": piece.description.total_bytes,
                }
                for piece in lesson.pieces
            ],
        }
        for lesson in imported.lessons
    ]
