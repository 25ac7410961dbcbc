"""The files of a launched course, for a browser without the app: GET /play/<key>/<path>.

They are answered on the content origin alone. The policy that goes with them lets a page of the
course reach the two addresses of its launch on the app's origin, and nothing else there.
"""

from typing import Final
from urllib.parse import quote

import flask
from flask import Response, request
from sqlalchemy import select

from content.description import StoredFile
from content.names import PathIndex
from server import headers, identity
from server.cmi5 import sessions
from server.cmi5.models import Cmi5Session
from server.db import db
from server.errors import Problem, not_found
from server.library.stores import course_store
from server.lrs.callers import digest
from server.ranges import by_the_loop

_REACHED: Final = ("/xapi/", "/cmi5/fetch/")


def send(key: str, path: str) -> Response:
    """A file of the course that this launch opened; Problem 404 for anything else."""
    config = identity.config()
    if request.environ["SERVER_PORT"] != str(config.content_port):
        raise not_found()  # course content never runs in the app's origin
    if request.headers.get("Service-Worker") == "script":
        raise Problem(403, "not-allowed", "Lessons may not install service workers")
    file = _file(key, path)
    store = course_store()
    db.session.rollback()  # a slow download holds no snapshot of the database
    response = flask.send_file(
        store.path(file.sha256), mimetype=file.type, etag=file.sha256, conditional=True
    )
    if response.status_code == 304 or request.method == "HEAD":
        response.close()  # nobody will read the file, and nobody else closes it
    response.headers.update(headers.content_headers(config, _REACHED))
    response.headers["Cache-Control"] = "no-store"
    return by_the_loop(response, store.path(file.sha256))


def _file(key: str, path: str) -> StoredFile:
    session = db.session()
    row = session.scalar(select(Cmi5Session).where(Cmi5Session.play == digest(key)))
    if row is None:
        raise not_found()
    _, course = sessions.parties(session, row)
    files = course.description.files
    found, _ = PathIndex(files).find(quote(path))
    if found is None:
        raise not_found()
    file: StoredFile = files[found]
    return file
