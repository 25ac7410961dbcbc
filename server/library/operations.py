"""Publishing and withdrawing courses: who may, and what it becomes in the tables."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.delivery.switching import switch
from server.library.index import expect
from server.library.joining import Part, joined
from server.library.models import Course, Edition, Item, Lesson
from server.library.schemas import CoursePublishSchema, CourseWithdrawSchema
from server.library.scopes import course_scope
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch
from server.people import grants
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Authority, Kind, Merge

PUBLISHERS: Final = grants.TEACHING | grants.LEADING
"""Roles that change their school's own courses."""


def may_publish(session: Session, author: Author, op: Operation) -> Refusal | None:
    """Teachers and leaders of a school change that school's own courses, and no others."""
    known = session.get(Course, op.record)
    school = op.fields.get("school") if op.kind == "course.publish" else None
    if known is None:
        if op.kind == "course.withdraw":
            return Refusal("unknown-course")
        if op.record != str(op.id):
            return Refusal("record-not-own")
    else:
        if known.school is None:
            return Refusal("national-course")
        if op.kind == "course.publish" and school != known.school:
            return Refusal("course-of-another-school")
        school = known.school
    if not isinstance(school, str) or not grants.holds(author.roles, PUBLISHERS, school):
        return Refusal("not-a-teacher-of-the-school")
    return None


def project_course(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """course.publish and course.withdraw → course, its edition, lessons and items."""
    record = entry.op.record
    before = session.get(Course, record)
    touches = [Touch(course_scope(before.school), "course", record)] if before else []
    _note_edition(session, entry)
    winner = state.winner
    for table in (Lesson, Item):
        session.execute(
            delete(table)
            .where(table.course == record)
            .execution_options(synchronize_session="fetch")
        )
    if view is None or winner is None:
        if before is not None:
            session.delete(before)
            session.flush()
        return touches
    # Of those who may decide as much as the winner: what its authority overrules adds nothing.
    equals = sorted(
        (one for one in state.alive if one.rank == winner.rank), key=lambda one: one.precedence
    )
    edition, lessons = joined(equals)
    session.merge(
        Course(
            id=record,
            edition=edition,
            title=view["title"],
            language=view["language"],
            subject=view["subject"],
            grades=list(view["grades"]),
            school=view["school"],
            op=str(winner.id),
            published_ms=winner.order >> 16,
        )
    )
    _add_lessons(session, record, lessons)
    session.flush()
    switch(session, [record])
    touches.append(Touch(course_scope(view["school"]), "course", record))
    return touches


def _note_edition(session: Session, entry: Entry) -> None:
    """An older edition may still be on phones: its content stays readable."""
    op = entry.op
    if op.kind != "course.publish":
        return
    lessons: Any = op.fields["lessons"]
    manifests = sorted({item["manifest"] for lesson in lessons for item in lesson["items"]})
    session.merge(
        Edition(
            op=str(op.id),
            course=op.record,
            edition=op.fields["edition"],
            published_ms=entry.verdict.order >> 16,
            judge=entry.verdict.node,
            manifests=manifests,
        )
    )
    expect(session, manifests)


def _add_lessons(session: Session, course: str, lessons: list[Part]) -> None:
    seen: set[tuple[str, str]] = set()
    for place, lesson in enumerate(lessons):
        if (lesson["id"], "") in seen:
            continue  # the first of two lessons with one id stands
        seen.add((lesson["id"], ""))
        session.add(
            Lesson(
                course=course,
                id=lesson["id"],
                position=place,
                title=lesson["title"],
                summary=lesson["summary"],
            )
        )
        for number, item in enumerate(lesson["items"]):
            if (lesson["id"], item["id"]) in seen:
                continue
            seen.add((lesson["id"], item["id"]))
            session.add(
                Item(
                    course=course,
                    lesson=lesson["id"],
                    id=item["id"],
                    position=number,
                    title=item["title"],
                    format=item["format"],
                    manifest=item["manifest"],
                    launch=item["launch"],
                    bytes=item["bytes"],
                )
            )


SPECS: Final = (
    KindSpec(
        Kind(
            "course.publish",
            1,
            Merge.AUTHORITY,
            4,
            authority=Authority.HUB,
            scope="national",
        ),
        CoursePublishSchema,
        may_publish,
        project_course,
    ),
    KindSpec(
        Kind(
            "course.withdraw",
            1,
            Merge.TOMBSTONE,
            4,
            authority=Authority.HUB,
            scope="national",
        ),
        CourseWithdrawSchema,
        may_publish,
        project_course,
    ),
)

PROJECTIONS: Final = (Course, Edition, Lesson, Item)
