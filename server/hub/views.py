"""/sync/v1: what other nodes call. Bodies are sync's own bytes, not JSON."""

from typing import Final

import flask
from flask import Response

from server import clock
from server.access import node_only
from server.api import Blueprint
from server.config import Config
from server.console.directory import heard
from server.db import again, db, write_transaction
from server.errors import Problem, not_found
from server.hub import starting as snapshots
from server.hub.applying import WORKER, Worker
from server.hub.limits import APPLIED_AT_ONCE
from server.hub.nodes import NodeContext, heard_from
from server.hub.peer_port import HubPort
from server.hub.wire import asked_range, body, caller, number, offset_answer, piece, sha
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits
from server.trust.issuing import certify_itself, due, own_due, renew
from sync import starting
from sync.limits import (
    MAX_CHUNK_BYTES,
    MAX_FRAME_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_MESSAGE_BYTES,
    MAX_PROOF_BYTES,
    MAX_RANGE_BYTES,
)
from sync.peer import Peer

CBOR: Final = "application/cbor"

blueprint = Blueprint("hub", __name__, url_prefix="/sync/v1")


@blueprint.route("/session", methods=("POST",))
@blueprint.response(200)
@node_only
def post_session() -> Response:
    """Open an exchange: compare knowledge, take the first frame, give the first one down."""
    node = caller()
    sent = body(MAX_MESSAGE_BYTES + MAX_FRAME_BYTES)
    _certify(node)
    answer = again(lambda: _peer(node).answer_session(node.node, sent))
    with write_transaction(node.schools) as session:
        heard_from(session, node.node, clock.now_ms())
        heard(session, node.schools, clock.now_ms())
    _apply_soon()
    return _message(answer)


@blueprint.route("/frames", methods=("POST",))
@blueprint.response(200)
@node_only
def post_frame() -> Response:
    """Take one frame (with proofs, perhaps); it is committed when the answer leaves."""
    node = caller()
    sent = body(MAX_FRAME_BYTES + MAX_PROOF_BYTES)
    answer = again(lambda: _peer(node).answer_frame(node.node, sent))
    _apply_soon()
    return _message(answer)


@blueprint.route("/pull", methods=("POST",))
@blueprint.response(200)
@node_only
def post_pull() -> Response:
    """The next frame of the caller's feeds."""
    node = caller()
    return _message(_peer(node).answer_pull(node.node, body(MAX_MESSAGE_BYTES)))


@blueprint.route("/snapshot", methods=("POST",))
@blueprint.response(200)
@node_only
def post_snapshot() -> Response:
    """Where a node far behind begins: hash and size of a snapshot that lies ready for it."""
    node = caller()
    try:
        return _message(starting.encode(snapshots.offer(node)))
    except LookupError:
        raise not_found() from None
    except snapshots.Busy:
        raise Problem(503, "unavailable", "Another snapshot is being made") from None


@blueprint.route("/snapshot/<sha256>", methods=("GET",))
@blueprint.response(206)
@node_only
def get_snapshot(sha256: str) -> Response:
    """A range (it must be asked for) of the snapshot that was offered."""
    node = caller()
    start, length = asked_range()
    try:
        data, size = snapshots.read(node, sha(sha256), start, min(length, MAX_RANGE_BYTES))
    except LookupError:
        raise not_found() from None
    return piece(data, start, size)


@blueprint.route("/blobs/<sha256>", methods=("HEAD",))
@blueprint.response(200)
@node_only
def head_blob(sha256: str) -> Response:
    """Where to go on with a personal file (Upload-Offset, Upload-Complete)."""
    node = caller()
    return offset_answer(_peer(node).file_offset(node.node, sha(sha256)))


@blueprint.route("/blobs/<sha256>", methods=("GET",))
@blueprint.response(206)
@node_only
def get_blob(sha256: str) -> Response:
    """A range (it must be asked for) of a personal file that concerns a school of the caller."""
    node = caller()
    start, length = asked_range()
    data, size = _peer(node).read_range(node.node, sha(sha256), start, length)
    return piece(data, start, size)


@blueprint.route("/blobs/<sha256>", methods=("PATCH",))
@blueprint.response(200)
@node_only
def patch_blob(sha256: str) -> Response:
    """One chunk of a personal file; a wrong offset is answered 409 with the right one."""
    node = caller()
    offset, size = number("Upload-Offset"), number("Upload-Length")
    chunk = body(MAX_CHUNK_BYTES)
    at = _peer(node).receive_chunk(node.node, sha(sha256), offset, size, chunk)
    expected = offset + len(chunk)
    return offset_answer(at, 200 if at.complete or at.offset == expected else 409)


def _peer(node: NodeContext) -> Peer:
    config: Config = flask.current_app.extensions["tirek.config"]
    # Only where a worker applies what is left to it.
    at_once = APPLIED_AT_ONCE if WORKER in flask.current_app.extensions else MAX_FRAME_OPERATIONS
    return Peer(
        ServerUnits(node.sends),
        catalogue().registry,
        HubPort(config, node),
        applies_at_once=at_once,
    )


def _certify(node: NodeContext) -> None:
    """What is due goes down with this very answer."""
    session = db.session()
    wanted = own_due(session) or due(session, node.node)
    session.rollback()
    if wanted:
        with write_transaction() as writing:
            certify_itself(writing)
            renew(writing, node.node)


def _apply_soon() -> None:
    worker: Worker | None = flask.current_app.extensions.get(WORKER)
    if worker is not None:
        worker.soon()


def _message(body: bytes) -> Response:
    response = Response(body, mimetype=CBOR)
    response.headers["Cache-Control"] = "no-store"
    return response
