"""At the hub: a phone asks what is missing, brings only that, and takes receipts and news along.

Every request is a plain POST whose body begins with the pass, so that a browser sends it to
another origin in one go; see docs/decisions.
"""

import struct
from typing import Any, Final

import flask
import marshmallow as ma
from flask import Response
from marshmallow import fields

from server.access import courier_only, current_courier
from server.bundles import volumes
from server.courier import custody, loads, passes
from server.courier.arriving import Arriving
from server.courier.blueprint import blueprint
from server.courier.limits import DEFAULT_LOAD_BYTES, MAX_CHUNK_BYTES, MAX_LOAD_BYTES
from server.courier.problems import not_taken
from server.db import db
from server.errors import Problem, not_found
from sync.core.errors import SyncError
from sync.limits import MAX_PART_BYTES
from sync.roads.courier import PART_ID, read_ids

PREFIX: Final = "/sync/v1/courier"
HELD: Final = 0xFFFFFFFF
_OFFSET: Final = struct.Struct(">I")


class MailPartOut(ma.Schema):
    """One part for the way back."""

    id = fields.String(required=True)
    bytes = fields.Integer(required=True)


class MailOut(ma.Schema):
    """What lies ready for the school of the pass."""

    parts = fields.List(fields.Nested(MailPartOut), required=True)


class OffsetOut(ma.Schema):
    """How much of a part is here; `taken` once all of it has been taken in."""

    offset = fields.Integer(required=True)
    taken = fields.Boolean(required=True)


@blueprint.route(f"{PREFIX}/have", methods=("POST",))
@blueprint.response(200)
@courier_only
def post_have() -> Response:
    """For each name (16 bytes) four bytes: how much of that part is here, or 0xFFFFFFFF for a
    part that has been taken in."""
    courier = _courier()
    names = _names(courier.body)
    session = db.session()
    taken = custody.taken(session, courier.node, names)
    session.rollback()
    arriving = Arriving(courier.node)
    found = (HELD if name in taken else arriving.size(name) for name in names)
    return _octets(b"".join(_OFFSET.pack(size) for size in found))


@blueprint.route(f"{PREFIX}/parts/<part>", methods=("POST",))
@blueprint.response(200, OffsetOut)
@courier_only
def post_courier_part(part: str) -> dict[str, Any]:
    """Bytes of a part from `at`, of `size` in all; the answer says where to go on."""
    courier = _courier()
    at, size = _number("at", MAX_PART_BYTES), _number("size", MAX_PART_BYTES)
    if not PART_ID.fullmatch(part):
        raise not_found()
    session = db.session()
    known = part in custody.taken(session, courier.node, [part])
    session.rollback()
    if known:
        return {"offset": size, "taken": True}
    arriving = Arriving(courier.node)
    have = arriving.add(part, at, size, courier.body)
    if have < size:
        return {"offset": have, "taken": False}
    data = arriving.read(part)
    try:
        sender, _ = custody.take(part, data, only_from=courier.node)
    except volumes.Left as left:
        raise not_taken(left.reason) from left
    finally:
        arriving.drop(part)
    return {"offset": size, "taken": sender == courier.node}


@blueprint.route(f"{PREFIX}/receipts", methods=("POST",))
@blueprint.response(200)
@courier_only
def post_courier_receipt() -> Response:
    """A signed receipt for those of the named parts that have been taken in."""
    courier = _courier()
    return _octets(custody.receipt(courier.node, _names(courier.body)))


@blueprint.route(f"{PREFIX}/mail", methods=("POST",))
@blueprint.response(200, MailOut)
@courier_only
def post_courier_mail() -> dict[str, Any]:
    """Parts for the way back: acknowledgements, rosters, marks, lessons, within `max` bytes."""
    courier = _courier()
    most = min(_number("max", MAX_LOAD_BYTES, DEFAULT_LOAD_BYTES), MAX_LOAD_BYTES)
    try:
        ready = loads.prepare(courier.node, most)
    except loads.NobodyAbove:
        raise not_found() from None
    return {"parts": [{"id": part.id, "bytes": part.bytes} for part in ready.parts]}


@blueprint.route(f"{PREFIX}/mail/<part>", methods=("POST",))
@blueprint.response(200)
@courier_only
def post_courier_mail_part(part: str) -> Response:
    """Bytes of a part for the way back, from `at`; a piece of it at a time."""
    courier = _courier()
    at = _number("at", MAX_PART_BYTES, 0)
    path = loads.part_path(part, courier.node) if PART_ID.fullmatch(part) else None
    if path is None:
        raise not_found()
    with path.open("rb") as stream:
        stream.seek(at)
        return _octets(stream.read(MAX_CHUNK_BYTES))


def _courier() -> passes.Courier:
    found = current_courier()
    assert isinstance(found, passes.Courier)  # noqa: S101 - @courier_only has run our checker
    return found


def _names(body: bytes) -> list[str]:
    try:
        return read_ids(body)
    except SyncError as error:
        raise Problem(422, "unreadable-message", "The names of parts cannot be read") from error


def _octets(body: bytes) -> Response:
    response = Response(body, mimetype="application/octet-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


def _number(name: str, most: int, default: int | None = None) -> int:
    text = flask.request.args.get(name, "" if default is None else str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) <= most):
        raise Problem(422, "bad-number", f"{name} must be a number of bytes up to {most}")
    return int(text)
