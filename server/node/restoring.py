"""After a copy was put back: this database begins a new life, and all compare with it anew."""

import secrets
from typing import Final

from sqlalchemy import select

from server import clock
from server.db import db, write_transaction
from server.library.index import damaged
from server.library.models import ContentFile, ContentManifest
from server.library.stores import course_store
from server.operations.port import log_store
from server.upstream.agent_port import FILES_LOST
from sync.storage.base import chunks

_AT_ONCE: Final = 10_000
"""Files in one statement: SQLite takes 32,766 values."""


def restored() -> str:
    """Begin a new incarnation and epoch; returns the incarnation.

    The node above sends again what followed the copy, nodes below offer what they had brought
    since, phones load everything again and offer what they still have. Nothing that was made
    since the copy is overwritten, because this node numbers in an epoch of its own.
    """
    life = secrets.token_hex(8)
    with write_transaction() as session:
        log_store(session).new_incarnation(life, clock.now_ms())
    return life


def missing_files() -> int:
    """Let everything come again that the database names and the data folder lacks, as after a copy
    without it: files of courses, of which it returns how many are missing, and people's files that
    the node above has; the exchange looks which of those are."""
    session, store = db.session(), course_store()
    whole = select(ContentManifest.sha256).where(ContentManifest.complete)
    named = set(session.scalars(whole))
    inside = select(ContentFile.sha256).where(ContentFile.manifest.in_(whole)).distinct()
    named |= set(session.scalars(inside))
    session.rollback()
    missing = [sha256 for sha256 in named if not store.has(sha256)]
    with write_transaction() as writing:
        for some in chunks(missing, _AT_ONCE):
            damaged(writing, some)
        log_store(writing).set_state(FILES_LOST, "look")
    return len(missing)
