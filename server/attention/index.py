"""Noting conflicts while operations are applied, so that nobody has to search the log for them."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from server.attention.models import Conflict
from server.attention.sides import WATCHED, beside, of_school
from server.operations.spec import Entry
from server.rows import put, ready, table_of
from sync.core.merge import MergeState
from sync.core.registry import Kind

_TABLE: Final = table_of(Conflict)
_KNOWN: Final = select(_TABLE).where(
    and_(_TABLE.c.family == bindparam("family"), _TABLE.c.record == bindparam("record"))
)


def note(
    session: Session, kind: Kind, entry: Entry, state: MergeState, schools: Iterable[str]
) -> None:
    """Keep in mind that this record's versions disagree, or that they do no longer.

    Depends on the merge state alone, and is called after every merge; a record with one version,
    which is nearly every record, costs nothing.
    """
    if len(state.versions) < 2 or state.rule not in WATCHED:
        return
    key = {"family": kind.family, "record": entry.op.record}
    known = ready(session, Conflict).execute(_KNOWN, key).one_or_none()
    school = min(schools, default=None)
    state = of_school(state, school)
    sides = beside(state)
    if not sides and (known is None or known.settled_ms is not None or known.school != school):
        return
    latest = max(state.versions, key=lambda version: (version.order, version.id))
    row = {
        **key,
        "school": school,
        "since_ms": max(side.order for side in sides) >> 16 if sides else known.since_ms,  # type: ignore[union-attr]
        "settled_ms": None if sides else latest.order >> 16,
        "settled_by": None if sides else entry.author,
    }
    put(session, Conflict, row)
