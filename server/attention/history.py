"""What was settled: judgements given, and conflicts that a later version ended."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.attention.about import about, made, person
from server.attention.limits import MOST_HISTORY
from server.attention.models import Conflict, Judgement
from server.attention.sides import of_school
from server.operations.port import log_store, recall
from server.people.grants import RoleGrant, leads
from sync import judgements as rules


def settled(session: Session, viewer: PersonContext) -> list[dict[str, Any]]:
    """The latest of both, newest first, in the schools that the viewer leads."""
    found = [*_judgements(session, viewer), *_conflicts(session, viewer.roles)]
    return sorted(found, key=lambda item: str(item["at"]), reverse=True)[:MOST_HISTORY]


def _judgements(session: Session, viewer: PersonContext) -> list[dict[str, Any]]:
    query = select(Judgement).order_by(Judgement.made_ms.desc()).limit(MOST_HISTORY)
    found = []
    for row in session.scalars(query):
        key = rules.target(row.target)
        entry = recall(session, key) if key else None
        if entry is not None and leads(viewer.roles, row.school):
            found.append(
                {
                    "id": f"judgement:{row.target}",
                    "type": "released" if row.released else "dismissed",
                    "at": clock.rfc3339(row.made_ms),
                    "by": person(session, row.author),
                    "reason": row.reason,
                    **made(session, entry.op, viewer.id),
                }
            )
    return found


def _conflicts(session: Session, roles: tuple[RoleGrant, ...]) -> list[dict[str, Any]]:
    query = select(Conflict).where(Conflict.settled_ms.is_not(None))
    query = query.order_by(Conflict.settled_ms.desc()).limit(MOST_HISTORY)
    found = []
    for row in session.scalars(query):
        key = (row.family, row.record)
        state = log_store(session).merge_states([key]).get(key)
        state = of_school(state, row.school) if state else None
        if state is None or state.winner is None or not row.school or not leads(roles, row.school):
            continue
        fields = state.fields or {}
        found.append(
            {
                "id": f"conflict:{row.family}:{row.record}",
                "type": "chosen",
                "at": clock.rfc3339(row.settled_ms or row.since_ms),
                "by": person(session, row.settled_by),
                "reason": "",
                "kind": state.winner.kind,
                "about": about(session, state.winner.kind, fields, row.record),
            }
        )
    return found
