"""The publishing side: manifest, ranges and packs of a new edition, made before it is announced.

All of it is stored as course blobs, so any web server may hand it out. Making packs takes a minute
at most and happens outside transactions; the offer is committed together with the edition, so that
no school hears of an edition without the cheap way to it.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.delta_making import Tree, make
from content.description import Description
from content.editions import EditionItem, Manifest, Offer, PackOffer, RangesBlob
from content.errors import ContentError
from content.ranges import FileRanges, RangeList, worth_listing
from server.db import db, write_transaction
from server.delivery import limits
from server.delivery.models import EditionOffer
from server.delivery.offering import offer_for, offers_of, sign, trusted
from server.delivery.operations import EDITION_OFFER
from server.delivery.records import offer_record
from server.identity import config, node_id
from server.library.models import Course, Edition
from server.library.statement import course_fields
from server.library.stores import course_store
from server.operations.local import submit

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told (packs done, packs in all)."""


def offer_edition(
    course: str,
    edition: int,
    school: str | None,
    lessons: Sequence[Mapping[str, Any]],
    progress: Progress | None = None,
) -> Offer:
    """Make and store all that leads to an edition, and return the offer, not yet submitted.

    `lessons` as `course.publish` states them. Raises BlobMissing when a file is not here.
    """
    store = course_store()
    former = _former(course, edition)
    items = tuple(
        EditionItem(lesson["id"], item["id"], item["manifest"])
        for lesson in lessons
        for item in lesson["items"]
    )
    ranges = _ranges(store, items, _range_list(store, former))
    manifest = Manifest(course, edition, items, ranges)
    own = manifest.canonical()
    store.put(own)
    tree = manifest.tree(own, store.read)
    packs = []
    bases = former[: limits.PACK_BASES]
    for at, row in enumerate(bases):
        pack = _pack(store, row, tree)
        packs += [pack] if pack else []
        if progress is not None:
            progress(at + 1, len(bases))
    db.session.rollback()
    return _offer(manifest, school, tuple(packs))


def complete(course: str) -> None:
    """Store what a cut left out: manifests of offers of ours, and offers of editions of ours; and
    sign anew what was signed with a key that this node has lost.

    Everything follows from the records, so doing it again gives the same bytes.
    """
    session = db.session()
    row = session.get(Course, course)
    if row is None:
        return
    offer = offer_for(session, course, row.edition)
    if offer is not None and not _lapsed(session, offer):
        return
    signed = offer is not None and trusted(session, offer)
    try:
        lessons = course_fields(course)["lessons"]
        made = offer_edition(course, row.edition, row.school, lessons)
    except ContentError:
        log.info("an edition is not all here to be offered", extra={"course": course})
        return
    if offer is None or not signed:
        with write_transaction():
            submit_offer(made)


def unoffered() -> list[str]:
    """Courses of ours whose present edition was published here and is not offered, whose offer's
    manifest is not stored, or whose offer was signed with a key that is lost."""
    session = db.session()
    own = node_id()
    query = (
        select(Course.id, EditionOffer)
        .join(Edition, Edition.op == Course.op)
        .outerjoin(
            EditionOffer,
            (EditionOffer.course == Course.id) & (EditionOffer.edition == Course.edition),
        )
        .where(Edition.judge == own)
        .order_by(Course.id)
    )
    return [
        course
        for course, offer in session.execute(query)
        if offer is None or _lapsed(session, offer)
    ]


def _lapsed(session: Session, offer: EditionOffer) -> bool:
    """Whether an offer of ours cannot be followed: its manifest or the key behind it is gone."""
    if offer.signer != node_id():
        return False
    return not course_store().has(offer.manifest) or not trusted(session, offer)


def _offer(manifest: Manifest, school: str | None, packs: tuple[PackOffer, ...]) -> Offer:
    name = hashlib.sha256(manifest.canonical()).hexdigest()
    ranges = manifest.ranges.sha256 if manifest.ranges else None
    return Offer(manifest.course, manifest.edition, school, name, ranges, packs)


def submit_offer(offer: Offer) -> None:
    """Announce it, signed; joins an open write transaction."""
    submit(
        EDITION_OFFER,
        offer_record(offer.course, offer.edition),
        {
            "course": offer.course,
            "edition": offer.edition,
            "school": offer.school,
            "manifest": offer.manifest,
            "ranges": offer.ranges,
            "packs": [
                {"base": one.base, "sha256": one.sha256, "bytes": one.bytes, "whole": one.whole}
                for one in offer.packs
            ],
            "signer": node_id(),
            "signature": sign(config().home, offer),
        },
    )


def _former(course: str, edition: int) -> list[EditionOffer]:
    """Offers of the editions before this one, the latest first."""
    return [row for row in offers_of(db.session(), course) if row.edition < edition]


def _range_list(store: BlobStore, former: Sequence[EditionOffer]) -> RangeList | None:
    for row in former:
        if row.ranges is not None and store.has(row.ranges):
            return RangeList.read(store.read(row.ranges))
    return None


def _ranges(
    store: BlobStore, items: Sequence[EditionItem], former: RangeList | None
) -> RangesBlob | None:
    """The stored list of the larger files' ranges; files that were listed before are not read."""
    sizes: dict[str, int] = {}
    for sha256 in dict.fromkeys(one.description for one in items):
        described = Description.from_bytes(store.read(sha256))
        sizes |= {file.sha256: file.size for file in described.files.values()}
    known = former.files if former else {}
    listed = {
        sha256: known[sha256] if sha256 in known else _ranges_of(store, sha256)
        for sha256 in worth_listing(sizes.items())
    }
    return RangesBlob(*store.put(RangeList(listed).pack())) if listed else None


def _ranges_of(store: BlobStore, sha256: str) -> FileRanges:
    with store.open(sha256) as stream:
        return FileRanges.of(stream)


def _pack(store: BlobStore, base: EditionOffer, new: Tree) -> PackOffer | None:
    """The pack from one former edition; None when its files are not here or nothing is spared."""
    if base.manifest == new.manifest:
        return None
    try:
        own = store.read(base.manifest)
        old = Manifest.read(own).tree(own, store.read)
        made = make(old, new, store.read)
    except ContentError as error:
        told = {"base": base.manifest, "why": str(error)}
        log.warning("no pack from a former edition", extra=told)
        return None
    if made is None:
        return None
    sha256, size = store.put(made.data)
    return PackOffer(base.manifest, sha256, size, made.whole)
