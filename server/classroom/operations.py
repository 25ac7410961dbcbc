"""What happens in a classroom: what each operation becomes in the tables, and who hears of it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.classroom import packets, rights, schemas
from server.classroom.models import Assignment, Mark, Sighting, Submission, SubmissionFile
from server.classroom.provenance import Provenance
from server.classroom.scopes import (
    assignment_touches,
    dependent_touches,
    forget_class,
    submission_touches,
    work_touches,
)
from server.gradebook import following
from server.operations.receipts import receipt_code
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put, put_parts
from sync.core import canonical
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_MARKS_PRIORITY: Final = 0
_WORK_PRIORITY: Final = 1


def project_assignment(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """assignment.set and assignment.withdraw → assignment."""
    record = entry.op.record
    before = session.get(Assignment, record)
    classes = {before.class_id} if before else set()
    fields = _before_withdrawal(state) if view is None else view
    if not {"school", "class", "title"} <= fields.keys():
        return []  # the rest of it is still on its way
    origin = Provenance(session)
    written = sorted(
        (v for v in state.versions if v.fields is not None), key=lambda v: (v.order, v.id)
    )
    authors = [one for one in map(origin.author, written) if one]
    forget_class(session, record)
    session.merge(
        Assignment(
            id=record,
            school=fields["school"],
            class_id=fields["class"],
            author=authors[0] if authors else None,
            authors=sorted(set(authors)),
            title=fields["title"],
            instructions=fields.get("instructions", ""),
            course=fields.get("course"),
            lesson=fields.get("lesson"),
            item=fields.get("item"),
            due_at=fields.get("due_at"),
            max_mark=fields.get("max_mark"),
            accepts=list(fields.get("accepts", ())),
            files=[dict(file) for file in fields.get("files", ())],
            learners=_listed(fields.get("learners")),
            criteria=[dict(one) for one in fields.get("criteria", ())],
            packet=fields.get("packet"),
            created_ms=written[0].order >> 16,
            withdrawn=view is None,
            op=str(max(state.versions, key=lambda v: v.precedence).id),
        )
    )
    session.flush()
    touches = assignment_touches(classes | {fields["class"]}, record)
    if fields["class"] not in classes:
        touches += dependent_touches(session, record, classes | {fields["class"]})
    return touches


def _listed(learners: Iterable[str] | None) -> list[str] | None:
    return None if learners is None else list(learners)


def _before_withdrawal(state: MergeState) -> Mapping[str, Any]:
    """What a withdrawn assignment said: its work and marks still belong to its class."""
    said: dict[str, Any] = {}
    for version in sorted(state.versions, key=lambda v: v.precedence):
        said.update(version.values)
    return said


def project_submission(
    session: Session, entry: Entry, _view: View, state: MergeState
) -> list[Touch]:
    """submission.hand_in, and submission.take_in by a teacher → submission and its files."""
    winner = state.winner
    origin = Provenance(session)
    author = origin.author(winner) if winner else None
    if winner is None or author is None:
        return []  # comes again when the writer's owner is known
    line = origin.line(entry, winner.id)
    fields: Mapping[str, Any] = winner.values
    learner = fields.get("learner", author)
    record, assignment = entry.op.record, fields["assignment"]
    put(
        session,
        Submission,
        {
            "id": record,
            "assignment": assignment,
            "learner": learner,
            "author": author,
            "text": fields.get("text", ""),
            "attempts": list(fields.get("attempts", ())),
            "made_at": fields["made_at"],
            "received_ms": line.verdict.seen,
            "judge": line.verdict.node,
            "receipt": receipt_code(canonical.hash_of(canonical.encode(line.op))),
            "op": str(winner.id),
            "central": origin.is_central(
                winner.id, line.verdict.node, (file["sha256"] for file in fields["files"])
            ),
        },
    )
    files = ({"submission": record, "n": n, **file} for n, file in enumerate(fields["files"]))
    put_parts(session, SubmissionFile, "submission", record, files)
    return work_touches(session, "submission", record, assignment, learner)


def project_sighting(
    session: Session, _entry: Entry, _view: View, state: MergeState
) -> list[Touch]:
    """submission.see → the moment of the first sighting."""
    winner = state.winner
    if winner is None:
        return []
    submission = winner.values["submission"]
    session.merge(
        Sighting(
            submission=submission,
            person=Provenance(session).author(winner),
            seen_ms=winner.order >> 16,
        )
    )
    row = session.get(Submission, submission)
    return submission_touches(session, row) if row else []


def project_mark(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """mark.give → the mark that stands, with the concurrent ones beside it."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin = Provenance(session)
    others = [
        {
            "submission": head.values["submission"],
            "mark": head.values["mark"],
            "comment": head.values["comment"],
            "returned": head.values.get("returned", False),
            "points": _points(head.values),
            "drawing": _drawn(head.values),
            "author": origin.author(head),
            "op": str(head.id),
        }
        for head in state.heads[1:]
    ]
    record, assignment, learner = entry.op.record, view["assignment"], view["learner"]
    put(
        session,
        Mark,
        {
            "id": record,
            "assignment": assignment,
            "learner": learner,
            "submission": view["submission"],
            "mark": view["mark"],
            "max": view["max"],
            "comment": view["comment"],
            "returned": view.get("returned", False),
            "points": _points(view),
            "drawing": _drawn(view),
            "files": [dict(file) for file in view.get("files", ())],
            "author": origin.author(winner),
            "made_ms": winner.order >> 16,
            "op": str(winner.id),
            "others": others,
            "contested": bool(others),
            "central": origin.is_central(winner.id, origin.line(entry, winner.id).verdict.node),
        },
    )
    told = work_touches(session, "mark", record, assignment, learner)
    return told + list(following.marked(session, learner, assignment, record))


