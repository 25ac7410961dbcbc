"""/sync/v1: what other nodes call. Bodies are sync's own bytes, not JSON."""

from typing import Final

import flask
from flask import Flask, Response

from server import clock
from server.access import NODE_CHECKER, current_node, node_only
from server.api import Blueprint
from server.config import Config
from server.console.directory import heard
from server.db import again, db, write_transaction
from server.errors import Problem, not_allowed, not_found, render
from server.files.references import SHA256
from server.hub import starting as snapshots
from server.hub.applying import WORKER, Worker
from server.hub.limits import APPLIED_AT_ONCE
from server.hub.nodes import NodeContext, check, heard_from
from server.hub.peer_port import HubPort
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits
from server.trust.issuing import certify_itself, due, own_due, renew
from sync import starting
from sync.core.errors import Malformed, SyncError, UnknownVersion, WrongRecipient
from sync.limits import (
    MAX_CHUNK_BYTES,
    MAX_FRAME_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_MESSAGE_BYTES,
    MAX_PROOF_BYTES,
    MAX_RANGE_BYTES,
)
from sync.peer import Offset, Peer

CBOR: Final = "application/cbor"
MAX_NUMBER_DIGITS: Final = 15  # bytes of a file: far above any limit, far below trouble

blueprint = Blueprint("hub", __name__, url_prefix="/sync/v1")


@blueprint.route("/session", methods=("POST",))
@blueprint.response(200)
@node_only
def post_session() -> Response:
    """Open an exchange: compare knowledge, take the first frame, give the first one down."""
    node = _caller()
    body = _body(MAX_MESSAGE_BYTES + MAX_FRAME_BYTES)
    _certify(node)
    answer = again(lambda: _peer(node).answer_session(node.node, body))
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
    node = _caller()
    body = _body(MAX_FRAME_BYTES + MAX_PROOF_BYTES)
    answer = again(lambda: _peer(node).answer_frame(node.node, body))
    _apply_soon()
    return _message(answer)


@blueprint.route("/pull", methods=("POST",))
@blueprint.response(200)
@node_only
def post_pull() -> Response:
    """The next frame of the caller's feeds."""
    node = _caller()
    return _message(_peer(node).answer_pull(node.node, _body(MAX_MESSAGE_BYTES)))


@blueprint.route("/snapshot", methods=("POST",))
@blueprint.response(200)
@node_only
def post_snapshot() -> Response:
    """Where a node far behind begins: hash and size of a snapshot that lies ready for it."""
    node = _caller()
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
    node = _caller()
    start, length = _asked_range()
    try:
        data, size = snapshots.read(node, _sha(sha256), start, min(length, MAX_RANGE_BYTES))
    except LookupError:
        raise not_found() from None
    return _piece(data, start, size)


@blueprint.route("/blobs/<sha256>", methods=("HEAD",))
@blueprint.response(200)
@node_only
def head_blob(sha256: str) -> Response:
    """Where to go on with a personal file (Upload-Offset, Upload-Complete)."""
    node = _caller()
    return _offset(_peer(node).file_offset(node.node, _sha(sha256)))


@blueprint.route("/blobs/<sha256>", methods=("GET",))
@blueprint.response(206)
@node_only
def get_blob(sha256: str) -> Response:
    """A range (it must be asked for) of a personal file that concerns a school of the caller."""
    node = _caller()
    start, length = _asked_range()
    data, size = _peer(node).read_range(node.node, _sha(sha256), start, length)
    return _piece(data, start, size)


@blueprint.route("/blobs/<sha256>", methods=("PATCH",))
@blueprint.response(200)
@node_only
def patch_blob(sha256: str) -> Response:
    """One chunk of a personal file; a wrong offset is answered 409 with the right one."""
    node = _caller()
    offset, size = _number("Upload-Offset"), _number("Upload-Length")
    chunk = _body(MAX_CHUNK_BYTES)
    at = _peer(node).receive_chunk(node.node, _sha(sha256), offset, size, chunk)
    expected = offset + len(chunk)
    return _offset(at, 200 if at.complete or at.offset == expected else 409)


def register(app: Flask) -> None:
    """Who is a node, and how sync's refusals are told."""
    app.extensions[NODE_CHECKER] = check

    def unreadable(error: SyncError) -> Response:
        return render(
            Problem(
                422,
                "unreadable-message",
                "The message cannot be read",
                detail=f"{error.operation}: {error.subject}",
                hint=error.hint,
            )
        )

    def not_yours(error: WrongRecipient) -> Response:
        return render(not_allowed(f"{error.operation}: {error.hint}"))

    app.register_error_handler(Malformed, unreadable)
    app.register_error_handler(UnknownVersion, unreadable)
    app.register_error_handler(WrongRecipient, not_yours)


def _caller() -> NodeContext:
    node = current_node()
    assert isinstance(node, NodeContext)  # noqa: S101 - @node_only has run our checker
    return node


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


def _body(limit: int) -> bytes:
    """The whole body, read before any transaction begins."""
    flask.request.max_content_length = limit
    body: bytes = flask.request.get_data(cache=False)
    return body


def _message(body: bytes) -> Response:
    response = Response(body, mimetype=CBOR)
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked_range() -> tuple[int, int]:
    """Where it begins and how long it is."""
    wanted = flask.request.range
    start, stop = wanted.ranges[0] if wanted and len(wanted.ranges) == 1 else (0, None)
    if stop is None or start < 0:
        raise Problem(422, "bad-header", "Range must name one range of bytes, from its start")
    return start, stop - start


def _piece(data: bytes, start: int, size: int) -> Response:
    """Of what lies behind the end there is nothing but the size to tell."""
    response = Response(data, 206 if data else 416, mimetype="application/octet-stream")
    span = f"{start}-{start + len(data) - 1}" if data else "*"
    response.headers["Content-Range"] = f"bytes {span}/{size}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _offset(at: Offset, status: int = 200) -> Response:
    """An empty body of known length: after a 204, which has none, waitress ends the connection, and
    the chunk that is already on its way behind it would have to travel twice."""
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(at.offset)
    response.headers["Upload-Complete"] = "?1" if at.complete else "?0"
    response.headers["Cache-Control"] = "no-store"
    return response


def _sha(text: str) -> str:
    if not SHA256.fullmatch(text):
        raise not_found()
    return text


def _number(header: str) -> int:
    text = flask.request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS):
        raise Problem(422, "bad-header", f"{header} must be a number of bytes")
    return int(text)
