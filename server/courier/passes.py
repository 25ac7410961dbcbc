"""The pass that a phone shows at the hub: made at the school, judged at the hub."""

import re
import struct
from dataclasses import dataclass
from functools import partial
from typing import Final

import flask

from server import clock
from server.bundles import keys
from server.courier.limits import MAX_CHUNK_BYTES
from server.db import db
from server.errors import Problem, not_logged_in
from server.hub.models import DownstreamNode
from server.identity import config, node_id
from server.operations.port import log_store
from server.trust import believing, issuing
from sync.carried.peer import youngest
from sync.core.errors import SyncError
from sync.limits import MAX_ORIGIN_CHARS, MAX_PASS_BYTES, MAX_PASS_ORIGINS
from sync.roads.courier import Pass, read_pass, write_pass

_LENGTH: Final = struct.Struct(">H")
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.\-\[\]:]{1,190}")


@dataclass(frozen=True, slots=True)
class Courier:
    """Who brings or fetches something for `node`, and the body that came with the pass."""

    node: str
    body: bytes


def issue(recipient: str, number: int) -> bytes:
    """A pass for a load of this number, good for the app under the address that is asking now."""
    origins = dict.fromkeys(filter(None, (_asking(), _origin_of(config().public_url))))
    given = Pass(
        node_id(),
        recipient,
        number,
        clock.now_ms(),
        tuple(origins)[:MAX_PASS_ORIGINS],
    )
    return write_pass(given, keys.private_key(config().home).sign)


def framed(shown: bytes, body: bytes = b"") -> bytes:
    """A request's body as a courier sends it: the pass stands before the rest, so that a browser
    may send it to another origin without asking first."""
    return _LENGTH.pack(len(shown)) + shown + body


def caller() -> Courier:
    """Whoever shows a good pass in the body of this request; Problem 401 and 403 otherwise."""
    flask.request.max_content_length = MAX_CHUNK_BYTES + MAX_PASS_BYTES + _LENGTH.size
    whole: bytes = flask.request.get_data(cache=False)
    if len(whole) < _LENGTH.size:
        raise not_logged_in("the pass is missing")
    (size,) = _LENGTH.unpack_from(whole)
    shown, body = whole[_LENGTH.size : _LENGTH.size + size], whole[_LENGTH.size + size :]
    try:
        given, signed = read_pass(shown)
    except SyncError:
        raise not_logged_in("the pass cannot be read") from None
    if flask.request.headers.get("Origin") in given.origins:
        # Only lets that app read the answer: what the pass is worth is judged below.
        flask.g.courier_origin = flask.request.headers["Origin"]
    session = db.session()
    row = session.get(DownstreamNode, given.node)
    known = bool(believing.hands(session, given.node))
    store = log_store(session)
    own, heard = store.node, youngest(store, given.node)
    if row is None or not known or given.recipient != own:
        raise not_logged_in("this node does not know the school of the pass")
    if not signed.by(partial(believing.signed_by, session, given.node)):
        raise not_logged_in("the pass was not signed by its school")
    issuing.require_standing(session, given.node)
    session.rollback()
    if row.revoked_ms is not None or not given.good(clock.now_ms(), heard):
        raise Problem(
            403,
            "courier-pass-expired",
            "This pass is not good any more",
            hint="Take the work from the school's server again, then deliver it.",
        )
    return Courier(given.node, body)


def _asking() -> str | None:
    if not flask.has_request_context():
        return None
    return _origin_of(flask.request.headers.get("Origin"))


def _origin_of(url: str | None) -> str | None:
    return url if url and len(url) <= MAX_ORIGIN_CHARS and _ORIGIN.fullmatch(url) else None
