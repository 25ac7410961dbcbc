"""/sync/v1/mail: satellites leave and fetch sealed volumes at a relay, a relay at the hub."""

from typing import Any, Final

import flask
import marshmallow as ma
from flask import Response
from marshmallow import fields

from server import clock
from server.access import current_mail_caller, mail_only
from server.api import Blueprint
from server.bundles import volumes
from server.courier import custody, loads
from server.courier.address import courier_address, origin
from server.courier.problems import not_taken
from server.db import db, write_transaction
from server.errors import Problem, not_allowed, not_found
from server.hub.nodes import NODE_ID
from server.identity import node_id
from server.operations.port import log_store
from server.relay import mailbox, satellites
from server.relay.limits import KEEP_HOURS, MAIL_BYTES
from sync.limits import MAX_PART_BYTES
from sync.roads.courier import PART_ID, part_id

PREFIX: Final = "/sync/v1"
blueprint = Blueprint("relay", __name__, url_prefix=PREFIX)


class LyingOut(ma.Schema):
    """A sealed volume that lies here for the caller."""

    id = fields.String(required=True)
    bytes = fields.Integer(required=True)
    priority = fields.Integer(required=True)


class MailboxOut(ma.Schema):
    """What lies for the caller, and what has become of what it left."""

    mail = fields.List(fields.Nested(LyingOut), required=True)
    held = fields.List(fields.String(), required=True)
    done = fields.List(fields.String(), required=True)
    dropped = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    courier_address = fields.String(allow_none=True, required=True)


class LeftOut(ma.Schema):
    """`taken` where this node is the recipient and has taken the volume in."""

    id = fields.String(required=True)
    taken = fields.Boolean(required=True)


@blueprint.route("/mail", methods=("POST",))
@blueprint.response(200, LeftOut)
@mail_only
def post_mail() -> dict[str, Any]:
    """Leave one volume: for this node it is taken in, for another it is kept unopened."""
    caller = _caller()
    flask.request.max_content_length = MAX_PART_BYTES
    data: bytes = flask.request.get_data(cache=False)
    try:
        header = mailbox.header_of(data)
        if header.recipient == node_id() or not caller.satellite:
            return _take(caller, header.sender, data)
        return {"id": mailbox.leave(caller.node, data), "taken": False}
    except volumes.Left as left:
        raise not_taken(left.reason) from left


@blueprint.route("/mail")
@blueprint.response(200, MailboxOut)
@mail_only
def get_mail() -> dict[str, Any]:
    """What lies here for the caller, or for the node below it that `node` names."""
    caller = _caller()
    if caller.satellite:
        with write_transaction() as session:
            satellites.heard_from(session, caller.node, clock.now_ms())
        return {**mailbox.listed(caller.node), "courier_address": origin(courier_address())}
    parts = _made_for(_for_whom(caller))
    return {"mail": parts, "held": [], "done": [], "dropped": {}, "courier_address": None}


@blueprint.route("/mail/<part>")
@blueprint.response(200)
@mail_only
def get_mail_part(part: str) -> Response:
    """The bytes of one volume."""
    caller = _caller()
    data = None
    if PART_ID.fullmatch(part) and caller.satellite:
        data = mailbox.read(part, caller.node)
    elif PART_ID.fullmatch(part):
        path = loads.part_path(part, _for_whom(caller))
        data = path.read_bytes() if path else None
    if data is None:
        raise not_found()
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/mail/<part>", methods=("DELETE",))
@blueprint.response(204)
@mail_only
def delete_mail_part(part: str) -> Response:
    """The caller has taken it in, or has heard what became of it."""
    caller = _caller()
    if caller.satellite and PART_ID.fullmatch(part):
        mailbox.forget([part], caller.node)
    return Response(status=204)


def _take(caller: satellites.MailCaller, sender: str, data: bytes) -> dict[str, Any]:
    """A volume for this node: its signature says whose it is, whoever has brought it."""
    part = part_id(data)
    custody.take(part, data)
    with write_transaction() as session:
        log_store(session).set_state(_via(sender), caller.node)
    return {"id": part, "taken": True}


def _made_for(node: str) -> list[dict[str, Any]]:
    try:
        ready = loads.prepare(node, MAIL_BYTES, keep_hours=KEEP_HOURS)
    except loads.NobodyAbove:
        raise not_found() from None
    return [{"id": p.id, "bytes": p.bytes, "priority": p.priority} for p in ready.parts]


def _for_whom(caller: satellites.MailCaller) -> str:
    """The node whose mail is asked for: one whose last volume has come through the caller."""
    node = flask.request.args.get("node", caller.node)
    if not NODE_ID.fullmatch(node):
        raise Problem(422, "bad-number", "node must be a node id of 16 digits")
    store = log_store(db.session())
    via = store.state(_via(node))
    known = node in volumes.admitted(db.session())
    if not known or caller.node not in (node, via):
        raise not_allowed("mail is given to a node, or to the relay through which it last wrote")
    return node


def _via(node: str) -> str:
    return f"mail.via.{node}"


def _caller() -> satellites.MailCaller:
    found = current_mail_caller()
    assert isinstance(found, satellites.MailCaller)  # noqa: S101 - @mail_only has run our checker
    return found
