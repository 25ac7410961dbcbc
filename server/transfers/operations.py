"""history.set: what came with a pupil from another school."""

from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from server.operations.spec import Entry, KindSpec, Touch, View, nobody
from server.rows import put
from server.transfers.models import LearnerHistory
from server.transfers.schemas import HistorySetSchema
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

_WHOLE: Final = frozenset({"learner", "school", "source", "left_on", "confirmed", "content"})


def project_history(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """history.set → learner_history; phones ask the server for it, none keeps it."""
    if view is None or not view.keys() >= _WHOLE:
        return []  # the rest of it is still on its way
    last = max(state.versions, key=lambda version: version.precedence)
    content = {
        key: [dict(one) for one in value] if isinstance(value, list | tuple) else value
        for key, value in view["content"].items()
    }
    put(
        session,
        LearnerHistory,
        {
            "id": entry.op.record,
            "learner": view["learner"],
            "school": view["school"],
            "source": view["source"],
            "left_on": date.fromisoformat(view["left_on"]),
            "confirmed": view["confirmed"],
            "content": content,
            "withdrawn": bool(view.get("withdrawn")),
            "op": str(last.id),
        },
    )
    return []


SPECS: Final = (
    KindSpec(
        Kind(
            "history.set",
            1,
            Merge.FIELD,
            0,
            authority=Authority.SCHOOL,
            personal=frozenset({"learner", "source", "left_on", "content"}),
        ),
        HistorySetSchema,
        nobody,
        project_history,
    ),
)

PROJECTIONS: Final = (LearnerHistory,)
