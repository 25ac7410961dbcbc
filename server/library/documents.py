"""The `course` document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.library.index import complete_manifests
from server.library.models import Course, Item, Lesson
from server.library.scopes import course_scope


def courses(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`course` for everybody of its school. `here` says whether an item's files have come."""
    wanted = list(ids)
    rows = [
        row
        for row in session.scalars(select(Course).where(Course.id.in_(wanted)))
        if course_scope(row.school) in viewer.scopes
    ]
    lessons: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in session.scalars(
        select(Lesson).where(Lesson.course.in_(wanted)).order_by(Lesson.position)
    ):
        lessons[lesson.course].append(lesson)
    items: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in session.scalars(
        select(Item).where(Item.course.in_(wanted)).order_by(Item.position)
    ):
        items[item.course, item.lesson].append(item)
    here = complete_manifests(session, (i.manifest for found in items.values() for i in found))
    return {
        row.id: {
            "title": row.title,
            "language": row.language,
            "subject": row.subject,
            "grades": row.grades,
            "edition": row.edition,
            "school": row.school,
            "lessons": [
                {
                    "id": lesson.id,
                    "title": lesson.title,
                    "summary": lesson.summary,
                    "items": [
                        {**item.stated(), "here": item.manifest in here}
                        for item in items[row.id, lesson.id]
                    ],
                }
                for lesson in lessons[row.id]
            ],
        }
        for row in rows
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"course": courses}
