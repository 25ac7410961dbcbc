"""Documents about records that are one person."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.documents import Render
from server.changes.scopes import learner_scope, person_scope
from server.changes.viewer import Viewer
from server.people.models import PersonAlias
from server.people.operations import person_touches
from server.rows import rows_of


def aliases(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`alias` for whoever sees one of the two records."""
    found = {}
    for row in rows_of(session, PersonAlias, ids, by="person"):
        around = {learner_scope(row.kept), person_scope(row.kept)}
        for one in (row.person, row.kept):
            around |= {touch.scope for touch in person_touches(session, one)}
        if around & viewer.scopes:
            found[row.person] = {"person": row.person, "kept": row.kept}
    return found


DOCUMENTS: Final[Mapping[str, Render]] = {"alias": aliases}
