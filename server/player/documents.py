"""The `attempt` document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import learner_scope, work_scope
from server.changes.viewer import Viewer
from server.people.directory import other_records
from server.people.models import Enrolment
from server.player.models import Attempt, AttemptSession
from server.rows import rows_of


def attempts(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`attempt`: the best result, and where the attempt stands. Only the learner gets the
    bookmark and the content's own notes."""
    rows = rows_of(session, Attempt, ids)
    taught = _taught(session, {row.learner for row in rows}, viewer)
    sessions = rows_of(session, AttemptSession, [row.head for row in rows], by="op")
    heads = {row.op: row for row in sessions}
    own = {viewer.person, *other_records(session, viewer.person)}
    return {
        row.id: _document(row, heads[row.head], own=row.learner in own)
        for row in rows
        if row.head in heads
        and (row.learner in taught or learner_scope(row.learner) in viewer.scopes)
    }


def _document(row: Any, head: Any, *, own: bool) -> dict[str, Any]:
    document = {
        "learner": row.learner,
        "item": head.item,
        "lesson": head.lesson,
        "course": head.course,
        "edition": head.edition,
        "manifest": head.manifest,
        "session": head.session,
        "completion": row.completion,
        "success": row.success,
        "score": row.score,
        "total_time_s": head.total_time_s,
        "at": clock.rfc3339(head.order_hlc >> 16),
        "op": row.head,
        "central": row.central,
    }
    if own:
        document["location"] = head.location
        document["suspend"] = head.suspend
    return document


def _taught(session: Session, learners: set[str], viewer: Viewer) -> frozenset[str]:
    """Those learners who today are in a class whose work the viewer sees."""
    query = select(Enrolment.person, Enrolment.class_id).where(
        Enrolment.person.in_(learners),
        or_(Enrolment.ends_on.is_(None), Enrolment.ends_on >= viewer.on),
    )
    return frozenset(
        row.person for row in session.execute(query) if work_scope(row.class_id) in viewer.scopes
    )


DOCUMENTS: Final[Mapping[str, Render]] = {"attempt": attempts}
