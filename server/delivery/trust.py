"""Editions that are not shown because this node does not trust their signature."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.delivery.models import CourseShown, EditionOffer
from server.delivery.offering import trusted
from server.library.models import Course
from server.operations.port import log_store
from server.trust.believing import hands

SIGNER_UNKNOWN: Final = "signer-unknown"
NOT_ITS_SIGNATURE: Final = "not-its-signature"


def untrusted(session: Session) -> list[dict[str, Any]]:
    """Present editions that phones are not shown for want of trust, as JSON values.

    `reason` says which: this node has no key of the publisher, or has another than the one that
    signed (the publisher was put back with a new key, or somebody else has signed).
    """
    query = (
        select(Course, EditionOffer)
        .join(
            EditionOffer,
            (EditionOffer.course == Course.id) & (EditionOffer.edition == Course.edition),
        )
        .outerjoin(CourseShown, CourseShown.course == Course.id)
        .where((CourseShown.op.is_(None)) | (CourseShown.op != Course.op))
        .order_by(Course.id)
    )
    return [
        {
            "course": course.id,
            "title": course.title,
            "edition": course.edition,
            "signer": offer.signer,
            "reason": _reason(session, offer.signer),
        }
        for course, offer in session.execute(query)
        if not trusted(session, offer)
    ]


def _reason(session: Session, signer: str) -> str:
    known = signer == log_store(session).node or bool(hands(session, signer))
    return NOT_ITS_SIGNATURE if known else SIGNER_UNKNOWN
