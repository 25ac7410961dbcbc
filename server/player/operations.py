"""Committing a session of an attempt: who may, and what it becomes."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.classroom.provenance import Provenance
from server.classroom.rights import RECORD_NOT_OWN, owns_record
from server.lrs import played
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch
from server.people import grants
from server.people.directory import is_same
from server.player.answers import Answer, answers_of
from server.player.models import Attempt, AttemptAnswer, AttemptSession, UntoldAttempt
from server.player.results import Result, best, branch, is_finished
from server.player.schemas import AttemptCommitSchema
from server.player.scopes import attempt_touches
from server.reading import Question
from server.rows import put, ready, rows_of, table_of
from sync.core.merge import MergeState, Version
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge

_ATTEMPTS: Final = table_of(Attempt).c
_SESSIONS: Final = table_of(AttemptSession).c
# Asked for each operation, so the statements are made once.
_LEARNER: Final = Question(select(_ATTEMPTS.learner).where(_ATTEMPTS.id == bindparam("record")))
_COMMITTED: Final = Question(
    select(
        _SESSIONS.op,
        _SESSIONS.learner,
        _SESSIONS.completion,
        _SESSIONS.success,
        _SESSIONS.score,
        _SESSIONS.total_time_s,
        _SESSIONS.order_hlc,
    ).where(_SESSIONS.attempt == bindparam("record"))
)
_OF_ANSWER: Final = tuple(one.name for one in fields_of(Answer))
_OF_SESSION: Final = ("attempt", "learner", "item", "order_hlc", "op")


def may_commit(session: Session, author: Author, op: Operation) -> Refusal | None:
    """A learner plays on their own account only, be it one of two that are theirs; teachers who
    look leave no attempt."""
    if not grants.classes_attended(author.roles):
        return Refusal("not-a-learner")
    found = _LEARNER.rows(ready(session), record=op.record)
    own = (
        is_same(session, author.person, found[0].learner)
        if found
        else owns_record(session, author, op)
    )
    return None if own else RECORD_NOT_OWN


def project_attempt(
    session: Session, entry: Entry, _view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """attempt.commit → the session, and the attempt over all of its sessions."""
    if entry.author is None or not state.versions:
        return []  # comes again when the writer's owner is known; or all of it was erased
    record, op = entry.op.record, entry.op
    fields: Mapping[str, Any] = next((v.values for v in state.versions if v.id == op.id), op.fields)
    made = {
        "op": str(op.id),
        "attempt": record,
        "learner": entry.author,
        "order_hlc": entry.verdict.order,
        **_columns(fields),
    }
    rows = {
        row.op: (row.learner, _result(row._mapping))
        for row in _COMMITTED.rows(ready(session), record=record)
    }
    rows[str(op.id)] = entry.author, _result(made)
    put(session, AttemptSession, made)
    _keep_answers(session, made, fields)
    learner, _ = min(rows.values(), key=lambda row: (row[1].order, row[1].op))
    results = [result for _, result in rows.values()]
    heads = [rows[str(head.id)][1] for head in state.heads if str(head.id) in rows]
    standing = branch(heads or results)
    total = best(results)
    origin = Provenance(session)
    at: Version | None = next((v for v in state.heads if str(v.id) == standing.op), None)
    if at is not None:
        played.project(session, record, learner, at)
    judge = origin.line(entry, at.id).verdict.node if at else entry.verdict.node
    put(
        session,
        Attempt,
        {
            "id": record,
            "learner": learner,
            "completion": total.completion,
            "success": total.success,
            "score": list(total.score) if total.score else None,
            "head": standing.op,
            "judge": judge,
            "central": origin.is_central(at.id, judge) if at else False,
        },
    )
    if judge == origin.store.node and is_finished(total):
        put(session, UntoldAttempt, {"attempt": record})
    return attempt_touches(session, record, learner)


def _keep_answers(session: Session, made: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    """Of two answers to one question the later one stays, in whatever order they come."""
    answers = answers_of(fields)
    if not answers:
        return
    known = {
        (row.activity, row.question): (row.order_hlc, row.op)
        for row in rows_of(session, AttemptAnswer, [made["attempt"]], by="attempt")
    }
    for answer in answers:
        place = answer.activity, answer.question
        if known.get(place, (-1, "")) > (made["order_hlc"], made["op"]):
            continue
        own = {name: getattr(answer, name) for name in _OF_ANSWER}
        put(session, AttemptAnswer, {name: made[name] for name in _OF_SESSION} | own)


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
        "manifest": fields.get("manifest"),
    }


def _element(cmi: Mapping[str, Any], *names: str) -> str | None:
    """An element by its SCORM 1.2 or 2004 name."""
    found = (cmi.get(name) for name in names)
    return next((value for value in found if isinstance(value, str)), None)


def _result(row: Mapping[Any, Any]) -> Result:
    return Result(
        row["completion"],
        row["success"],
        row["score"],
        row["total_time_s"],
        row["order_hlc"],
        row["op"],
    )


SPECS: Final = (
    KindSpec(
        Kind(
            "attempt.commit",
            1,
            Merge.BRANCH,
            2,
            personal=frozenset({"completion", "success", "score", "cmi", "cmi_blob", "answers"}),
        ),
        AttemptCommitSchema,
        may_commit,
        project_attempt,
    ),
)

PROJECTIONS: Final = (AttemptSession, AttemptAnswer, Attempt)
