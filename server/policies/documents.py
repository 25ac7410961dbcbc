"""The `published_policy` document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audience.naming import POLICY, named
from server.audience.reaching import narrowed
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.people import grants
from server.policies.models import PublishedPolicy
from server.rows import rows_of


def published(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`published_policy` for everybody of the schools that it is for: `schools`, where these are
    not all of the viewer's."""
    rows = rows_of(session, PublishedPolicy, ids)
    records = [named(POLICY, row.id) for row in rows]
    meant = narrowed(session, records, grants.schools(viewer.roles))
    shown: dict[str, dict[str, Any]] = {}
    for row in rows:
        schools = meant.get(named(POLICY, row.id))
        if schools != []:
            shown[row.id] = {
                "starts_on": row.starts_on.isoformat(),
                "title": row.title,
                "order": row.order,
                **row.rules,
            }
            shown[row.id] |= {"schools": schools} if schools else {}
    return shown


DOCUMENTS: Final[Mapping[str, Render]] = {"published_policy": published}
