"""Answering with a blob: ranges, validators, and headers that let it do nothing by itself."""

from pathlib import Path
from typing import Final

import flask
from flask import Response

from content.blobs import BlobStore
from content.errors import BlobMissing
from server.disposition import attached
from server.errors import not_found
from server.ranges import by_the_loop

_YEAR_SECONDS = 365 * 24 * 3600
INERT: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
}
FOR_EVER: Final = f"public, max-age={_YEAR_SECONDS}, immutable"
"""Cache-Control of what its address names by its bytes."""


def send_blob(
    store: BlobStore, sha256: str, *, media_type: str = "application/octet-stream"
) -> Response:
    """The blob, or the range of it that was asked for; Problem 404 when it is not here."""
    try:
        store.size(sha256)
    except BlobMissing:
        raise not_found() from None
    response = flask.send_file(
        store.path(sha256), mimetype=media_type, conditional=True, etag=sha256
    )
    if response.status_code == 304 or flask.request.method == "HEAD":
        response.close()  # nobody will read the file, and nobody else closes it
    response.headers.update(INERT)
    return by_the_loop(response, store.path(sha256))


def send_course_blob(store: BlobStore, sha256: str) -> Response:
    """Course content: the address names the bytes, so it may be kept for ever by anybody."""
    response = send_blob(store, sha256)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def send_personal_file(store: BlobStore, sha256: str, *, name: str, media_type: str) -> Response:
    """A person's file as a download, kept by no cache in between."""
    response = send_blob(store, sha256, media_type=media_type)
    response.headers["Content-Disposition"] = attached(name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_personal_bytes(data: bytes, *, name: str) -> Response:
    """A JPEG that was made of a person's file for this one answer."""
    response = Response(data, mimetype="image/jpeg")
    response.headers.update(INERT)
    response.headers.pop("Accept-Ranges")
    response.headers["Content-Disposition"] = attached(name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_phone_pack(path: Path) -> Response:
    """The pack as it lies on disk, gzipped; Problem 404 when there is none, or an empty one."""
    accepts = flask.request.accept_encodings.quality("gzip") > 0
    if not accepts or not path.is_file() or path.stat().st_size == 0:
        raise not_found()
    response = flask.send_file(path, mimetype="application/octet-stream", etag=False)
    response.headers.update({**INERT, "Accept-Ranges": "none", "Content-Encoding": "gzip"})
    response.headers["Cache-Control"] = "no-store"  # the phone keeps the files, not the pack
    response.vary.add("Accept-Encoding")
    if flask.request.method == "HEAD":
        response.close()  # nobody will read the file, and nobody else closes it
    return response
