"""The index of course content: what the editions name, what of it is here, what is lacking."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.description import Description
from content.errors import BlobMissing, DescriptionInvalid
from server.changes.feed import touch
from server.db import db, write_transaction
from server.delivery.models import OfferedBlob
from server.delivery.switching import switch
from server.library import limits
from server.library.models import ContentFile, ContentManifest, Course, Item
from server.library.scopes import course_scope
from server.rows import ready, rows_of, table_of
from sync.storage.port import Touch

# Asked for each file of each lesson, so the statement is made once.
_PUBLIC: Final = select(
    or_(
        exists().where(table_of(ContentManifest).c.sha256 == bindparam("sha256")),
        exists().where(table_of(ContentFile).c.sha256 == bindparam("sha256")),
        exists().where(table_of(OfferedBlob).c.sha256 == bindparam("sha256")),
    )
)


def expect(session: Session, manifests: Iterable[str]) -> None:
    """Note that an edition names these descriptions; no file is looked at here."""
    wanted = set(manifests)
    known = select(ContentManifest.sha256).where(ContentManifest.sha256.in_(wanted))
    for sha256 in sorted(wanted - set(session.scalars(known))):
        session.add(ContentManifest(sha256=sha256, indexed=False, complete=False, broken=False))
    session.flush()


def is_public(session: Session, sha256: str) -> bool:
    """Whether this is a description that an edition names, a file of one, or what an offer names:
    its manifest or a pack."""
    return bool(ready(session).scalar(_PUBLIC, {"sha256": sha256}))


def complete_manifests(session: Session, manifests: Iterable[str]) -> frozenset[str]:
    """Which of these descriptions are on this node with all their files."""
    rows = rows_of(session, ContentManifest, set(manifests), by="sha256")
    return frozenset(row.sha256 for row in rows if row.complete)


def current_manifests(session: Session) -> list[ContentManifest]:
    """Descriptions of current editions, the latest edition's first."""
    query = (
        select(ContentManifest)
        .join(Item, Item.manifest == ContentManifest.sha256)
        .join(Course, Course.id == Item.course)
        .order_by(Course.published_ms.desc(), Course.id, Item.lesson, Item.position)
    )
    return list(dict.fromkeys(session.scalars(query)))


def refresh(store: BlobStore) -> int:
    """Index descriptions that have come and find lessons that are whole now; returns how many
    descriptions changed. Files are read before the transaction begins."""
    session = db.session()
    query = select(ContentManifest).where(
        ContentManifest.complete.is_(False), ContentManifest.broken.is_(False)
    )
    indexed: dict[str, Description | None] = {}
    whole: list[str] = []
    for row in session.scalars(query):
        if not row.indexed and len(indexed) < limits.INDEX_BATCH and store.has(row.sha256):
            described = indexed[row.sha256] = _describe(store, row.sha256)
            if described and all(store.has(file.sha256) for file in described.files.values()):
                whole.append(row.sha256)
        elif row.indexed and all(store.has(sha) for sha in files_of(session, row.sha256)):
            whole.append(row.sha256)
    if not indexed and not whole:
        return 0
    with write_transaction() as writing:
        for sha256, description in indexed.items():
            _index(writing, sha256, description)
        _finish(writing, whole)
    return len(indexed.keys() | set(whole))


def damaged(session: Session, sha256s: Iterable[str]) -> None:
    """These blobs are gone or were dropped as damaged: their lessons are no longer complete."""
    shas = set(sha256s)
    inside = select(ContentFile.manifest).where(ContentFile.sha256.in_(shas))
    hit = shas | set(session.scalars(inside))
    for row in session.scalars(select(ContentManifest).where(ContentManifest.sha256.in_(hit))):
        row.complete = False
        row.indexed = row.indexed and row.sha256 not in shas
        row.broken = False
    session.flush()
    touch(session, _touches(session, hit))


def _describe(store: BlobStore, sha256: str) -> Description | None:
    try:
        if store.size(sha256) > limits.MANIFEST_BYTES_MAX:
            return None
        return Description.from_bytes(store.read(sha256))
    except (DescriptionInvalid, BlobMissing):
        return None


def _index(session: Session, sha256: str, description: Description | None) -> None:
    row = session.get(ContentManifest, sha256)
    if row is None or row.indexed:
        return
    if description is None:
        row.broken = True
        return
    row.indexed = True
    sizes = {file.sha256: file.size for file in description.files.values()}
    known = set(files_of(session, sha256))
    for sha, size in sorted(sizes.items()):
        if sha not in known:
            session.add(ContentFile(manifest=sha256, sha256=sha, size=size))
    session.flush()


def _finish(session: Session, manifests: Iterable[str]) -> None:
    done = []
    for sha256 in manifests:
        row = session.get(ContentManifest, sha256)
        if row is not None and row.indexed and not row.complete:
            row.complete = True
            done.append(sha256)
    session.flush()
    touches = _touches(session, done)
    switch(session, [one.record for one in touches])
    touch(session, touches)


def _touches(session: Session, manifests: Iterable[str]) -> list[Touch]:
    query = (
        select(Course.id, Course.school)
        .join(Item, Item.course == Course.id)
        .where(Item.manifest.in_(set(manifests)))
        .distinct()
    )
    return [
        Touch(course_scope(school), "course", course) for course, school in session.execute(query)
    ]


def files_of(session: Session, manifest: str) -> list[str]:
    """The files that an indexed description names, small ones first."""
    query = select(ContentFile.sha256).where(ContentFile.manifest == manifest)
    return list(session.scalars(query.order_by(ContentFile.size, ContentFile.sha256)))
