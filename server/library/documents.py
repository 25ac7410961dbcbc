"""The `course` document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audience.reaching import withheld
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.delivery.switching import held_back
from server.library.index import complete_manifests
from server.library.models import Course, Item, Lesson
from server.library.operations import PUBLISHERS
from server.library.scopes import course_scope
from server.people import grants
from server.rows import rows_of


def courses(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`course` for everybody of its school, a national one for the schools of its audience. `here`
    says whether an item's files have come; while a new edition is on its way, the former one is
    shown. One that was emptied is shown to those who may fill it again."""
    rows = [
        row for row in rows_of(session, Course, ids) if course_scope(row.school) in viewer.scopes
    ]
    national = [row.id for row in rows if row.school is None]
    others = withheld(session, national, grants.schools(viewer.roles))
    rows = [row for row in rows if row.id not in others]
    former = held_back(session, rows)
    lessons: dict[str, list[Any]] = defaultdict(list)
    for lesson in rows_of(session, Lesson, ids, by="course", order="position"):
        lessons[lesson.course].append(lesson)
    items: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for item in rows_of(session, Item, ids, by="course", order="position"):
        items[item.course, item.lesson].append(item)
    here = complete_manifests(session, (i.manifest for found in items.values() for i in found))
    present = {
        row.id: {
            "title": row.title,
            "language": row.language,
            "subject": row.subject,
            "grades": row.grades,
            "edition": row.edition,
            "school": row.school,
            "op": row.op,
            "lessons": [
                {
                    "id": lesson.id,
                    "title": lesson.title,
                    "summary": lesson.summary,
                    "items": [
                        {**Item.stated(item), "here": item.manifest in here}
                        for item in items[row.id, lesson.id]
                    ],
                }
                for lesson in lessons[row.id]
            ],
        }
        for row in rows
        if row.id not in former
    }
    shown = {**present, **former}
    return {
        course: document
        for course, document in shown.items()
        if document["lessons"] or grants.holds(viewer.roles, PUBLISHERS, document["school"])
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"course": courses}
