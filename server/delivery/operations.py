"""Offers of editions, the ledger of deliveries, and what a school wants to keep."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.delivery.models import CourseHold, DeliveryLine, EditionOffer, OfferedBlob
from server.delivery.records import hold_record, line_record, offer_record
from server.delivery.schemas import DeliveryNoteSchema, EditionOfferSchema, HoldSetSchema
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch, nobody
from server.people import grants
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED

EDITION_OFFER: Final = "edition.offer"
DELIVERY_NOTE: Final = "delivery.note"
HOLD_SET: Final = "hold.set"
_KEEPERS: Final = grants.TEACHING | grants.LEADING
MOMENTS: Final = ("requested_at", "received_at", "verified_at", "opened_at")


def may_hold(_session: Session, author: Author, op: Operation) -> Refusal | None:
    """Teachers and leaders of a school decide what its server keeps."""
    school = op.fields.get("school")
    if op.record != hold_record(str(school), str(op.fields.get("course"))):
        return Refusal("record-not-own")
    if not isinstance(school, str) or not grants.holds(author.roles, _KEEPERS, school):
        return Refusal("not-a-teacher-of-the-school")
    return None


def project_offer(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """edition.offer → the offer, and the blobs that it makes public.

    Only what a hub stands behind counts: otherwise a school could name any file of the hub's.
    """
    record = entry.op.record
    winner = state.winner
    session.execute(delete(OfferedBlob).where(OfferedBlob.record == record))
    if view is None or winner is None or winner.rank < CONFIRMED:
        return []
    if record != offer_record(view["course"], view["edition"]):
        return []
    session.merge(
        EditionOffer(
            record=record,
            course=view["course"],
            edition=view["edition"],
            school=view["school"],
            manifest=view["manifest"],
            ranges=view.get("ranges"),
            packs=[dict(pack) for pack in view["packs"]],
            signer=view["signer"],
            signature=view["signature"],
        )
    )
    names = {view["manifest"], view.get("ranges") or view["manifest"]}
    names |= {pack["sha256"] for pack in view["packs"]}
    session.add_all(OfferedBlob(sha256=sha256, record=record) for sha256 in sorted(names))
    return []


def project_note(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """delivery.note → a line of the ledger, as the school's present box tells it."""
    record = entry.op.record
    if view is None or record != line_record(view["school"], view["course"], view["edition"]):
        return []
    told = by_present_box(state)
    moments = {name: told.get(name) for name in MOMENTS}
    session.merge(
        DeliveryLine(
            record=record,
            school=view["school"],
            course=view["course"],
            edition=view["edition"],
            **moments,
        )
    )
    return []


def by_present_box(state: MergeState) -> Mapping[str, Any]:
    """What the node that spoke last has said of a record whose fields are merged one by one: what
    a box that was stolen or burnt had is nothing that the new one has."""
    present = max(state.alive, key=lambda version: (version.order, version.id)).id.writer
    own = [version for version in state.alive if version.id.writer == present]
    said: dict[str, Any] = {}
    for version in sorted(own, key=lambda version: version.precedence):
        said |= version.values
    return said


def project_hold(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, _state: MergeState
) -> list[Touch]:
    """hold.set → the school's choice."""
    if view is not None:
        session.merge(
            CourseHold(
                record=entry.op.record,
                school=view["school"],
                course=view["course"],
                mode=view["mode"],
            )
        )
    return []


SPECS: Final = (
    KindSpec(
        Kind(EDITION_OFFER, 1, Merge.AUTHORITY, 4, authority=Authority.HUB, scope="national"),
        EditionOfferSchema,
        nobody,
        project_offer,
    ),
    KindSpec(Kind(DELIVERY_NOTE, 1, Merge.FIELD, 2), DeliveryNoteSchema, nobody, project_note),
    KindSpec(Kind(HOLD_SET, 1, Merge.FIELD, 2), HoldSetSchema, may_hold, project_hold),
)

PROJECTIONS: Final = (EditionOffer, OfferedBlob, DeliveryLine, CourseHold)
