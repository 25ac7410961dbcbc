"""GET /api/v1/people/<person>/export: everything about a person, for that person."""

from tempfile import TemporaryFile
from threading import Lock
from typing import Final

import flask
from flask import Response

from server.access import requires
from server.api import Blueprint
from server.audit.noting import note_read
from server.db import db
from server.disposition import attached
from server.errors import Problem
from server.identity import config
from server.people.grants import ADMIN, DIRECTOR
from server.takeout.leading import school_led
from server.takeout.limits import BUSY_SECONDS
from server.takeout.writing import write

blueprint = Blueprint("takeout", __name__)
_WRITING: Final = Lock()
"""One at a time: the whole log is read for it, and pupils' requests go on beside it."""


@blueprint.route("/people/<person>/export")
@blueprint.response(200)
@requires(ADMIN, DIRECTOR)
def get_export(person: str) -> Response:
    """A ZIP of the person's records and files; `tirek person export` writes the same."""
    school = school_led(person)
    if not _WRITING.acquire(blocking=False):
        raise Problem(
            503,
            "export-busy",
            "Somebody's file is being written just now",
            hint="Try again in a few minutes.",
            headers={"Retry-After": str(BUSY_SECONDS)},
        )
    try:
        note_read(school, "person-export", person, 1, special=True)
        # Without a name from the start: it is gone with the answer, or with the process.
        file = TemporaryFile(dir=config().home)  # noqa: SIM115 - closed with the answer
        try:
            write(db.session(), person, file, config().home)
        except BaseException:
            file.close()
            raise
    finally:
        _WRITING.release()
    size = file.tell()
    file.seek(0)
    response = flask.send_file(file, mimetype="application/zip")
    response.content_length = size
    response.headers["Content-Disposition"] = attached("person.zip")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
