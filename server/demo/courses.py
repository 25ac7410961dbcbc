"""The demo's lessons, imported like anybody's and published as courses."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from content.importer import import_file
from server.demo.lessons import COURSES, Course, Item, ItemKind, Lesson, build_package
from server.library.stores import course_store
from server.operations.local import submit

# What people call the subjects, in the language of the course.
SUBJECTS: Final = {
    "mathematics": "Математика",
    "natural-science": "Естествознание",
    "kazakh-language": "Қазақ тілі",
}


def publish(courses: Iterable[Course], *, school: str | None) -> None:
    """Import the files of these courses and publish each; `school` None makes it national."""
    for course in courses:
        lessons = [_lesson(lesson) for lesson in course.lessons]
        submit(
            "course.publish",
            course.id,
            {
                "edition": 1,
                "title": course.title,
                "language": course.language,
                "subject": SUBJECTS[course.subject],
                "grades": list(course.grades),
                "school": school,
                "lessons": lessons,
            },
        )


def national() -> list[Course]:
    """What the hub publishes: all but the school's own reading course."""
    return [course for course in COURSES if course.subject != "kazakh-language"]


def own() -> list[Course]:
    """What the school made itself."""
    return [course for course in COURSES if course.subject == "kazakh-language"]


def _lesson(lesson: Lesson) -> dict[str, Any]:
    items = [_item(item) for item in lesson.items if item.kind is not ItemKind.PHOTO_TASK]
    return {"id": lesson.id, "title": lesson.title, "summary": lesson.summary, "items": items}


def _item(item: Item) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        source = item.path
        if item.kind is ItemKind.SCORM12:
            source = build_package(item.path, Path(folder) / f"{item.id}.zip")
        imported = import_file(source, source.name, course_store())
    description = imported.description
    return {
        "id": item.id,
        "title": item.title,
        "format": description.format,
        "manifest": imported.manifest_sha256,
        "launch": description.launch,
        "bytes": description.total_bytes + imported.pieces[0].manifest_size,
    }
