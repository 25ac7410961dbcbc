"""release.publish: a hub offers a release. release.note: a box tells how far it is with one."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import fields, validate
from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.delivery.models import OfferedBlob
from server.delivery.operations import by_present_box
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.people.schemas import RECORD_ID
from server.releases import limits
from server.releases.models import Release, ReleaseLine
from server.upgrades.limits import MAX_PAYLOAD_BYTES
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED

RELEASE_PUBLISH: Final = "release.publish"
RELEASE_NOTE: Final = "release.note"
MOMENTS: Final = ("requested_at", "received_at", "taken_at", "failed_at")
REASONS: Final = (
    "not-signed", "damaged", "older", "room", "copy", "not-answering", "not-installed",
)  # fmt: skip
"""Signed by somebody else; not what its manifest says; older than what runs; too little room on the
disk; no copy could be made before; it did not come up; it could not be installed."""
_AFTER_AUDIENCES: Final = 4
_LATE: Final = 4


class ReleasePublishSchema(StrictSchema):
    """release.publish version 1. `manifest` and `signature` (hex) are the file's own."""

    version = fields.String(required=True, validate=validate.Length(1, limits.VERSION_CHARS))
    architecture = fields.String(required=True, validate=validate.Regexp(r"\A[a-z0-9]{1,16}\Z"))
    file = fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{64}\Z"))
    bytes = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, 2 * MAX_PAYLOAD_BYTES)
    )
    manifest = fields.String(required=True, validate=validate.Length(2, limits.MANIFEST_CHARS))
    signature = fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{128}\Z"))


def _moment() -> fields.String:
    return fields.String(required=False, validate=validate.Length(20, 24))


class ReleaseNoteSchema(StrictSchema):
    """release.note version 1: what has become of a release at a school; later notes add to it."""

    school = fields.String(required=True, validate=RECORD_ID)
    release = fields.String(required=True, validate=RECORD_ID)
    requested_at = _moment()
    received_at = _moment()
    taken_at = _moment()
    failed_at = _moment()
    reason = fields.String(required=False, allow_none=True, validate=validate.OneOf(REASONS))


def line_record(school: str, release: str) -> str:
    """The record of what a school tells of a release."""
    digest = hashlib.sha256("\0".join((school, release)).encode()).hexdigest()
    return f"release-{digest[:32]}"


def project_release(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """release.publish → release, and the file that it makes public; if a hub stands behind it."""
    winner, record = state.winner, entry.op.record
    session.execute(delete(OfferedBlob).where(OfferedBlob.record == record))
    if view is None or winner is None or winner.rank < CONFIRMED:
        return []
    told = {"id": record, "published_ms": physical(winner.order), "op": str(winner.id)}
    session.merge(Release(**view, **told))
    session.merge(OfferedBlob(sha256=view["file"], record=record))
    session.flush()
    return []


def project_note(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """release.note → release_line, as the school's present box tells it."""
    record = entry.op.record
    if view is None or record != line_record(view["school"], view["release"]):
        return []
    said = by_present_box(state)
    told = {name: said.get(name) for name in (*MOMENTS, "reason")}
    about = {"school": view["school"], "release": view["release"]}
    session.merge(ReleaseLine(record=record, **about, **told))
    return []


SPECS: Final = (
    KindSpec(
        Kind(
            RELEASE_PUBLISH,
            1,
            Merge.AUTHORITY,
            _AFTER_AUDIENCES,
            authority=Authority.HUB,
            scope="national",
            family="release",
        ),
        ReleasePublishSchema,
        nobody,
        project_release,
    ),
    KindSpec(
        Kind(RELEASE_NOTE, 1, Merge.FIELD, _LATE, family="release_line"),
        ReleaseNoteSchema,
        nobody,
        project_note,
    ),
)

PROJECTIONS: Final = (Release, ReleaseLine)
"""Made anew from the log."""
