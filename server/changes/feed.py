"""Writing the phone feed: called in the transaction of whatever changed a record."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.changes.models import PhoneFeed
from server.gathering import remove
from server.rows import insert_many, ready, table_of, take_turns
from sync.storage.port import Touch

_CHUNK: Final = 1_000
"""Rows per statement: SQLite takes 32,766 parameters."""


def head(session: Session) -> int:
    """The highest seq so far, 0 for an empty feed."""
    return session.scalar(select(func.max(PhoneFeed.seq))) or 0


def touch(session: Session, touches: Iterable[Touch]) -> None:
    """Move records to the head of the feed in their scopes; repeated touches count once."""
    wanted = list(dict.fromkeys(touches))
    if not wanted:
        return
    # A phone's cursor is one number for all its scopes, so they are given in the order of commits.
    take_turns(session, PhoneFeed.__tablename__)
    last = head(session)
    seqs: dict[tuple[str, str], int] = {}
    for item in wanted:
        seqs.setdefault((item.type, item.record), last + len(seqs) + 1)
    connection = ready(session, PhoneFeed)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        keys = [(t.scope, t.type, t.record) for t in chunk]
        remove(connection, table_of(PhoneFeed), ("scope", "type", "record"), keys)
        insert_many(
            session,
            table_of(PhoneFeed),
            [
                {
                    "scope": t.scope,
                    "type": t.type,
                    "record": t.record,
                    "seq": seqs[t.type, t.record],
                }
                for t in chunk
            ],
        )
