"""Documents of concerns: `concern` and `concern_step`, for whoever raised it and its readers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.concerns.models import Concern, ConcernStep
from server.concerns.readers import readers
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def concerns(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`concern`: as it was told."""
    names = ("school", "learner", "what", "text", "readers", "place", "about", "author")
    return {
        row.id: {**{name: getattr(row, name) for name in names}, "made_at": _at(row)}
        for row in rows_of(session, Concern, ids)
        if _sees(session, row, viewer)
    }


def steps(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`concern_step`: `author` is for the readers alone."""
    rows = list(rows_of(session, ConcernStep, ids))
    about = {row.id: row for row in rows_of(session, Concern, {row.concern for row in rows})}
    names = ("school", "learner", "concern", "state", "words")
    return {
        row.id: {
            **{name: getattr(row, name) for name in names},
            "author": None if concern.author == viewer.person else row.author,
            "made_at": _at(row),
        }
        for row in rows
        if (concern := about.get(row.concern)) is not None and _sees(session, concern, viewer)
    }


def _sees(session: Session, concern: Any, viewer: Viewer) -> bool:
    if concern.author == viewer.person:
        return True
    return viewer.person in readers(session, concern, viewer.on)


def _at(row: Any) -> str:
    return clock.rfc3339(row.made_ms)


DOCUMENTS: Final[Mapping[str, Render]] = {"concern": concerns, "concern_step": steps}
