"""Which packs a stick takes along, from what the school said that it has."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.editions import Manifest
from content.errors import ContentError
from server.delivery.models import EditionOffer, OfferedBlob
from server.delivery.offering import offers_of
from server.library.models import Course


@dataclass(slots=True)
class Taken:
    """Offered blobs that go along, and the descriptions that a pack among them brings."""

    blobs: list[str] = field(default_factory=list)
    brought: set[str] = field(default_factory=set)


def offered_for(
    session: Session,
    store: BlobStore,
    schools: Collection[str],
    *,
    whole: Collection[str],
    begun: Collection[str],
    lacking: Collection[str],
) -> Taken:
    """What was asked for by name; and of each present edition of these schools that is not here
    yet the smallest pack from an edition that is, else its manifest."""
    named = select(OfferedBlob.sha256).where(OfferedBlob.sha256.in_(lacking))
    taken = Taken(sorted(set(session.scalars(named))))
    present = (
        select(EditionOffer)
        .join(Course, (Course.id == EditionOffer.course) & (Course.edition == EditionOffer.edition))
        .where(or_(Course.school.is_(None), Course.school.in_(list(schools))))
        .order_by(EditionOffer.course)
    )
    for offer in session.scalars(present):
        wanted = _descriptions(store, offer.manifest)
        if not wanted or wanted <= set(whole):
            continue
        held = {
            row.manifest
            for row in offers_of(session, offer.course)
            if row.manifest != offer.manifest
            and (known := _descriptions(store, row.manifest))
            and known <= set(whole)
        }
        packs = [(pack["bytes"], pack["sha256"]) for pack in offer.packs if pack["base"] in held]
        if packs and wanted.isdisjoint(begun):
            taken.blobs.append(min(packs)[1])
            taken.brought |= wanted
        else:
            taken.blobs.append(offer.manifest)
    taken.blobs = list(dict.fromkeys(taken.blobs))
    return taken


def _descriptions(store: BlobStore, manifest: str) -> set[str]:
    try:
        return set(Manifest.read(store.read(manifest)).descriptions)
    except ContentError:
        return set()
