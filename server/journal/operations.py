"""The journal's kinds: what each operation becomes in the tables, and who hears of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import class_scope, learner_scope, plan_scope, work_scope
from server.classroom.provenance import Provenance
from server.journal import rights, schemas
from server.journal.models import Attendance, JournalLesson
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_JOURNAL_PRIORITY: Final = 2


def project_lesson(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """journal.record → journal_lesson, with concurrent records of the same lesson beside it."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin = Provenance(session)
    first = min(state.versions, key=lambda version: (version.order, version.id))
    record, class_id = entry.op.record, view["class"]
    others = origin.beside(state, "topic", "homework", "state")
    put(
        session,
        JournalLesson,
        {
            "id": record,
            "school": view["school"],
            "class_id": class_id,
            "grade": view["grade"],
            "subject": view["subject"],
            "on": date.fromisoformat(view["date"]),
            "bell": view["bell"],
            "slot": view["slot"],
            "line": view["line"],
            "state": view["state"],
            "reason": view["reason"],
            "topic": view["topic"],
            "plan_row": view["plan_row"],
            "homework": view["homework"],
            "author": origin.author(winner),
            "made_ms": physical(first.hlc),
            "seen_ms": origin.line(entry, first.id).verdict.seen,
            "op": str(winner.id),
            "others": others,
            "contested": bool(others),
        },
    )
    scopes = (class_scope(class_id), plan_scope(class_id, view["subject"]))
    return [Touch(scope, "journal", record) for scope in scopes]


def project_attendance(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """attendance.set → attendance, for the learner's family and the class's teachers."""
    if view is None or not {"lesson", "learner", "class", "code"} <= view.keys():
        return []  # the rest of it is still on its way
    last = max(state.versions, key=lambda version: version.precedence)
    record, learner, class_id = entry.op.record, view["learner"], view["class"]
    put(
        session,
        Attendance,
        {
            "id": record,
            "lesson": view["lesson"],
            "class_id": class_id,
            "learner": learner,
            "code": view["code"],
            "note": view.get("note", ""),
            "author": Provenance(session).author(last),
            "made_ms": physical(last.hlc),
            "op": str(last.id),
        },
    )
    scopes = (learner_scope(learner), work_scope(class_id))
    return [Touch(scope, "attendance", record) for scope in scopes]


SPECS: Final = (
    KindSpec(
        Kind("journal.record", 1, Merge.SUPERSEDE, _JOURNAL_PRIORITY),
        schemas.JournalRecordSchema,
        rights.may_record,
        project_lesson,
    ),
    KindSpec(
        Kind(
            "attendance.set",
            1,
            Merge.FIELD,
            _JOURNAL_PRIORITY,
            personal=frozenset({"learner", "code", "note"}),
        ),
        schemas.AttendanceSetSchema,
        rights.may_attend,
        project_attendance,
    ),
)

PROJECTIONS: Final = (JournalLesson, Attendance)
