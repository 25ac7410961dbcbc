"""Packets: notices that tasks come with, receipts from phones, and what is arranged with one
learner. What each operation becomes in the tables, and who hears of it."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.scopes import class_scope, work_scope
from server.classroom import rights, schemas
from server.classroom.models import Arrangement, Assignment, Notice, Receipt
from server.classroom.provenance import Provenance
from server.classroom.scopes import work_touches
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_NOTICE_PRIORITY: Final = 1
_RECEIPT_PRIORITY: Final = 2


def project_notice(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """notice.set and notice.withdraw → notice."""
    record = entry.op.record
    before = session.get(Notice, record)
    fields: Mapping[str, Any] = _said(state) if view is None else view
    if not {"school", "class", "title"} <= fields.keys():
        return []  # the rest of it is still on its way
    origin = Provenance(session)
    written = sorted(
        (v for v in state.versions if v.fields is not None), key=lambda v: (v.order, v.id)
    )
    classes = {fields["class"]} | ({before.class_id} if before else set())
    learners = fields.get("learners")
    values = {
        "id": record,
        "school": fields["school"],
        "class_id": fields["class"],
        "author": origin.author(written[0]),
        "title": fields["title"],
        "text": fields.get("text", ""),
        "due_at": fields.get("due_at"),
        "learners": None if learners is None else list(learners),
        "created_ms": written[0].order >> 16,
        "withdrawn": view is None,
        "op": str(max(state.versions, key=lambda v: v.precedence).id),
    }
    session.merge(Notice(**values))
    session.flush()
    return [
        *(Touch(class_scope(one), "notice", record) for one in sorted(classes)),
        *(Touch(work_scope(one), "reading", record) for one in sorted(classes)),
    ]


def _said(state: MergeState) -> Mapping[str, Any]:
    """What a withdrawn notice said: its readings still belong to its class."""
    said: dict[str, Any] = {}
    for version in sorted(state.versions, key=lambda v: v.precedence):
        said.update(version.values)
    return said


def project_receipt(session: Session, entry: Entry, _view: View, state: MergeState) -> list[Touch]:
    """receipt.give → receipt: of several phones of one person the first."""
    origin = Provenance(session)
    about = next((str(v.values["about"]) for v in state.versions if "about" in v.values), None)
    person = next((one for one in map(origin.author, state.versions) if one), None)
    if about is None or person is None:
        return []  # comes again when the writer's owner is known
    first: dict[str, int] = {}
    for version in state.versions:
        step, at = str(version.values.get("step")), version.order >> 16
        if version.fields is not None:
            first[step] = min(at, first.get(step, at))
    values = {
        "id": entry.op.record,
        "about": about,
        "person": person,
        "delivered_ms": first.get("delivered", first.get("opened")),
        "opened_ms": first.get("opened"),
    }
    put(session, Receipt, values)
    class_id = class_of_about(session, about)
    return [Touch(work_scope(class_id), "reading", about)] if class_id else []


def class_of_about(session: Session, about: str) -> str | None:
    """The class of a task or notice, None for one not known (yet)."""
    for model in (Assignment, Notice):
        found = session.scalar(select(model.class_id).where(model.id == about))
        if found is not None:
            return found
    return None


def project_arrangement(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """arrangement.set → arrangement."""
    if view is None:
        return []
    last = max(state.versions, key=lambda version: version.precedence)
    record, assignment, learner = entry.op.record, view["assignment"], view["learner"]
    put(
        session,
        Arrangement,
        {
            "id": record,
            "assignment": assignment,
            "learner": learner,
            "due_at": view.get("due_at"),
            "on_paper": view.get("on_paper", False),
            "reminded_at": view.get("reminded_at"),
            "author": Provenance(session).author(last),
            "op": str(last.id),
        },
    )
    return work_touches(session, "arrangement", record, assignment, learner)


SPECS: Final = (
    KindSpec(
        Kind("notice.set", 1, Merge.FIELD, _NOTICE_PRIORITY),
        schemas.NoticeSetSchema,
        rights.may_notify,
        project_notice,
    ),
    KindSpec(
        Kind("notice.withdraw", 1, Merge.TOMBSTONE, _NOTICE_PRIORITY),
        schemas.NoticeWithdrawSchema,
        rights.may_notify,
        project_notice,
    ),
    KindSpec(
        Kind("receipt.give", 1, Merge.APPEND, _RECEIPT_PRIORITY, personal=frozenset({"step"})),
        schemas.ReceiptGiveSchema,
        rights.may_acknowledge,
        project_receipt,
    ),
    KindSpec(
        Kind(
            "arrangement.set",
            1,
            Merge.FIELD,
            _NOTICE_PRIORITY,
            personal=frozenset({"learner", "due_at", "on_paper", "reminded_at"}),
        ),
        schemas.ArrangementSetSchema,
        rights.may_arrange,
        project_arrangement,
    ),
)

PROJECTIONS: Final = (Notice, Receipt, Arrangement)
