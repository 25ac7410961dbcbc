"""Judgements on held operations: who may give them, and what they become."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from server import clock
from server.api import StrictSchema
from server.attention.limits import MAX_REASON_CHARS
from server.attention.models import Conflict, Judgement
from server.attention.upgrading import is_well_formed
from server.changes.scopes import person_scope
from server.classroom.provenance import Provenance
from server.operations.catalogue import catalogue
from server.operations.port import log_store
from server.operations.reach import schools_of
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch
from server.people import grants
from server.people.directory import grants_of
from server.people.schemas import RECORD_ID
from server.rows import put
from sync import judgements
from sync.core import clock as hlc
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge
from sync.storage.port import Entry as Line

_STAFF_ONLY: Final = frozenset(
    {
        "not-a-teacher-of-the-class",
        "not-a-teacher-of-the-school",
        "not-a-teacher-of-the-subject",
        "learner-not-in-the-class",
        "term-locked",
    }
)
"""Reasons that a leader may set aside for somebody who taught or led in the school."""
_FOR_ANYBODY: Final = frozenset({"not-enrolled-in-the-class", "not-a-learner"})
"""Reasons that a leader may set aside for a pupil's own work."""


class JudgeSchema(StrictSchema):
    """operation.judge; its record is the id of the operation that it is about."""

    decision = fields.String(
        required=True, validate=validate.OneOf((judgements.RELEASE, judgements.DISMISS))
    )
    school = fields.String(required=True, validate=RECORD_ID)
    reason = fields.String(load_default="", validate=validate.Length(0, MAX_REASON_CHARS))


def may_judge(session: Session, author: Author, op: Operation) -> Refusal | None:
    """operation.judge: a leader of the school that the operation concerns, who releases only what
    would be allowed now or what leaders may overrule."""
    school = str(op.fields["school"])
    if not grants.leads(author.roles, school):
        return Refusal("not-a-leader-of-the-school")
    key = judgements.target(op.record)
    line = log_store(session).get(key) if key else None
    if line is None:
        return Refusal("unknown-operation")
    if school not in _schools(session, line):
        return Refusal("operation-of-another-school")
    if op.fields["decision"] == judgements.RELEASE and not may_release(session, line, school):
        return Refusal("not-releasable")
    return None


def may_release(session: Session, line: Line, school: str) -> bool:
    """Whether a held operation may count after all.

    Either its author's rights on the day of the claim are in order by now, because the roster has
    been put right, or its reason is one that the school's leaders answer for. What was refused for
    its form, or because phones never write such things, stays refused.
    """
    op, verdict = line
    if not verdict.held:
        return True
    kind = catalogue().registry.knows(op.kind, op.version)
    writer = log_store(session).writer(op.writer)
    if kind is None or writer is None or writer.person is None or not is_well_formed(op):
        return False
    day = clock.school_date(hlc.physical(verdict.order))
    roles = grants_of(session, writer.person, day)
    maker = Author(writer.person, op.writer, roles, day)
    if catalogue().specs[kind.name].authorise(session, maker, op) is None:
        return True
    if verdict.reason in _FOR_ANYBODY:
        return True
    staff = grants.TEACHING | grants.LEADING
    return verdict.reason in _STAFF_ONLY and grants.holds(roles, staff, school)


def _schools(session: Session, line: Line) -> frozenset[str]:
    writer = log_store(session).writer(line.op.writer)
    return schools_of(session, line.op, writer.school if writer else None)


def project_judgement(
    session: Session, entry: Entry, _view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """operation.judge → judgement; the operation's author hears of it."""
    released = judgements.is_release(state)
    decision = judgements.RELEASE if released else judgements.DISMISS
    said = min(
        (v for v in state.versions if v.values.get("decision") == decision),
        key=lambda v: (v.order, v.id),
    )
    put(
        session,
        Judgement,
        {
            "target": entry.op.record,
            "school": said.values["school"],
            "released": released,
            "reason": said.values.get("reason") or "",
            "author": Provenance(session).author(said),
            "made_ms": said.order >> 16,
        },
    )
    key = judgements.target(entry.op.record)
    owner = Provenance(session).owner(key.writer) if key else None
    return [Touch(person_scope(owner), "judgement", entry.op.record)] if owner else []


SPECS: Final = (
    KindSpec(
        Kind(
            judgements.JUDGEMENT,
            1,
            Merge.APPEND,
            0,
            personal=frozenset({"reason"}),
            family=judgements.FAMILY,
        ),
        JudgeSchema,
        may_judge,
        project_judgement,
    ),
)

PROJECTIONS: Final = (Judgement, Conflict)
