"""The kinds of the year's end: what each operation becomes in the tables, and who hears of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import class_scope, learner_scope, work_scope
from server.classroom.provenance import Provenance
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put
from server.yearend import rights, schemas, year_marks
from server.yearend.models import YearMark, YearOutcome
from server.yearend.year_marks import YEAR_MARK
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_PRIORITY: Final = 0


def project_outcome(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """year.decide → year_outcome, for the family, the class's teachers and the school's leaders;
    the last see `others`."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin, record = Provenance(session), entry.op.record
    others = origin.beside(state, "decision", "protocol", "date", "subjects")
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
                for one in state.history
            ],
            "others": others,
            "contested": bool(others),
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
        year_marks.may_confirm,
        YEAR_MARK.project,
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
