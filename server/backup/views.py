"""/sync/v1/copies: nodes below keep sealed copies of themselves here; a new box gets one back."""

from base64 import b64encode
from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from server import clock
from server.access import current_kit, kit_only, node_only
from server.api import Blueprint, StrictSchema
from server.backup import leaving
from server.backup.below import NoCopy, NotHere, Shelf, TooMuch
from server.backup.limits import MAX_LIST_BYTES
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.hub.nodes import NODE_ID
from server.hub.wire import asked_range, body, caller, number, offset_answer, piece, sha
from server.identity import config
from sync.limits import MAX_CHUNK_BYTES, MAX_RANGE_BYTES

PREFIX: Final = "/sync/v1"
blueprint = Blueprint("copies", __name__, url_prefix=PREFIX)


class SettleIn(StrictSchema):
    """The id of the key that opens the copy: 16 hex digits."""

    key = fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{16}\Z"))


class SettleOut(ma.Schema):
    """`here`: one bit for each object in the order of the list, the first one the highest, in
    base64; empty for a whole copy."""

    whole = fields.Boolean(required=True)
    here = fields.String(required=True)


class CopyOut(ma.Schema):
    """A whole copy that lies here."""

    node = fields.String(required=True)
    list = fields.String(required=True)
    key = fields.String(required=True)
    received_ms = fields.Integer(required=True)
    made_ms = fields.Integer(required=True)
    bytes = fields.Integer(required=True)


class CopiesOut(ma.Schema):
    """The oldest first."""

    copies = fields.List(fields.Nested(CopyOut), required=True)


@blueprint.route("/copies/<of>", methods=("HEAD",))
@blueprint.response(200)
@node_only
def head_list(of: str) -> Response:
    """Where to go on with a copy's list (Upload-Offset, Upload-Complete)."""
    return offset_answer(_own().list_at(sha(of)))


@blueprint.route("/copies/<of>", methods=("PATCH",))
@blueprint.response(200)
@node_only
def patch_list(of: str) -> Response:
    """One piece of a list; the whole list says what may come, and must fit into the quota."""
    offset, size = number("Upload-Offset"), number("Upload-Length")
    if size > MAX_LIST_BYTES:
        raise _too_much(TooMuch(size, MAX_LIST_BYTES))
    chunk = body(MAX_CHUNK_BYTES)
    try:
        at = _own().take_list(sha(of), offset, size, chunk)
    except TooMuch as error:
        raise _too_much(error) from None
    except NoCopy as error:
        raise Problem(
            422, "copy-refused", "This is no copy of this node", str(error),
            hint="The node makes another one by itself.",
        ) from None  # fmt: skip
    return offset_answer(at, 200 if at.complete or at.offset == offset + len(chunk) else 409)


@blueprint.route("/copies/<of>", methods=("POST",))
@blueprint.arguments(SettleIn)
@blueprint.response(200, SettleOut)
@node_only
def post_list(asked: dict[str, str], of: str) -> dict[str, Any]:
    """What of an announced copy is here; one that is here whole is kept from then on."""
    shelf = _own()
    try:
        whole, here = shelf.settle(sha(of), asked["key"], clock.now_ms())
    except NotHere:
        raise not_found() from None
    last = shelf.newest() if whole else None
    if last is not None:
        with write_transaction() as session:
            leaving.note(session, caller().node, last)
    return {"whole": whole, "here": b64encode(_bits(here)).decode()}


@blueprint.route("/copies/<of>/<sha256>", methods=("HEAD",))
@blueprint.response(200)
@node_only
def head_object(of: str, sha256: str) -> Response:
    """Where to go on with an object of the announced list."""
    try:
        return offset_answer(_own().object_at(sha(of), sha(sha256)))
    except NotHere:
        raise not_found() from None


@blueprint.route("/copies/<of>/<sha256>", methods=("PATCH",))
@blueprint.response(200)
@node_only
def patch_object(of: str, sha256: str) -> Response:
    """One piece of an object that the announced list names, of the length that it says."""
    offset, size = number("Upload-Offset"), number("Upload-Length")
    shelf = _own()
    try:
        shelf.must_expect(sha(of), sha(sha256), size)
        chunk = body(MAX_CHUNK_BYTES)
        at = shelf.take_object(sha(of), sha(sha256), offset, size, chunk)
    except NotHere:
        raise not_found() from None
    return offset_answer(at, 200 if at.complete or at.offset == offset + len(chunk) else 409)


@blueprint.route("/kit/copies", methods=("GET",))
@blueprint.response(200, CopiesOut)
@kit_only
def get_copies() -> dict[str, Any]:
    """For whoever holds the joining kit of a school: the copies of its boxes."""
    found = [
        {"node": node, **kept.to_json()} for node in current_kit() for kept in _shelf(node).kept()
    ]
    return {"copies": sorted(found, key=lambda one: int(str(one["received_ms"])))}


@blueprint.route("/kit/copies/<node>/<of>", methods=("GET",))
@blueprint.response(206)
@kit_only
def get_list(node: str, of: str) -> Response:
    """A range (it must be asked for) of a copy's list."""
    return _range(node, of, None)


@blueprint.route("/kit/copies/<node>/<of>/<sha256>", methods=("GET",))
@blueprint.response(206)
@kit_only
def get_object(node: str, of: str, sha256: str) -> Response:
    """A range (it must be asked for) of a sealed object of a copy."""
    return _range(node, of, sha(sha256))


def _range(node: str, of: str, sha256: str | None) -> Response:
    if node not in current_kit() or not NODE_ID.fullmatch(node):
        raise not_found()
    start, length = asked_range()
    try:
        data, size = _shelf(node).read(sha(of), sha256, start, min(length, MAX_RANGE_BYTES))
    except NotHere:
        raise not_found() from None
    return piece(data, start, size)


def _own() -> Shelf:
    """Of the calling node alone: its name is no part of the address."""
    node = caller().node
    db.session.rollback()  # files are read and written without a transaction
    return _shelf(node)


def _shelf(node: str) -> Shelf:
    return Shelf(config().home, node, config().backup_quota)


def _bits(flags: list[bool]) -> bytes:
    packed = bytearray((len(flags) + 7) // 8)
    for at, flag in enumerate(flags):
        if flag:
            packed[at // 8] |= 0x80 >> at % 8
    return bytes(packed)


def _too_much(error: TooMuch) -> Problem:
    return Problem(
        413,
        "copy-too-large",
        "The copy does not fit into what this node keeps for yours",
        str(error),
        hint="Ask the operator of the node above for a larger TIREK_BACKUP_QUOTA.",
        bytes=error.bytes,
        quota=error.quota,
    )
