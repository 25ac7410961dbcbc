"""The document `judgement`: its author learns what became of a held operation."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.attention.models import Judgement
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.classroom.provenance import Provenance
from server.rows import rows_of
from sync import judgements as rules


def judgements(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """For the person who made the operation, and nobody else."""
    origin = Provenance(session)
    found = {}
    for row in rows_of(session, Judgement, ids, by="target"):
        key = rules.target(row.target)
        if key and origin.owner(key.writer) == viewer.person:
            found[row.target] = {
                "released": row.released,
                "reason": row.reason,
                "author": row.author,
                "at": clock.rfc3339(row.made_ms),
            }
    return found


DOCUMENTS: Final[Mapping[str, Render]] = {"judgement": judgements}
