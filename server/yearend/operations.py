"""The kinds of the year's end: what each operation becomes in the tables, and who hears of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import class_scope, learner_scope, plan_scope, work_scope
from server.classroom.provenance import Provenance
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put
from server.yearend import rights, schemas
from server.yearend.models import YearMark, YearOutcome
from sync.core.clock import physical
from sync.core.merge import MergeState, Version
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_PRIORITY: Final = 0
_TOLD: Final = ("outcome", "mark", "exam", "final", "reason")
_SAME: Final = (
    "subject", "year", "learner", "grade", "policy", "scale", "outcome", "mark", "exam", "final",
    "reason",
)  # fmt: skip


def project_mark(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """year.confirm → year_mark, with those it replaced and those that stand beside it."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin, record = Provenance(session), entry.op.record

    def told(version: Version) -> dict[str, Any]:
        return {
            **{name: version.values[name] for name in _TOLD},
            "author": origin.author(version),
            "made_ms": physical(version.order),
            "op": str(version.id),
        }

    put(
        session,
        YearMark,
        {
            "id": record,
            "class_id": view["class"],
            **{name: view[name] for name in _SAME},
            "terms": [dict(one) for one in view["terms"]],
            "inputs": [dict(one) for one in view["inputs"]],
            "author": origin.author(winner),
            "made_ms": physical(winner.order),
            "op": str(winner.id),
            "former": [told(one) for one in state.history],
            "others": [told(one) for one in state.heads[1:]],
            "contested": len(state.heads) > 1,
        },
    )
    scopes = (
        learner_scope(view["learner"]),
        plan_scope(view["class"], view["subject"]),
        work_scope(view["class"]),
    )
    return [Touch(scope, "year_mark", record) for scope in scopes]


def project_outcome(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """year.decide → year_outcome, for the family, the class's teachers and the school's leaders."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin, record = Provenance(session), entry.op.record
    others = [*state.history, *state.heads[1:]]
    put(
        session,
        YearOutcome,
        {
            "id": record,
            "school": view["school"],
            "class_id": view["class"],
            "learner": view["learner"],
            "year": view["year"],
            "decision": view["decision"],
            "protocol": view["protocol"],
            "on": date.fromisoformat(view["date"]),
            "subjects": list(view["subjects"]),
            "author": origin.author(winner),
            "op": str(winner.id),
            "former": [
                {
                    "decision": one.values["decision"],
                    "protocol": one.values["protocol"],
                    "author": origin.author(one),
                    "op": str(one.id),
                }
                for one in others
            ],
            "contested": len(state.heads) > 1,
        },
    )
    scopes = (
        learner_scope(view["learner"]),
        work_scope(view["class"]),
        class_scope(view["class"]),
    )
    return [Touch(scope, "year_outcome", record) for scope in scopes]


SPECS: Final = (
    KindSpec(
        Kind(
            "year.confirm",
            1,
            Merge.SUPERSEDE,
            _PRIORITY,
            personal=frozenset(
                {
                    "learner", "grade", "outcome", "mark", "exam", "final", "terms", "inputs",
                    "reason",
                }
            ),
            family="year_mark",
        ),
        schemas.YearConfirmSchema,
        rights.may_confirm,
        project_mark,
    ),
    KindSpec(
        Kind(
            "year.decide",
            1,
            Merge.SUPERSEDE,
            _PRIORITY,
            personal=frozenset({"learner", "decision", "protocol", "subjects"}),
            family="year_outcome",
        ),
        schemas.YearDecideSchema,
        rights.may_decide,
        project_outcome,
    ),
)  # fmt: skip

PROJECTIONS: Final = (YearMark, YearOutcome)
