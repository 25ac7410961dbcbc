"""Reading every course blob again: what is damaged or missing on this node's disk."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from content.blobs import BlobStore
from content.errors import BlobMissing
from server.db import db, write_transaction
from server.delivery.mending import set_aside
from server.delivery.tidying import needed
from server.identity import config
from server.library.index import damaged, refresh
from server.library.models import ContentFile, ContentManifest


@dataclass(slots=True)
class Verified:
    """How many blobs were read, and the hashes of those that are damaged or missing."""

    checked: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def verify(
    store: BlobStore,
    *,
    drop_damaged: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Verified:
    """Check every blob that an edition names against its hash.

    With `drop_damaged` a damaged one is set aside, so that the next exchange fetches its damaged
    ranges again, or all of it.
    """
    refresh(store)
    session = db.session()
    names = set(session.scalars(select(ContentManifest.sha256)))
    names |= set(session.scalars(select(ContentFile.sha256)))
    if config().role != "hub":
        # What is named by older editions alone may have been removed on purpose.
        wanted = needed(session, store)
        names = {sha256 for sha256 in names if sha256 in wanted or store.has(sha256)}
    session.rollback()
    found = Verified()
    for sha256 in sorted(names):
        try:
            if not store.verify(sha256):
                found.damaged.append(sha256)
        except BlobMissing:
            found.missing.append(sha256)
        found.checked += 1
        if progress is not None:
            progress(found.checked, len(names))
    if drop_damaged:
        for sha256 in found.damaged:
            set_aside(store, sha256)
    gone = [*found.missing, *(found.damaged if drop_damaged else ())]
    if gone:
        with write_transaction() as writing:
            damaged(writing, gone)
    return found
