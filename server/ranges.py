"""Ranges of files that no thread waits for: browsers ask for every film by ranges."""

from pathlib import Path
from typing import Any

import flask
from flask import Response


def by_the_loop(response: Response, path: Path) -> Response:
    """The same answer; where it is a range of the file at `path`, waitress's loop sends it.

    Werkzeug cuts a range out piece by piece, and waitress, given pieces, keeps the thread until
    the last 16 MB of them fit its buffer: eight slow films would keep all threads. Given the file
    itself, opened where the range begins, it sends as many bytes as Content-Length says without
    one. Other servers, and tests, keep Werkzeug's way.
    """
    wrapper: Any = flask.request.environ.get("wsgi.file_wrapper")
    asked = response.content_range
    if wrapper is None or flask.request.method != "GET":
        return response
    if response.status_code != 206 or asked.start is None:
        return response
    response.close()  # the file that Werkzeug has opened
    file = path.open("rb")
    file.seek(asked.start)
    response.response = wrapper(file)
    response.direct_passthrough = True
    return response
