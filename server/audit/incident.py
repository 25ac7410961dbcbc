"""What this node knows of a span of time, in one file: who logged in, read, wrote and decided.

For whoever has to find out, and to report, what happened. Records are counted and not copied:
the file says whose data may be concerned, and holds neither works nor marks nor keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from server.attention.models import Judgement
from server.audit.models import BulkRead
from server.clock import rfc3339
from server.console.models import ConsoleAction
from server.hub.models import DownstreamNode
from server.people.models import Person, Token
from server.rows import rows_of
from sync.storage.tables import operations

_PEOPLE: Final = ("person", "author")
_MOMENTS: Final = ("at_ms", "made_ms")


@dataclass(frozen=True, slots=True)
class Span:
    """From `since_ms` on, before `until_ms`; unix ms of this node's clock."""

    since_ms: int
    until_ms: int

    def holds(self, column: Any) -> Any:
        """The clause of a query."""
        return (column >= self.since_ms) & (column < self.until_ms)


def collect(session: Session, span: Span) -> dict[str, Any]:
    """Plain values: a list for each kind of trace, and the names of all who stand in them."""
    traces: dict[str, list[dict[str, Any]]] = {
        "logins": _logins(session, span),
        "bulk_reads": _told(session, BulkRead, BulkRead.at_ms, span,
                            ("school", "person", "what", "about", "people", "at_ms")),
        "written": _written(session, span),
        "judgements": _told(session, Judgement, Judgement.made_ms, span,
                            ("target", "school", "released", "reason", "author", "made_ms")),
        "operators": _told(session, ConsoleAction, ConsoleAction.at_ms, span,
                           ("person", "what", "school", "about", "at_ms")),
        "nodes": _nodes(session, span),
    }  # fmt: skip
    lines = [one for found in traces.values() for one in found]
    people = {one[name] for one in lines for name in _PEOPLE if one.get(name)}
    names = {
        one.id: f"{one.family_name} {one.given_name}" for one in rows_of(session, Person, people)
    }
    return {
        "since": rfc3339(span.since_ms),
        "until": rfc3339(span.until_ms),
        **traces,
        "people": dict(sorted(names.items())),
    }


def _logins(session: Session, span: Span) -> list[dict[str, Any]]:
    """Devices that were given a login, last used it, or lost it in the span."""
    moments = (Token.issued_ms, Token.seen_ms, Token.revoked_ms)
    query = select(Token).where(or_(*(span.holds(one) for one in moments))).order_by(Token.id)
    return [
        {
            "person": row.person,
            "device": row.device,
            "writer": row.writer,
            "issued_at": rfc3339(row.issued_ms),
            "seen_at": rfc3339(row.seen_ms),
            "revoked_at": rfc3339(row.revoked_ms) if row.revoked_ms is not None else None,
        }
        for row in session.scalars(query)
    ]


def _written(session: Session, span: Span) -> list[dict[str, Any]]:
    """How many operations of each kind every writer brought; `person` where a login here has that
    writer."""
    known = operations.c
    columns = (known.writer, known.kind, known.outcome)
    query = (
        select(*columns, func.count(), func.min(known.seen_ms), func.max(known.seen_ms))
        .where(span.holds(known.seen_ms))
        .group_by(*columns)
        .order_by(*columns)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query)]
    owners = rows_of(session, Token, sorted({row[0] for row in found}), by="writer")
    people = {row.writer: row.person for row in owners}
    return [
        {
            "writer": writer,
            "person": people.get(writer),
            "kind": kind,
            "outcome": outcome,
            "operations": number,
            "first_at": rfc3339(first_ms),
            "last_at": rfc3339(last_ms),
        }
        for writer, kind, outcome, number, first_ms, last_ms in found
    ]


def _nodes(session: Session, span: Span) -> list[dict[str, Any]]:
    """Nodes that were admitted, last heard of, or shut out in the span."""
    row = DownstreamNode
    moments = (row.added_ms, row.contact_ms, row.revoked_ms)
    query = select(row).where(or_(*(span.holds(one) for one in moments))).order_by(row.node)
    return [
        {
            "node": one.node,
            "name": one.name,
            "schools": list(one.schools),
            "added_at": rfc3339(one.added_ms),
            "heard_at": rfc3339(one.contact_ms) if one.contact_ms is not None else None,
            "shut_out_at": rfc3339(one.revoked_ms) if one.revoked_ms is not None else None,
        }
        for one in session.scalars(query)
    ]


def _told(
    session: Session, model: Any, moment: Any, span: Span, members: Iterable[str]
) -> list[dict[str, Any]]:
    """These columns of the rows in the span, in their order; moments as people read them."""
    rows = session.scalars(select(model).where(span.holds(moment)).order_by(moment))
    return [_plain({name: getattr(row, name) for name in members}) for row in rows]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        ("at" if name in _MOMENTS else name): rfc3339(value) if name in _MOMENTS else value
        for name, value in values.items()
    }
