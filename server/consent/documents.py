"""Documents of consent: `consent`, for the family, the assistant and the present teachers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.consent.models import ConsentDecision
from server.consent.stays import Stays
from server.inclusion.scopes import sees
from server.people.models import School
from server.rows import rows_of


def decisions(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`consent`: every decision, so that its history can be read; also of a school that the
    learner has left, whose own document the family has no more: so it is named here."""
    rows = [
        row for row in rows_of(session, ConsentDecision, ids) if sees(session, row.learner, viewer)
    ]
    stays = Stays(session, {row.learner for row in rows}, viewer.on)
    schools = rows_of(session, School, sorted({row.school for row in rows}))
    names = {one.id: one.short_name or one.name for one in schools}
    return {
        row.id: as_document(row, stays) | {"school_name": names.get(row.school)} for row in rows
    }


def as_document(row: Any, stays: Stays) -> dict[str, Any]:
    """A decision, whoever may see it; `stays` are of its learner among others."""
    return {
        "school": row.school,
        "learner": row.learner,
        "purpose": row.purpose,
        "given": row.given,
        "ended": stays.ended(row.learner, row),
        "date": row.on.isoformat(),
        "way": row.way,
        "by": row.by,
        "signer": row.signer,
        "author": row.author,
        "made_at": clock.rfc3339(row.made_ms),
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"consent": decisions}
