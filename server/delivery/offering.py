"""Offers as rows and as what they say, signed here and checked there."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.editions import Offer, PackOffer
from server.bundles import keys
from server.delivery.models import EditionOffer
from server.identity import config
from server.operations.port import log_store
from server.trust.believing import revoked, signed_by


def offer_of(row: EditionOffer) -> Offer:
    """What the row says."""
    packs = (
        PackOffer(pack["base"], pack["sha256"], pack["bytes"], pack["whole"]) for pack in row.packs
    )
    return Offer(row.course, row.edition, row.school, row.manifest, row.ranges, tuple(packs))


def sign(home: Path, offer: Offer) -> str:
    """This node's signature, in hex."""
    return keys.private_key(home).sign(offer.message()).hex()


def trusted(session: Session, row: EditionOffer) -> bool:
    """Whether the node that the offer names has signed it, and is one that this node knows."""
    message, signature = offer_of(row).message(), bytes.fromhex(row.signature)
    if row.signer == log_store(session).node:
        # What was signed with a key that is lost has to be signed anew, whoever still vouches.
        return keys.verified(keys.public_key(config().home), message, signature)
    return not revoked(session, row.signer) and signed_by(session, row.signer, message, signature)


def offers_of(session: Session, course: str) -> list[EditionOffer]:
    """All offers for the editions of a course, the latest first."""
    query = select(EditionOffer).where(EditionOffer.course == course)
    return list(session.scalars(query.order_by(EditionOffer.edition.desc())))


def offer_for(session: Session, course: str, edition: int) -> EditionOffer | None:
    """The offer of one edition."""
    query = select(EditionOffer).where(
        EditionOffer.course == course, EditionOffer.edition == edition
    )
    return session.scalars(query).first()
