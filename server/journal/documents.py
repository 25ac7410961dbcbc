"""Documents of the journal: `journal` and `attendance`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import class_scope, learner_scope, plan_scope, work_scope
from server.changes.viewer import Viewer
from server.journal import limits
from server.journal.models import Attendance, JournalLesson
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def lessons(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`journal`: the whole year for who teaches the subject there, the last weeks for the class,
    its families and the school's leaders. Times and concurrent records are for teachers."""
    since = viewer.on - timedelta(days=limits.FAMILY_DAYS)
    shown: dict[str, dict[str, Any]] = {}
    for row in rows_of(session, JournalLesson, ids):
        teaches = plan_scope(row.class_id, row.subject) in viewer.scopes
        if not teaches and (class_scope(row.class_id) not in viewer.scopes or row.on < since):
            continue
        shown[row.id] = {
            "school": row.school,
            "class": row.class_id,
            "grade": row.grade,
            "subject": row.subject,
            "date": row.on.isoformat(),
            "bell": row.bell,
            "slot": row.slot,
            "line": row.line,
            "state": row.state,
            "reason": row.reason,
            "topic": row.topic,
            "plan_row": row.plan_row,
            "homework": row.homework,
            "author": row.author,
            "op": row.op,
        }
        if teaches or work_scope(row.class_id) in viewer.scopes:
            shown[row.id] |= {
                "made_at": clock.rfc3339(row.made_ms),
                "seen_at": clock.rfc3339(row.seen_ms),
                "others": row.others,
            }
    return shown


def attendances(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`attendance` for the learner's family and the class's teachers."""
    return {
        row.id: {
            "lesson": row.lesson,
            "learner": row.learner,
            "class": row.class_id,
            "code": row.code,
            "note": row.note,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
        }
        for row in rows_of(session, Attendance, ids)
        if {learner_scope(row.learner), work_scope(row.class_id)} & viewer.scopes
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"journal": lessons, "attendance": attendances}
"""`journal` is the lesson, `attendance` who was not simply there."""
