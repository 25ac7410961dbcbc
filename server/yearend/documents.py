"""Documents of the year's end: `year_mark` and `year_outcome`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import learner_scope, plan_scope, work_scope
from server.changes.viewer import Viewer
from server.people import grants
from server.rows import rows_of
from server.yearend.models import YearMark, YearOutcome

Documents = Mapping[str, Mapping[str, Any]]
_SHOWN: Final = (
    "subject", "year", "learner", "grade", "policy", "scale", "outcome", "mark", "exam", "final",
    "terms", "reason", "author", "op",
)  # fmt: skip


def year_marks(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`year_mark` for the learner's family and the class's teachers."""
    shown: dict[str, dict[str, Any]] = {}
    for row in rows_of(session, YearMark, ids):
        teaches = {plan_scope(row.class_id, row.subject), work_scope(row.class_id)} & viewer.scopes
        if not teaches and learner_scope(row.learner) not in viewer.scopes:
            continue
        shown[row.id] = {
            "class": row.class_id,
            **{name: getattr(row, name) for name in _SHOWN},
            "made_at": clock.rfc3339(row.made_ms),
            "former": [_told(one) for one in row.former],
            "others": [_told(one) for one in row.others] if teaches else [],
        }
    return shown


def _told(former: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in former.items() if name != "made_ms"}
    return {**rest, "made_at": clock.rfc3339(former["made_ms"])}


def year_outcomes(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`year_outcome` for the learner's family, the class's teachers and the school's leaders."""
    return {
        row.id: {
            "school": row.school,
            "class": row.class_id,
            "learner": row.learner,
            "year": row.year,
            "decision": row.decision,
            "protocol": row.protocol,
            "date": row.on.isoformat(),
            "subjects": row.subjects,
            "op": row.op,
        }
        for row in rows_of(session, YearOutcome, ids)
        if {learner_scope(row.learner), work_scope(row.class_id)} & viewer.scopes
        or grants.leads(viewer.roles, row.school)
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "year_mark": year_marks,
    "year_outcome": year_outcomes,
}
