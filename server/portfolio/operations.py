"""A portfolio as operations: who may write it, what it becomes, and who hears."""

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.classroom.models import Submission
from server.classroom.provenance import Provenance
from server.inclusion.scopes import touches
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch, View
from server.people import grants
from server.people.directory import classes_of_learner, enrolments_of
from server.portfolio.models import PortfolioItem
from server.portfolio.schemas import PortfolioSetSchema
from server.rows import put
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge

_PRIORITY: Final = 2
_WHOLE: Final = frozenset({"kind", "title", "date"})
OTHERS: Final = Refusal("record-not-of-the-learner")


def may_pick(session: Session, author: Author, op: Operation) -> Refusal | None:
    """portfolio.set: the learner, a teacher of a class that the learner is in, or a leader of the
    school that the learner is at. What is picked is the learner's own work."""
    fields: Any = op.fields
    school, learner = fields["school"], fields["learner"]
    known = session.get(PortfolioItem, op.record)
    if known is None:
        if op.record != str(op.id):
            return Refusal("record-not-own")
        if not fields.keys() >= _WHOLE:
            return Refusal("record-incomplete")
    elif known.learner != learner:
        return OTHERS
    work = session.get(Submission, fields.get("submission") or "")
    if work is not None and work.learner != learner:
        return OTHERS
    here = any(row.school == school for row in enrolments_of(session, learner, author.on))
    taught = grants.classes_taught(author.roles) & classes_of_learner(session, learner, author.on)
    allowed = author.person == learner or taught or grants.leads(author.roles, school)
    return None if here and allowed else Refusal("not-a-teacher-of-the-class")


def project_item(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """portfolio.set → portfolio_item."""
    if view is None or not view.keys() >= _WHOLE:
        return []  # the rest of it is still on its way
    first = min(state.versions, key=lambda version: version.precedence)
    last = max(state.versions, key=lambda version: version.precedence)
    record, learner = entry.op.record, view["learner"]
    put(
        session,
        PortfolioItem,
        {
            "id": record,
            "school": view["school"],
            "learner": learner,
            "kind": view["kind"],
            "title": view["title"],
            "text": view.get("text", ""),
            "on": date.fromisoformat(view["date"]),
            "subject": view.get("subject", ""),
            "submission": view.get("submission"),
            "withdrawn": view.get("withdrawn", False),
            "author": Provenance(session).author(first),
            "op": str(last.id),
        },
    )
    return touches(session, "portfolio", record, learner)


SPECS: Final = (
    KindSpec(
        Kind(
            "portfolio.set",
            1,
            Merge.FIELD,
            _PRIORITY,
            personal=frozenset(
                {"learner", "kind", "title", "text", "date", "subject", "submission"}
            ),
        ),
        PortfolioSetSchema,
        may_pick,
        project_item,
    ),
)

PROJECTIONS: Final = (PortfolioItem,)
