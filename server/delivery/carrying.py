"""Which course files a stick takes along, from what the school said that it has and lacks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.editions import Manifest
from content.errors import ContentError
from server.delivery.models import EditionOffer, OfferedBlob
from server.delivery.offering import offers_of
from server.library.models import ContentFile, Course, Item
from server.rows import rows_of


@dataclass(slots=True)
class Taken:
    """Manifests and packs that go along, and the descriptions that a pack among them brings."""

    blobs: list[str] = field(default_factory=list)
    brought: set[str] = field(default_factory=set)


def asked_for(session: Session, schools: Collection[str], lacking: Sequence[str]) -> list[str]:
    """What was asked for by name, in the order of the asking: files of national courses and of
    those of these schools, manifests and packs."""
    query = (
        select(Item.manifest)
        .join(Course, Course.id == Item.course)
        .where(or_(Course.school.is_(None), Course.school.in_(schools)))
    )
    descriptions = set(session.scalars(query))
    found = descriptions | {
        row.sha256 for row in rows_of(session, OfferedBlob, lacking, by="sha256")
    }
    files = rows_of(session, ContentFile, lacking, by="sha256")
    found |= {row.sha256 for row in files if row.manifest in descriptions}
    return [sha256 for sha256 in lacking if sha256 in found]


def offered_for(
    session: Session,
    store: BlobStore,
    courses: Sequence[str],
    *,
    whole: Collection[str],
    begun: Collection[str],
) -> Taken:
    """Of the present edition of each of these courses that is not here yet the smallest pack from
    an edition that is, else its manifest."""
    taken = Taken()
    present = select(EditionOffer).join(
        Course, (Course.id == EditionOffer.course) & (Course.edition == EditionOffer.edition)
    )
    place = {course: n for n, course in enumerate(courses)}
    offers = [one for one in session.scalars(present) if one.course in place]
    for offer in sorted(offers, key=lambda one: place[one.course]):
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
