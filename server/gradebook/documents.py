"""Documents of the gradebook: `assessment`, `score`, `term_mark`, `adopted_policy`, `term_lock`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import (
    class_scope,
    learner_scope,
    plan_scope,
    points_scope,
    school_scope,
)
from server.changes.viewer import Viewer
from server.gradebook import following, limits
from server.gradebook.models import AdoptedPolicy, Assessment, Score, TermLock
from server.gradebook.term_marks import TERM_MARK
from server.people import grants
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def _teaches(row: Any, viewer: Viewer) -> bool:
    """A teacher of the subject, or of the whole class for the last months."""
    if plan_scope(row.class_id, row.subject) in viewer.scopes:
        return True
    since = viewer.on - timedelta(days=limits.CLASS_TEACHER_DAYS)
    return points_scope(row.class_id) in viewer.scopes and row.on >= since


def assessments(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`assessment` for its class, and for who has points in it or teaches them now. Colleagues and
    leaders are told of the section and term assessments only: daily work is between teacher and
    families."""
    held = (grants.classes_attended, grants.children, grants.helped)
    family = any(of(viewer.roles) for of in held)
    rows = [row for row in rows_of(session, Assessment, ids) if not row.withdrawn]
    here = {
        row.id
        for row in rows
        if class_scope(row.class_id) in viewer.scopes
        and (family or row.part != "formative" or _teaches(row, viewer))
    }
    elsewhere = [row for row in rows if row.id not in here]
    here |= {of for of, _ in following.seen(session, elsewhere, viewer)}
    return {
        row.id: {
            "school": row.school,
            "class": row.class_id,
            "grade": row.grade,
            "subject": row.subject,
            "term": row.term,
            "part": row.part,
            "title": row.title,
            "date": row.on.isoformat(),
            "max": row.max,
            "tasks": row.tasks,
            "objectives": row.objectives,
            "assignment": row.assignment,
            "author": row.author,
            "op": row.op,
        }
        for row in rows
        if row.id in here
    }


def scores(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`score` for the learner's family and the subject's teachers, also those of the class that the
    learner has come into since; teachers see `others`."""
    rows = rows_of(session, Score, ids)
    known = {row.id: row for row in rows_of(session, Assessment, {row.assessment for row in rows})}
    elsewhere = [row for row in known.values() if not _teaches(row, viewer)]
    brought = following.seen(session, elsewhere, viewer, teaching=True)
    shown: dict[str, dict[str, Any]] = {}
    for row in rows:
        of = known.get(row.assessment)
        teaches = of is not None and (
            _teaches(of, viewer) or (row.assessment, row.learner) in brought
        )
        if not teaches and learner_scope(row.learner) not in viewer.scopes:
            continue
        shown[row.id] = {
            "assessment": row.assessment,
            "learner": row.learner,
            "outcome": row.outcome,
            "points": row.points,
            "by_task": row.by_task,
            "comment": row.comment,
            "author": row.author,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
            "others": row.others if teaches else [],
        }
    return shown


def adopted_policies(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`adopted_policy` for everybody of the school; its leaders see `others`."""
    return {
        row.id: {
            "school": row.school,
            "policy": row.policy,
            "starts_on": row.starts_on.isoformat(),
            "pass_subjects": row.pass_subjects,
            "half_year_subjects": row.half_year_subjects,
            "op": row.op,
            "others": row.others if grants.leads(viewer.roles, row.school) else [],
        }
        for row in rows_of(session, AdoptedPolicy, ids)
        if school_scope(row.school) in viewer.scopes
    }


def term_locks(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`term_lock` for everybody of the class."""
    return {
        row.id: {
            "school": row.school,
            "class": row.class_id,
            "term": row.term,
            "locked": row.locked,
            "order": row.order,
            "author": row.author,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
        }
        for row in rows_of(session, TermLock, ids)
        if class_scope(row.class_id) in viewer.scopes
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "assessment": assessments,
    "score": scores,
    "term_mark": TERM_MARK.documents,
    "adopted_policy": adopted_policies,
    "term_lock": term_locks,
}
