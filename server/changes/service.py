"""Reading the feed: what is new for one person since a cursor."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.documents import Document, render
from server.changes.models import PhoneFeed, ScopeSet
from server.changes.scopes import is_school, national_scope
from server.changes.viewer import Viewer
from server.db import write_transaction
from server.disk import optional_write
from server.errors import Problem
from server.limits import MAX_GAINED_RECORDS
from server.rows import ready, rows_of
from sync.storage.plain import Plain

Key = tuple[str, str]
_NEW: Final = (
    "SELECT type, record, seq FROM phone_feed WHERE scope IN ({}) AND seq > ? AND seq <= ? "
    "ORDER BY seq LIMIT ?"
)
_SEQ_MAX: Final = 2**63 - 1
_CURSOR: Final = re.compile(r"([0-9a-f]{1,32})\.([0-9]{1,18})\.([0-9a-f]{16})")


class Cursor(NamedTuple):
    """`incarnation.seq.digest`: which life of this database, how far, for which scopes."""

    incarnation: str
    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.incarnation}.{self.seq}.{self.digest}"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: `records` in the order of their seq; a document of None means forget."""

    cursor: Cursor
    more: bool
    records: list[dict[str, Any]] = field(default_factory=list)
    reset: bool = False


def stale() -> Problem:
    """The app starts without a cursor; its records give way to the fresh ones, its outbox stays."""
    return Problem(
        410,
        "cursor-stale",
        "The cursor is from another time",
        hint="The app loads everything again; nothing that was made is lost.",
    )


def digest_of(scopes: Iterable[str]) -> str:
    """16 hex digits that name a set of scopes."""
    return hashlib.sha256("\n".join(sorted(scopes)).encode()).hexdigest()[:16]


def parse(text: str, incarnation: str) -> Cursor:
    """The cursor in `text`; Problem 410 unless it is from this life of the database."""
    found = _CURSOR.fullmatch(text)
    if found is None or found[1] != incarnation:
        raise stale()
    return Cursor(found[1], int(found[2]), found[3])


def changes_since(
    session: Session, viewer: Viewer, since: Cursor | None, incarnation: str, limit: int
) -> Page:
    """At most `limit` changed records after `since`, and what a change of scopes brings.

    Scopes gained come whole, scopes lost as records to forget, both before anything newer.
    """
    digest = digest_of(viewer.scopes)
    keys: dict[Key, None] = {}
    gone: list[Key] = []
    after = since.seq if since else 0
    if since and since.digest != digest:
        before = _scopes(session, since.digest)
        anew = viewer.scopes - before
        if any(map(is_school, viewer.scopes ^ before)):
            anew |= {national_scope()}  # what of it reaches somebody goes by their schools
        gained = _rows(session, anew, 0, MAX_GAINED_RECORDS + 1, upto=after)
        if len(gained) > MAX_GAINED_RECORDS:
            raise stale()
        keys.update(dict.fromkeys((kind, record) for kind, record, _ in gained))
        gone = _lost(session, before - viewer.scopes, viewer.scopes)
    rows = _rows(session, viewer.scopes, after, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    for kind, record, _ in rows:
        keys.pop((kind, record), None)
        keys[kind, record] = None
    documents: dict[Key, Document | None] = dict.fromkeys(gone)
    documents.update(render(session, keys, viewer))
    return Page(
        cursor=Cursor(incarnation, rows[-1][2] if rows else after, digest),
        more=more,
        records=[{"type": t, "id": r, "doc": doc} for (t, r), doc in documents.items()],
        reset=since is None,
    )


def remember(session: Session, viewer: Viewer) -> None:
    """Keep the viewer's set of scopes under its digest, once, so that its loss can be told."""
    digest = digest_of(viewer.scopes)
    if rows_of(session, ScopeSet, [digest], by="digest"):
        return
    with optional_write(), write_transaction() as writing:
        if writing.get(ScopeSet, digest) is None:
            writing.add(ScopeSet(digest=digest, scopes=sorted(viewer.scopes)))


def _scopes(session: Session, digest: str) -> frozenset[str]:
    rows = rows_of(session, ScopeSet, [digest], by="digest")
    if not rows:
        raise stale()
    return frozenset(rows[0].scopes)


def _rows(
    session: Session, scopes: Iterable[str], after: int, limit: int, upto: int = _SEQ_MAX
) -> Sequence[tuple[str, str, int]]:
    """(type, record, seq) of what changed in these scopes, in the order of seq."""
    among = sorted(scopes)
    if not among:
        return []
    found: list[tuple[str, str, int]] = Plain(ready(session)).all(
        _NEW.format(",".join("?" * len(among))), (*among, after, upto, limit)
    )
    return found


def _lost(session: Session, lost: frozenset[str], kept: frozenset[str]) -> list[Key]:
    if not lost:
        return []
    there = select(PhoneFeed.type, PhoneFeed.record)
    still = {(t, r) for t, r in session.execute(there.where(PhoneFeed.scope.in_(sorted(kept))))}
    rows = session.execute(there.where(PhoneFeed.scope.in_(sorted(lost))).distinct())
    return [(t, r) for t, r in rows if (t, r) not in still]
