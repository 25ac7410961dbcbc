"""Documents of the year's end: `year_mark` and `year_outcome`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.documents import Render
from server.changes.scopes import learner_scope, work_scope
from server.changes.viewer import Viewer
from server.people import grants
from server.rows import rows_of
from server.yearend.models import YearOutcome
from server.yearend.year_marks import YEAR_MARK

Documents = Mapping[str, Mapping[str, Any]]


def year_outcomes(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`year_outcome` for the learner's family, the class's teachers and the school's leaders; the
    last see `others`."""
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
            "others": row.others if grants.leads(viewer.roles, row.school) else [],
        }
        for row in rows_of(session, YearOutcome, ids)
        if {learner_scope(row.learner), work_scope(row.class_id)} & viewer.scopes
        or grants.leads(viewer.roles, row.school)
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "year_mark": YEAR_MARK.documents,
    "year_outcome": year_outcomes,
}