def _points(fields: Mapping[str, Any]) -> list[int | None]:
    return list(fields.get("points", ()))


def _drawn(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"file": one["file"], "lines": list(one["lines"])} for one in fields.get("drawing", ())]


SPECS: Final = (
    KindSpec(
        Kind("assignment.set", 1, Merge.FIELD, _WORK_PRIORITY),
        schemas.AssignmentSetSchema,
        rights.may_set,
        project_assignment,
    ),
    KindSpec(
        Kind("assignment.withdraw", 1, Merge.TOMBSTONE, _WORK_PRIORITY),
        schemas.AssignmentWithdrawSchema,
        rights.may_set,
        project_assignment,
    ),
    KindSpec(
        Kind(
            "submission.hand_in",
            1,
            Merge.APPEND,
            _WORK_PRIORITY,
            personal=frozenset({"text", "files"}),
        ),
        schemas.HandInSchema,
        rights.may_hand_in,
        project_submission,
    ),
    KindSpec(
        Kind(
            "submission.take_in",
            1,
            Merge.APPEND,
            _WORK_PRIORITY,
            personal=frozenset({"learner", "files"}),
        ),
        schemas.TakeInSchema,
        rights.may_take_in,
        project_submission,
    ),
    KindSpec(
        # A family of its own: a sighting must not stand among the pieces of work.
        Kind("submission.see", 1, Merge.APPEND, _WORK_PRIORITY, family="sighting"),
        schemas.SeeSchema,
        rights.may_see,
        project_sighting,
    ),
    KindSpec(
        Kind(
            "mark.give",
            1,
            Merge.SUPERSEDE,
            _MARKS_PRIORITY,
            personal=frozenset({"learner", "mark", "comment", "points", "drawing", "files"}),
        ),
        schemas.MarkGiveSchema,
        rights.may_mark,
        project_mark,
    ),
    *packets.SPECS,
)

PROJECTIONS: Final = (
    Assignment, Submission, SubmissionFile, Sighting, Mark, *packets.PROJECTIONS,
)  # fmt: skip
