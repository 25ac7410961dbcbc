"""Headers and bodies of what other nodes send to /sync/v1, and the answers to them."""

from typing import Final

import flask
from flask import Response

from server.access import current_node
from server.errors import Problem, not_found
from server.files.references import SHA256
from server.hub.nodes import NodeContext
from sync.peer import Offset

MAX_NUMBER_DIGITS: Final = 15  # bytes of a file: far above any limit, far below trouble


def caller() -> NodeContext:
    """The node that calls a @node_only route."""
    node = current_node()
    assert isinstance(node, NodeContext)  # noqa: S101 - @node_only has run our checker
    return node


def body(limit: int) -> bytes:
    """The whole body, read before any transaction begins; a longer one is refused unread."""
    flask.request.max_content_length = limit
    data: bytes = flask.request.get_data(cache=False)
    return data


def asked_range() -> tuple[int, int]:
    """Where it begins and how long it is."""
    wanted = flask.request.range
    start, stop = wanted.ranges[0] if wanted and len(wanted.ranges) == 1 else (0, None)
    if stop is None or start < 0:
        raise Problem(422, "bad-header", "Range must name one range of bytes, from its start")
    return start, stop - start


def piece(data: bytes, start: int, size: int) -> Response:
    """Of what lies behind the end there is nothing but the size to tell."""
    response = Response(data, 206 if data else 416, mimetype="application/octet-stream")
    span = f"{start}-{start + len(data) - 1}" if data else "*"
    response.headers["Content-Range"] = f"bytes {span}/{size}"
    response.headers["Cache-Control"] = "no-store"
    return response


def offset_answer(at: Offset, status: int = 200) -> Response:
    """An empty body of known length: after a 204, which has none, waitress ends the connection, and
    the chunk that is already on its way behind it would have to travel twice."""
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(at.offset)
    response.headers["Upload-Complete"] = "?1" if at.complete else "?0"
    response.headers["Cache-Control"] = "no-store"
    return response


def sha(text: str) -> str:
    """A SHA-256 in hex. Raises Problem 404."""
    if not SHA256.fullmatch(text):
        raise not_found()
    return text


def number(header: str) -> int:
    """A header that is a number of bytes. Raises Problem 422."""
    text = flask.request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS):
        raise Problem(422, "bad-header", f"{header} must be a number of bytes")
    return int(text)
