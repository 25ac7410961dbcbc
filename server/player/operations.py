"""Committing a session of an attempt: who may, and what it becomes."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.classroom.provenance import Provenance
from server.classroom.rights import RECORD_NOT_OWN, owns_record
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch
from server.people import grants
from server.player.models import Attempt, AttemptSession
from server.player.results import Result, best, branch
from server.player.schemas import AttemptCommitSchema
from server.player.scopes import attempt_touches
from sync.core.merge import MergeState, Version
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge


def may_commit(session: Session, author: Author, op: Operation) -> Refusal | None:
    """A learner plays on their own account only; teachers who look leave no attempt."""
    if not grants.classes_attended(author.roles):
        return Refusal("not-a-learner")
    known = session.get(Attempt, op.record)
    if known.learner != author.person if known else not owns_record(session, author, op):
        return RECORD_NOT_OWN
    return None


def project_attempt(
    session: Session, entry: Entry, _view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """attempt.commit → the session, and the attempt over all of its sessions."""
    if entry.author is None:
        return []  # comes again when the writer's owner is known
    record, op = entry.op.record, entry.op
    fields: Mapping[str, Any] = next((v.values for v in state.versions if v.id == op.id), op.fields)
    rows = {
        row.op: row
        for row in session.scalars(select(AttemptSession).where(AttemptSession.attempt == record))
    }
    began = not rows
    made = AttemptSession(
        op=str(op.id),
        attempt=record,
        learner=entry.author,
        order=entry.verdict.order,
        **_columns(fields),
    )
    if made.op in rows:
        made = session.merge(made)
    else:
        session.add(made)
    rows[made.op] = made
    first = min(rows.values(), key=lambda row: (row.order, row.op))
    heads = [rows[str(head.id)] for head in state.heads if str(head.id) in rows]
    standing = branch([_result(row) for row in heads or rows.values()])
    total = best([_result(row) for row in rows.values()])
    origin = Provenance(session)
    at: Version | None = next((v for v in state.heads if str(v.id) == standing.op), None)
    judge = origin.line(entry, at.id).verdict.node if at else entry.verdict.node
    row = Attempt(
        id=record,
        learner=first.learner,
        completion=total.completion,
        success=total.success,
        score=list(total.score) if total.score else None,
        head=standing.op,
        judge=judge,
        central=origin.is_central(at.id, judge) if at else False,
    )
    if began:
        session.add(row)  # nothing to look up: the first of an attempt's sessions
    else:
        session.merge(row)
    return attempt_touches(session, row)


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    names = (
        "item", "lesson", "course", "edition", "session", "started_at", "completion", "success",
        "total_time_s",
    )  # fmt: skip
    cmi = fields.get("cmi") or {}
    return {
        **{name: fields[name] for name in names},
        "score": list(fields["score"]) if fields["score"] else None,
        "location": _element(cmi, "cmi.core.lesson_location", "cmi.location"),
        "suspend": _element(cmi, "cmi.suspend_data"),
        "cmi_blob": fields.get("cmi_blob"),
    }


def _element(cmi: Mapping[str, Any], *names: str) -> str | None:
    """An element by its SCORM 1.2 or 2004 name."""
    found = (cmi.get(name) for name in names)
    return next((value for value in found if isinstance(value, str)), None)


def _result(row: AttemptSession) -> Result:
    return Result(row.completion, row.success, row.score, row.total_time_s, row.order, row.op)


SPECS: Final = (
    KindSpec(
        Kind(
            "attempt.commit",
            1,
            Merge.BRANCH,
            2,
            personal=frozenset({"completion", "success", "score", "cmi", "cmi_blob"}),
        ),
        AttemptCommitSchema,
        may_commit,
        project_attempt,
    ),
)

PROJECTIONS: Final = (AttemptSession, Attempt)
