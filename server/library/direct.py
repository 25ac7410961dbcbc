"""Course content without the framework: a lesson is dozens of small files, and for each of them
routing, contexts and hooks would take longer than the file itself.

Only the plain case is answered here: the whole of a file that server.library.views has already
found to be public. Everything else goes on to the framework: ranges, validators, HEAD, what is not
known, what is not there any more. Both ways give the same headers and the same line in the log.
"""

import os
import time
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Final
from wsgiref.util import FileWrapper

import flask
from flask import Flask
from werkzeug.http import http_date

from content.errors import BlobMissing
from server import headers, logs
from server.config import Config
from server.library.limits import KNOWN_PUBLIC_MAX, READ_WHOLE_BYTES
from server.library.sending import FOR_EVER, INERT
from server.library.stores import course_store_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE: Final = "/c/<sha256>"
_PREFIX: Final = "/c/"
_KNOWN: Final = "tirek.known_public"
_CONDITIONS: Final = frozenset(
    {
        "HTTP_RANGE",
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_MATCH",
        "HTTP_IF_UNMODIFIED_SINCE",
    }
)
_SAME_FOR_ALL: Final = (
    ("Content-Type", "application/octet-stream"),
    ("Cache-Control", FOR_EVER),
    *{**headers.OF_EVERY_ANSWER, **INERT}.items(),
)


class KnownPublic:
    """Hashes that were found to be public. They stay so: an edition that was once published may
    still be on a phone, so nothing is ever taken out of the index of content."""

    def __init__(self) -> None:
        self._known: dict[str, None] = {}
        self._lock = Lock()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._known

    def add(self, sha256: str) -> None:
        """Remember it; what has been known longest makes room."""
        with self._lock:
            if sha256 not in self._known and len(self._known) >= KNOWN_PUBLIC_MAX:
                del self._known[next(iter(self._known))]
            self._known[sha256] = None


class CourseContent:
    """WSGI: answers a plain GET of what is known to be public; `rest` answers all others."""

    def __init__(self, rest: "WSGIApplication", config: Config, known: KnownPublic) -> None:
        self._rest = rest
        self._config = config
        self._known = known

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer, or let `rest` answer."""
        path: str = environ.get("PATH_INFO", "")
        sha256 = path[len(_PREFIX) :]
        if (
            not path.startswith(_PREFIX)
            or sha256 not in self._known
            or environ["REQUEST_METHOD"] != "GET"
            or not _CONDITIONS.isdisjoint(environ)
        ):
            return self._rest(environ, start)
        began = time.monotonic()
        try:
            file = course_store_of(self._config).open(sha256)
        except BlobMissing:
            return self._rest(environ, start)
        state = os.fstat(file.fileno())
        body: Iterable[bytes]
        if state.st_size > READ_WHOLE_BYTES:
            body = environ.get("wsgi.file_wrapper", FileWrapper)(file)
        else:
            with file:
                body = (file.read(),)
        request_id = logs.new_request_id()
        start(
            "200 OK",
            [
                ("Content-Disposition", f"inline; filename={sha256}"),
                ("Content-Length", str(state.st_size)),
                ("Last-Modified", http_date(state.st_mtime)),
                ("ETag", f'"{sha256}"'),
                ("Date", http_date()),
                *_SAME_FOR_ALL,
                (logs.REQUEST_ID_HEADER, request_id),
            ],
        )
        logs.answered("GET", ROUTE, 200, began, request=request_id)
        return body


def register(app: Flask) -> None:
    """Let `app` answer plain requests for course content this way."""
    config: Config = app.extensions["tirek.config"]
    known = app.extensions[_KNOWN] = KnownPublic()
    app.wsgi_app = CourseContent(  # type: ignore[method-assign, assignment]
        app.wsgi_app, config, known
    )


def known_public() -> KnownPublic:
    """What is known to be public on this node (application context)."""
    found: KnownPublic = flask.current_app.extensions[_KNOWN]
    return found
