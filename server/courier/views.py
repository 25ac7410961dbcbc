"""At the school: a phone takes what waits, and hands over what it has brought."""

import base64
from typing import Any

import flask
import marshmallow as ma
from flask import Response
from marshmallow import fields
from sqlalchemy import func, select

from server import clock
from server.access import requires
from server.api import API_PREFIX, StrictSchema
from server.bundles import volumes
from server.bundles.report import WORK
from server.courier import custody, hub_views, loads, passes
from server.courier.address import courier_address
from server.courier.blueprint import blueprint
from server.courier.limits import DEFAULT_LOAD_BYTES, MAX_LOAD_BYTES, MIN_LOAD_BYTES
from server.courier.problems import not_taken
from server.db import db
from server.errors import Problem, not_found
from server.identity import config
from server.identity import upstream as upstream_names
from server.operations.port import log_store
from server.people.grants import ADMIN, CLASS_TEACHER, DEPUTY, DIRECTOR, TEACHER
from server.people.schemas import NodeNameOut
from sync.core.errors import SyncError
from sync.limits import MAX_PART_BYTES, MAX_RECEIPT_BYTES
from sync.roads.courier import PART_ID
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations, waiting

__all__ = ["blueprint", "hub_views"]

CARRIERS = (ADMIN, DIRECTOR, DEPUTY, TEACHER, CLASS_TEACHER)


class PickupIn(StrictSchema):
    """How much the phone wants to carry, in bytes."""

    max_bytes = fields.Integer(
        load_default=DEFAULT_LOAD_BYTES,
        validate=ma.validate.Range(min=MIN_LOAD_BYTES, max=MAX_LOAD_BYTES),
    )


class PartOut(ma.Schema):
    """One part: its name and its size in bytes."""

    id = fields.String(required=True)
    bytes = fields.Integer(required=True)
    priority = fields.Integer(required=True)


class LoadOut(ma.Schema):
    """A load: whom it is for, where to bring it, what is in it, the pass (base64), the parts."""

    node = fields.String(required=True)
    school = fields.Nested(NodeNameOut, required=True)
    name = fields.Nested(NodeNameOut, allow_none=True, required=True)
    address = fields.String(allow_none=True, required=True)
    made_at = fields.String(required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    courier_pass = fields.String(required=True, data_key="pass")
    parts = fields.List(fields.Nested(PartOut), required=True)


class StateOut(ma.Schema):
    """What waits here for the node above; `node` is null where none is known."""

    node = fields.String(allow_none=True, required=True)
    name = fields.Nested(NodeNameOut, allow_none=True, required=True)
    address = fields.String(allow_none=True, required=True)
    works = fields.Integer(required=True)
    operations = fields.Integer(required=True)
    bytes = fields.Integer(required=True)


class TakenOut(ma.Schema):
    """What a part or a receipt brought."""

    operations = fields.Integer(required=True)
    acknowledged = fields.Integer(required=True)
    lesson_files = fields.Integer(required=True)


@blueprint.route(f"{API_PREFIX}/courier")
@blueprint.response(200, StateOut)
@requires(*CARRIERS)
def get_courier() -> dict[str, Any]:
    """How much waits, and for whom."""
    session = db.session()
    left = log_store(session).waiting(UPSTREAM)
    works = session.scalar(
        select(func.count())
        .select_from(waiting)
        .join(operations, operations.c.id == waiting.c.operation)
        .where(waiting.c.peer == UPSTREAM, operations.c.kind == WORK)
    )
    return {
        "node": volumes.above(),
        "name": upstream_names()[0],
        "address": courier_address(),
        "works": works or 0,
        "operations": left.operations,
        "bytes": left.bytes,
    }


@blueprint.route(f"{API_PREFIX}/courier/pickup", methods=("POST",))
@blueprint.arguments(PickupIn)
@blueprint.response(201, LoadOut)
@requires(*CARRIERS)
def post_pickup(wanted: dict[str, int]) -> dict[str, Any]:
    """Make a load of what waits, the most urgent first, sealed for the node above."""
    try:
        ready = loads.prepare(volumes.above(), wanted["max_bytes"])
    except loads.NobodyAbove:
        raise Problem(
            409,
            "no-courier",
            "This server does not know for whom to pack",
            hint="Ask the administrator to run `tirek bundle meet`, or to exchange once.",
        ) from None
    shown = passes.issue(ready.node, ready.number)
    return {
        "node": ready.node,
        "school": config().names,
        "name": upstream_names()[0],
        "address": courier_address(),
        "made_at": clock.rfc3339(ready.made_ms),
        "facts": ready.facts,
        "courier_pass": base64.b64encode(shown).decode(),
        "parts": [{"id": p.id, "bytes": p.bytes, "priority": p.priority} for p in ready.parts],
    }


@blueprint.route(f"{API_PREFIX}/courier/parts/<part>")
@blueprint.response(200)
@requires(*CARRIERS)
def get_part(part: str) -> Response:
    """A part of a load, sealed; 404 once newer loads have taken its place."""
    path = loads.part_path(part) if PART_ID.fullmatch(part) else None
    if path is None:
        raise not_found()
    response = Response(path.read_bytes(), mimetype="application/octet-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route(f"{API_PREFIX}/courier/parts/<part>", methods=("POST",))
@blueprint.response(200, TakenOut)
@requires(*CARRIERS)
def post_part(part: str) -> dict[str, int]:
    """Hand over a part that the node above has made for this one; again is the same as once."""
    data = _body(MAX_PART_BYTES)
    try:
        _, done = custody.take(part, data)
    except volumes.Left as left:
        raise not_taken(left.reason) from left
    if done.content:
        volumes.index_content()
    return {
        "operations": done.operations,
        "acknowledged": done.acknowledged,
        "lesson_files": done.content,
    }


@blueprint.route(f"{API_PREFIX}/courier/receipts", methods=("POST",))
@blueprint.response(200, TakenOut)
@requires(*CARRIERS)
def post_receipt() -> dict[str, int]:
    """Hand over a receipt: what it names is known to be at the node above from now on."""
    data = _body(MAX_RECEIPT_BYTES)
    try:
        _, change = custody.accept(data)
    except volumes.Left as left:
        raise not_taken(left.reason) from left
    except SyncError as error:
        raise not_taken(volumes.reason_of(error)) from error
    return {"operations": 0, "acknowledged": change.received.count(), "lesson_files": 0}


def _body(limit: int) -> bytes:
    flask.request.max_content_length = limit
    body: bytes = flask.request.get_data(cache=False)
    return body
