"""What every answer of the record store has in common: version, consistency, CORS, gzip."""

import gzip
import json
from email.utils import format_datetime
from typing import Any, Final

import flask
from flask import Response

from server.lrs import consistency, timestamps
from server.lrs.calls import VERSION_2, VERSION_HEADER
from server.lrs.limits import GZIP_FROM_BYTES

CONSISTENT_HEADER: Final = "X-Experience-API-Consistent-Through"
_EXPOSED: Final = ", ".join(
    ("ETag", "Last-Modified", "Content-Length", VERSION_HEADER, CONSISTENT_HEADER)
)
_ALLOWED: Final = (
    "Authorization, Content-Type, Content-Encoding, Accept-Language, If-Match, If-None-Match,"
    f" {VERSION_HEADER}"
)
_PREFLIGHT_SECONDS: Final = "86400"
_GZIP_LEVEL: Final = 5  # statements shrink to a tenth either way; higher levels only take time


def document(value: Any, status: int = 200) -> Response:
    """JSON in UTF-8."""
    return Response(encoded(value), status, content_type="application/json")


def encoded(value: Any) -> bytes:
    """JSON in the fewest bytes."""
    return text(value).encode()


def text(value: Any) -> str:
    """The same before it is encoded."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_text(made: str) -> Response:
    """JSON that is ready."""
    return Response(made.encode(), content_type="application/json")


def nothing() -> Response:
    """204 No Content."""
    return Response(status=204)


def http_date(stored: int) -> str:
    """For Last-Modified, from a moment on the scale of `stored`."""
    return format_datetime(timestamps.http_date(stored), usegmt=True)


def finish(response: Response) -> Response:
    """Headers of an answer below /xapi, errors included.

    Any origin may read it: a caller is known by a header alone, never by a cookie.
    """
    headers = response.headers
    headers[VERSION_HEADER] = flask.g.get("lrs_version", VERSION_2)
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if flask.request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET")
        headers["Access-Control-Allow-Headers"] = _ALLOWED
        headers["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    if flask.request.path.rstrip("/").endswith("/statements"):
        headers[CONSISTENT_HEADER] = consistency.through()
    headers.setdefault("Cache-Control", "no-store")
    headers.add("Vary", "Accept-Encoding")
    return _gzipped(response)


def _gzipped(response: Response) -> Response:
    accepts = flask.request.accept_encodings.quality("gzip") > 0
    if (
        not accepts
        or "Content-Encoding" in response.headers
        or response.direct_passthrough
        or len(data := response.get_data()) < GZIP_FROM_BYTES
    ):
        return response
    response.set_data(gzip.compress(data, _GZIP_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
