"""What waits for the link, by class of data, counted from what is really here and lacking."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import BlobMissing
from server.classroom.models import SubmissionFile
from server.files import references
from server.library.index import current_manifests
from server.library.models import ContentFile
from server.library.stores import course_store, personal_store
from server.operations.port import log_store
from server.upstream.rationing import cargo_of
from server.upstream.windows import Cargo
from sync.storage.peers import DEFERRED
from sync.storage.port import UPSTREAM
from sync.storage.tables import waiting

FILES_COUNTED: Final = 10_000
"""Files of each kind are counted up to this number."""

Share = dict[str, int]


def by_class(session: Session) -> dict[str, Share]:
    """Cargo → {"count", "bytes"}, both ways together; records and their bytes before packing.

    A file whose size nobody has told yet (its description is still above) counts without bytes.
    """
    store = log_store(session)
    up = store.waiting(UPSTREAM)
    shares = {cargo.value: {"count": 0, "bytes": 0} for cargo in Cargo}
    shares[Cargo.RECORDS] = {"count": up.operations, "bytes": up.bytes}
    _count_up(shares[Cargo.FILES], store.blobs_wanted(UPSTREAM, FILES_COUNTED))
    _count_down(session, shares[Cargo.FILES], store.node)
    _count_courses(session, shares)
    return shares


def refused(session: Session) -> int:
    """Operations that the node above would not take; they wait until it covers more."""
    query = select(func.count()).select_from(waiting)
    query = query.where(waiting.c.peer == UPSTREAM, waiting.c.priority == DEFERRED)
    return session.scalar(query) or 0


def bytes_of(shares: Mapping[str, Any]) -> dict[Cargo, int]:
    """The bytes alone, as estimates take them."""
    return {cargo: shares[cargo]["bytes"] for cargo in Cargo}


def _count_up(share: Share, sha256s: Iterable[str]) -> None:
    store = personal_store()
    for sha256 in sha256s:
        share["count"] += 1
        try:
            share["bytes"] += store.size(sha256)
        except BlobMissing:
            continue  # still on a phone


def _count_down(session: Session, share: Share, node: str) -> None:
    """People's files of work that was made above."""
    store = personal_store()
    made = (one.sha256 for one in references.made_elsewhere(session, node))
    lacking = list(islice((sha for sha in made if not store.has(sha)), FILES_COUNTED))
    share["count"] += len(lacking)
    query = select(SubmissionFile.sha256, func.max(SubmissionFile.size)).where(
        SubmissionFile.sha256.in_(lacking)
    )
    sizes = {row[0]: row[1] for row in session.execute(query.group_by(SubmissionFile.sha256))}
    share["bytes"] += sum(sizes.values())


def _count_courses(session: Session, shares: dict[str, Share]) -> None:
    store = course_store()
    unfinished = [row for row in current_manifests(session) if not row.complete and not row.broken]
    shares[Cargo.TEXT]["count"] += sum(not row.indexed for row in unfinished)
    named = [row.sha256 for row in unfinished if row.indexed]
    query = select(ContentFile.sha256, func.max(ContentFile.size)).where(
        ContentFile.manifest.in_(named)
    )
    sizes = {row[0]: row[1] for row in session.execute(query.group_by(ContentFile.sha256))}
    for sha256, size in islice(sizes.items(), FILES_COUNTED):
        if not store.has(sha256):
            share = shares[cargo_of(sizes, sha256)]
            share["count"] += 1
            share["bytes"] += size
