"""Which edition of a course phones are shown: the new one only when all of it is here.

An edition that was published on this node is shown at once: its author has just put its files here.
One that came from above takes the place of the former edition in one transaction, after every file
is verified and, where it was offered, its signature and manifest are. Until then phones see the
former edition; when there is none, the new one with what has come of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.delivery.models import CourseShown, DeliveryProgress
from server.delivery.offering import offer_for
from server.identity import config
from server.library.models import ContentManifest, Course, Edition, Item, Lesson
from server.operations.port import log_store
from server.rows import rows_of

_MEMBERS: Final = ("title", "language", "subject", "grades", "edition", "school", "op")


def switch(session: Session, courses: Iterable[str]) -> list[str]:
    """Let phones see the present editions of these courses that are whole now; returns those that
    were switched. Inside a write transaction; no file is looked at."""
    switched = []
    for course in courses:
        row = session.get(Course, course)
        if row is None or not _is_ready(session, row):
            continue
        shown = session.get(CourseShown, course)
        if shown is not None and (shown.op, shown.edition) == (row.op, row.edition):
            continue
        session.merge(
            CourseShown(
                course=course, op=row.op, edition=row.edition, document=document(session, row)
            )
        )
        switched.append(course)
    session.flush()
    return switched


def held_back(session: Session, courses: Sequence[Any]) -> Mapping[str, Mapping[str, Any]]:
    """For those of these courses whose present edition is not whole here, the document of the
    edition that phones see meanwhile."""
    if config().role == "hub":
        return {}  # nothing comes to it from above
    shown = {row.course: row for row in rows_of(session, CourseShown, _ids(courses), by="course")}
    behind = [row for row in courses if row.id in shown and shown[row.id].op != row.op]
    own = log_store(session).node if behind else ""
    judged = {row.op: row.judge for row in rows_of(session, Edition, _ops(behind), by="op")}
    return {row.id: shown[row.id].document for row in behind if judged.get(row.op) != own}


def document(session: Session, course: Course) -> dict[str, Any]:
    """The course with its lessons and items, as phones get it."""
    lessons = rows_of(session, Lesson, [course.id], by="course", order="position")
    items = rows_of(session, Item, [course.id], by="course", order="position")
    return {
        **{name: getattr(course, name) for name in _MEMBERS},
        "lessons": [
            {
                "id": lesson.id,
                "title": lesson.title,
                "summary": lesson.summary,
                "items": [
                    {**Item.stated(item), "here": True}
                    for item in items
                    if item.lesson == lesson.id
                ],
            }
            for lesson in lessons
        ],
    }


def manifests_of(session: Session, course: str) -> list[str]:
    """The descriptions of the present edition, each once, in order."""
    query = (
        select(Item.manifest)
        .join(Lesson, (Lesson.course == Item.course) & (Lesson.id == Item.lesson))
        .where(Item.course == course)
        .order_by(Lesson.position, Item.position)
    )
    return list(dict.fromkeys(session.scalars(query)))


def _is_ready(session: Session, course: Course) -> bool:
    wanted = manifests_of(session, course.id)
    rows = rows_of(session, ContentManifest, wanted, by="sha256")
    if len(rows) < len(wanted) or not all(row.complete for row in rows):
        return False
    edition = session.get(Edition, course.op)
    if edition is not None and edition.judge == log_store(session).node:
        return True
    if offer_for(session, course.id, course.edition) is None:
        return True
    progress = session.get(DeliveryProgress, (course.id, course.edition))
    return progress is not None and progress.verified_ms is not None


def _ids(rows: Sequence[Any]) -> list[str]:
    return [row.id for row in rows]


def _ops(rows: Sequence[Any]) -> list[str]:
    return [row.op for row in rows]
