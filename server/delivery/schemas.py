"""Shapes of the operations of content delivery."""

from __future__ import annotations

from typing import Final

from marshmallow import RAISE, Schema, fields, validate

from server.delivery import limits
from server.library.fields import moment, record_id, sha256
from server.library.limits import EDITION_MAX, ITEM_BYTES_MAX

MODES: Final = ("always", "never", "plan")


def _edition() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, EDITION_MAX))


def _size() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, ITEM_BYTES_MAX))


class PackSchema(Schema):
    """A delta pack: from which manifest, which blob, its bytes, and the bytes that it spares."""

    class Meta:
        unknown = RAISE

    base = sha256()
    sha256 = sha256()
    bytes = _size()
    whole = _size()


class EditionOfferSchema(Schema):
    """`edition.offer` version 1: signed by the publishing node `signer` (content.editions.Offer).

    `school` is null for a national course.
    """

    class Meta:
        unknown = RAISE

    course = record_id()
    edition = _edition()
    school = record_id(allow_none=True)
    manifest = sha256()
    ranges = sha256(allow_none=True)
    packs = fields.List(
        fields.Nested(PackSchema), required=True, validate=validate.Length(max=limits.OFFER_PACKS)
    )
    signer = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{16}\Z"))
    signature = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{128}\Z"))


class DeliveryNoteSchema(Schema):
    """`delivery.note` version 1: how far an edition has come at a school, by the school's node.

    Each moment is stated once, when it is known.
    """

    class Meta:
        unknown = RAISE

    school = record_id()
    course = record_id()
    edition = _edition()
    requested_at = moment(required=False)
    received_at = moment(required=False)
    verified_at = moment(required=False)
    opened_at = moment(required=False)


class HoldSetSchema(Schema):
    """`hold.set` version 1: whether a school keeps a course's files whatever the plan says."""

    class Meta:
        unknown = RAISE

    school = record_id()
    course = record_id()
    mode = fields.String(required=True, validate=validate.OneOf(MODES))
