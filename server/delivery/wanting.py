"""The school's side: what of the courses is lacking, most wanted first, by the cheapest way.

For an edition that is offered: a pack, or a chain of packs, from an edition that is all here; else
its manifest, descriptions and files one by one. A pack that has come is unpacked at once: every
file is verified before the first of them has its name in the store. Nothing here is seen by phones
until `server.delivery.switching` switches.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.editions import Offer, PackOffer, cheapest
from content.errors import ContentError, DiskFull
from server import clock
from server.audience.reaching import withheld
from server.db import db, write_transaction
from server.delivery import arriving, limits
from server.delivery.mending import mend, waiting
from server.delivery.models import CourseShown, DeliveryProgress, EditionOffer, PackOutcome
from server.delivery.offering import offer_of, offers_of, trusted
from server.delivery.ordering import in_order, kept_for
from server.delivery.switching import manifests_of
from server.identity import config, node_id
from server.library.index import files_of, refresh
from server.library.limits import MISSING_PAGE
from server.library.models import ContentFile, ContentManifest, Course, Edition
from server.people.models import School
from server.releases import choosing as releases
from server.rows import rows_of

log = logging.getLogger(__name__)

_CHAIN: Final = 8
"""Packs unpacked in one look: a longer chain goes on with the next."""


def missing_content(store: BlobStore, limit: int = MISSING_PAGE) -> list[str]:
    """Hashes of course blobs that this node lacks, in the order in which it wants them.

    What has come meanwhile is taken up first, in write transactions of its own; call this outside
    a transaction that must not end. Empty while the disk is full.
    """
    if not settle(store):
        return []
    session = db.session()
    mending = waiting(session, store)
    found = dict.fromkeys([*mending.values(), *islice(_lacking(session, store), limit)])
    return [sha256 for sha256 in found if sha256 not in mending][:limit]


def settle(store: BlobStore) -> bool:
    """Take up what has come: index descriptions, unpack packs, verify, switch. False when the
    disk has no room for that; it goes on when there is."""
    try:
        mend(store)
        refresh(store)
        for course in _behind(db.session()):
            for _ in range(_CHAIN):
                if not _unpack_next(store, course):
                    break
            refresh(store)
            arriving.verify(store, course)
    except DiskFull as error:
        log.warning("no room for courses", extra=dict(error.details))
        return False
    return store.free_bytes() > 0


def _behind(session: Session) -> list[str]:
    """Courses for a school of this node whose present edition is not what phones see, wanted ones
    first."""
    query = (
        select(Course.id)
        .outerjoin(CourseShown, CourseShown.course == Course.id)
        .where((CourseShown.op.is_(None)) | (CourseShown.op != Course.op))
    )
    behind = list(session.scalars(query.order_by(Course.id)))
    schools = session.scalars(select(School.id)).all()
    others = withheld(session, behind, schools)
    return in_order(session, [course for course in behind if course not in others], schools)


def _lacking(session: Session, store: BlobStore) -> Iterator[str]:
    yield from _damage(session, store)
    yield from releases.lacking(session, store)
    for course in _behind(session):
        way = _way(session, store, course)
        if way.waits:
            continue
        _requested(course)
        if way.pack is not None:
            yield way.pack.sha256
            continue
        if way.offer is not None and not store.has(way.offer.manifest):
            yield way.offer.manifest
        yield from _whole(session, store, manifests_of(session, course))


def _damage(session: Session, store: BlobStore) -> Iterator[str]:
    """What phones see already and is not all here any more."""
    kept = kept_for(session, session.scalars(select(School.id)).all())
    for row in session.scalars(select(CourseShown).order_by(CourseShown.course)):
        if row.course not in kept:
            continue
        wanted = [item["manifest"] for one in row.document["lessons"] for item in one["items"]]
        found = rows_of(session, ContentManifest, wanted, by="sha256")
        broken = [one.sha256 for one in found if not one.complete]
        yield from _whole(session, store, broken)


def _whole(session: Session, store: BlobStore, manifests: Sequence[str]) -> Iterator[str]:
    """Descriptions first, then files, small ones first."""
    rows = {row.sha256: row for row in rows_of(session, ContentManifest, manifests, by="sha256")}
    waiting = [rows[sha] for sha in manifests if sha in rows and not rows[sha].complete]
    yield from (row.sha256 for row in waiting if not row.indexed and not row.broken)
    for row in waiting:
        if row.indexed:
            yield from (sha for sha in files_of(session, row.sha256) if not store.has(sha))


@dataclass(frozen=True, slots=True)
class _Way:
    """How the present edition of a course comes: the next pack, or (None) whole files.

    `waits`: not at all yet, since its offer should follow.
    """

    offer: EditionOffer | None = None
    pack: PackOffer | None = None
    waits: bool = False


def _way(session: Session, store: BlobStore, course: str) -> _Way:
    row = session.get(Course, course)
    offers = offers_of(session, course)
    offer = next((one for one in offers if row and one.edition == row.edition), None)
    if row is None or offer is None:
        return _Way(waits=row is not None and bool(offers) and _offer_may_follow(session, row))
    if not trusted(session, offer):
        log.error("an edition is not signed by its publisher", extra={"course": course})
        return _Way(offer, waits=True)
    spent = {one.sha256 for one in session.scalars(select(PackOutcome))}
    known = [_without(offer_of(one), spent) for one in offers if trusted(session, one)]
    held = [one.manifest for one in offers if arriving.holds(session, store, one)]
    chain = cheapest(known, held, offer.manifest)
    if not chain or sum(pack.bytes for pack in chain) >= _weight(session, store, course):
        return _Way(offer)
    return _Way(offer, chain[0])


def _without(offer: Offer, spent: set[str]) -> Offer:
    packs = tuple(pack for pack in offer.packs if pack.sha256 not in spent)
    return Offer(offer.course, offer.edition, offer.school, offer.manifest, offer.ranges, packs)


def _weight(session: Session, store: BlobStore, course: str) -> int:
    """Bytes still lacking as whole files, as far as descriptions are here; a description that is
    not weighs more than any pack."""
    total = 0
    for row in rows_of(session, ContentManifest, manifests_of(session, course), by="sha256"):
        if row.complete:
            continue
        if not row.indexed:
            return limits.UNKNOWN_WEIGHT_BYTES
        files = select(ContentFile.sha256, ContentFile.size).where(
            ContentFile.manifest == row.sha256
        )
        total += sum(size for sha, size in session.execute(files) if not store.has(sha))
    return total


def _offer_may_follow(session: Session, course: Course) -> bool:
    """The hub makes offers for this course: it is asked for in a while if none comes."""
    if session.get(CourseShown, course.id) is None:
        return False
    edition = session.get(Edition, course.op)
    if edition is None or edition.judge == node_id():
        return False
    row = session.get(DeliveryProgress, (course.id, course.edition))
    if row is None:
        _requested(course.id)
        return True
    since = row.requested_ms or 0
    return 0 <= clock.now_ms() - since < limits.OFFER_PATIENCE_MS


def _requested(course: str) -> None:
    """Note once that this node asks for the present edition."""
    session = db.session()
    row = session.get(Course, course)
    if row is None or session.get(DeliveryProgress, (course, row.edition)) is not None:
        return
    with write_transaction() as writing:
        writing.merge(
            DeliveryProgress(course=course, edition=row.edition, requested_ms=clock.now_ms())
        )


def _unpack_next(store: BlobStore, course: str) -> bool:
    """Unpack the next pack on the way, if it has come; whether there may be another."""
    session = db.session()
    pack = _way(session, store, course).pack
    if pack is None or not store.has(pack.sha256):
        return False
    try:
        arriving.unpack(session, store, course, pack)
        outcome = arriving.APPLIED
    except DiskFull:
        raise
    except ContentError as error:
        log.warning("a pack was not taken", extra={"pack": pack.sha256, "why": str(error)})
        outcome = error.code
        if arriving.spoilt(store, error):
            return True
    with write_transaction() as writing:
        writing.merge(PackOutcome(sha256=pack.sha256, outcome=outcome, at_ms=clock.now_ms()))
    if outcome != arriving.APPLIED or config().role != "relay":
        store.delete(pack.sha256)  # a relay's satellites come from the same edition, and fetch it
    return True
