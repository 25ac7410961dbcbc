"""What has come of an edition: packs unpacked, and the last check before phones are switched."""

import hashlib
import logging
from functools import lru_cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.delta import Pack
from content.editions import Manifest, PackOffer
from content.errors import BlobMissing, ContentError, PackRefused
from server import clock
from server.changes.feed import touch
from server.db import db, write_transaction
from server.delivery.mending import set_aside
from server.delivery.models import DeliveryProgress, EditionOffer
from server.delivery.offering import offer_for, offers_of, trusted
from server.delivery.switching import manifests_of, switch
from server.library.index import damaged
from server.library.models import ContentManifest, Course
from server.library.scopes import course_scope
from sync.storage.port import Touch

log = logging.getLogger(__name__)

APPLIED: Final = "applied"
_MANIFESTS_KEPT: Final = 64


def holds(session: Session, store: BlobStore, offer: EditionOffer) -> bool:
    """Whether all of the offered edition is here."""
    if not store.has(offer.manifest):
        return False
    try:
        descriptions = _manifest(store.read(offer.manifest)).descriptions
    except ContentError:
        return False
    complete = select(ContentManifest.sha256).where(
        ContentManifest.complete, ContentManifest.sha256.in_(descriptions)
    )
    return set(session.scalars(complete)) == set(descriptions)


def unpack(session: Session, store: BlobStore, course: str, offered: PackOffer) -> None:
    """Put the new edition's texts and changed files into the store, together, each verified.

    Raises PackRefused, EditionInvalid, BlobMissing and DiskFull; then nothing has been put.
    """
    offers = {offer.manifest for offer in offers_of(session, course)}
    pack = Pack.read(store.read(offered.sha256))
    if pack.base != offered.base or pack.target not in offers:
        raise PackRefused("pack-damaged", "editions")
    own = store.read(pack.base)
    old = Manifest.read(own).tree(own, store.read)
    texts = pack.texts(old.texts)
    manifest = texts[pack.target]

    def text(sha256: str) -> bytes | None:
        return texts[sha256] if sha256 in texts else _text(store, sha256)

    new = Manifest.read(manifest).tree(manifest, text)
    store.require_room(sum(map(len, new.texts)) + offered.whole)
    session.rollback()  # no snapshot is held while files are written
    with store.batch() as batch:
        for data in new.texts:
            batch.put_chunks((data,))
        for sha256, data in pack.files(old.files, new.files, store.read):
            put, _ = batch.put_chunks((data,))
            if put != sha256:
                raise PackRefused("pack-damaged", sha256)


def spoilt(store: BlobStore, error: ContentError) -> bool:
    """Whether the pack failed for a damaged or lost file of the base: that is set aside to come
    again, and the pack stays good."""
    if error.code not in {"pack-base-damaged", "blob-missing"}:
        return False
    set_aside(store, error.subject)
    with write_transaction() as session:
        damaged(session, [error.subject])
    return True


def verify(store: BlobStore, course: str) -> bool:
    """The last check of an offered edition that is all here: signature, manifest, and that the
    manifest names what the course names. Then phones are switched to it, in one transaction."""
    session = db.session()
    row = session.get(Course, course)
    offer = None if row is None else offer_for(session, course, row.edition)
    if row is None or offer is None:
        return False
    progress = session.get(DeliveryProgress, (course, row.edition))
    if progress is not None and progress.verified_ms is not None:
        return False
    if not trusted(session, offer) or not holds(session, store, offer):
        return False
    data = store.read(offer.manifest)
    manifest = _manifest(data)
    same = (
        hashlib.sha256(data).hexdigest() == offer.manifest
        and (manifest.course, manifest.edition) == (course, row.edition)
        and manifest.descriptions == manifests_of(session, course)
    )
    if not same:
        log.error("a manifest is not its course's", extra={"course": course})
        return False
    edition, scope, now = row.edition, course_scope(row.school), clock.now_ms()
    with write_transaction() as writing:
        noted = writing.get(DeliveryProgress, (course, edition))
        if noted is None:
            noted = DeliveryProgress(course=course, edition=edition, requested_ms=now)
            writing.add(noted)
        noted.received_ms = noted.received_ms or now
        noted.verified_ms = now
        writing.flush()
        if switch(writing, [course]):
            touch(writing, [Touch(scope, "course", course)])
    return True


def _text(store: BlobStore, sha256: str) -> bytes | None:
    try:
        return store.read(sha256)
    except BlobMissing:
        return None


@lru_cache(maxsize=_MANIFESTS_KEPT)
def _manifest(data: bytes) -> Manifest:
    return Manifest.read(data)
