"""JSON answers are gzipped where the client takes it: over a mobile link a page of changes is a
fifth of its size. Built files are compressed beforehand (server.static_files), blobs not at all.
"""

import gzip
from typing import Final

import flask
from flask import Flask, Response

LEAST_BYTES: Final = 1024
"""Below this the headers weigh as much as what is saved."""
LEVEL: Final = 5
"""Half the time of 9 for a hundredth more bytes on our JSON."""


def register(app: Flask) -> None:
    """Compress the answers of `app`."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The same answer, gzipped if it is JSON, long enough, and the client said it may be."""
    # A built file that is sent as it lies on disk (the manifest is JSON, too) is no answer of ours.
    if response.is_streamed or response.direct_passthrough or not response.is_json:
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code == 304
        or "Content-Encoding" in response.headers
        or flask.request.accept_encodings.quality("gzip") <= 0
    ):
        return response
    body = response.get_data()
    if len(body) < LEAST_BYTES:
        return response
    # The body of one request never holds another person's secret beside what its caller chose, so
    # lengths tell nothing.
    response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, weak = response.get_etag()
    if etag is not None and not weak:
        response.set_etag(etag, weak=True)  # RFC 9110 8.8.1: other bytes, the same meaning
    return response
