"""The `published_policy` document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audience.naming import POLICY, named
from server.audience.reaching import withheld
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.people import grants
from server.policies.models import PublishedPolicy
from server.rows import rows_of


def published(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`published_policy` for everybody of the schools that it is for."""
    rows = rows_of(session, PublishedPolicy, ids)
    records = [named(POLICY, row.id) for row in rows]
    others = withheld(session, records, grants.schools(viewer.roles))
    return {
        row.id: {
            "starts_on": row.starts_on.isoformat(),
            "title": row.title,
            "order": row.order,
            **row.rules,
        }
        for row in rows
        if named(POLICY, row.id) not in others
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"published_policy": published}
