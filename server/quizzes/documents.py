"""The documents `quiz`, `question` and `paper`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import staff_scope
from server.changes.viewer import Viewer
from server.people import grants
from server.quizzes.models import Paper, Question, Quiz
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def quizzes(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`quiz` for its author, and for colleagues of the school where it is shared."""
    return {
        row.id: {
            "school": row.school,
            "author": row.author,
            "title": row.title,
            "subject": row.subject,
            "grades": row.grades,
            "language": row.language,
            "introduction": row.introduction,
            "order": row.question_order,
            "shared": row.shared,
            "created_at": clock.rfc3339(row.created_ms),
            "op": row.op,
        }
        for row in rows_of(session, Quiz, ids)
        if _may_read(row, viewer)
    }


def questions(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`question` for whoever reads its quiz."""
    rows = [row for row in rows_of(session, Question, ids) if not row.withdrawn]
    readable = {
        row.id
        for row in rows_of(session, Quiz, {row.quiz for row in rows})
        if _may_read(row, viewer)
    }
    return {
        row.id: {
            "quiz": row.quiz,
            "author": row.author,
            "body": row.body,
            "objective": row.objective,
            "strand": row.strand,
            "files": [{"n": n, **file} for n, file in enumerate(row.files)],
            "op": row.op,
        }
        for row in rows
        if row.quiz in readable
    }


def papers(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`paper` for those who take it and those who teach them, once all of its questions have come:
    whoever else hears of the class has no use for the answers that it holds."""
    return {
        row.id: {
            "school": row.school,
            "class": row.class_id,
            "quiz": row.quiz,
            "mode": row.mode,
            "title": row.title,
            "subject": row.subject,
            "language": row.language,
            "introduction": row.introduction,
            **row.rules,
            "questions": row.questions,
            "files": [{"n": n, **file} for n, file in enumerate(row.files)],
            "created_at": clock.rfc3339(row.created_ms),
            "op": row.op,
        }
        for row in rows_of(session, Paper, ids)
        if not row.withdrawn and row.questions and _takes_or_teaches(row, viewer)
    }


def _takes_or_teaches(row: Paper, viewer: Viewer) -> bool:
    if row.class_id in grants.classes_attended(viewer.roles):
        return True
    return grants.teaches(viewer.roles, row.class_id) or grants.leads(viewer.roles, row.school)


def _may_read(row: Quiz, viewer: Viewer) -> bool:
    if row.withdrawn:
        return False
    return row.author == viewer.person or (row.shared and staff_scope(row.school) in viewer.scopes)


DOCUMENTS: Final[Mapping[str, Render]] = {
    "quiz": quizzes,
    "question": questions,
    "paper": papers,
}
