"""Files of submissions and assignments, read through the record they belong to."""

from collections.abc import Callable
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from server import clock
from server.access import authenticated, current_person
from server.api import Blueprint
from server.changes.viewer import Viewer, viewer_of
from server.classroom.files import FoundFile, assignment_file, mark_file, submission_file
from server.classroom.photos import legible_photo
from server.classroom.schemas import SheetsSchema
from server.classroom.sheets import sheets_of
from server.db import db
from server.library.sending import send_personal_bytes, send_personal_file
from server.library.stores import personal_store

blueprint = Blueprint("classroom", __name__)


@blueprint.route("/submissions/<record>/files/<int:n>")
@blueprint.response(200)
@authenticated
def get_submission_file(record: str, n: int) -> Response:
    """A file of handed-in work, for the learner's family and the class's teachers."""
    return _send(submission_file, record, n)


@blueprint.route("/submissions/<record>/files/<int:n>/photo")
@blueprint.response(200)
@authenticated
def get_submission_photo(record: str, n: int) -> Response:
    """A photo of handed-in work that few phones open (HEIC), as a JPEG of a phone's size."""
    session, viewer = _looking()
    file = submission_file(session, viewer, record, n)
    session.rollback()  # reading the photo takes seconds
    return send_personal_bytes(legible_photo(file.sha256), name=f"{file.name}.jpg")


@blueprint.route("/assignments/<record>/files/<int:n>")
@blueprint.response(200)
@authenticated
def get_assignment_file(record: str, n: int) -> Response:
    """A file of a task, for its class."""
    return _send(assignment_file, record, n)


@blueprint.route("/marks/<record>/files/<int:n>")
@blueprint.response(200)
@authenticated
def get_mark_file(record: str, n: int) -> Response:
    """What a teacher said about a work, for the learner's family and the class's teachers."""
    return _send(mark_file, record, n)


@blueprint.route("/assignments/<record>/sheets")
@blueprint.response(200, SheetsSchema)
@authenticated
def get_sheets(record: str) -> dict[str, Any]:
    """A code for each learner's printed sheet of a task, for teachers of the class."""
    session, viewer = _looking()
    return {"sheets": sheets_of(session, viewer, record)}


def _looking() -> tuple[Session, Viewer]:
    person = current_person()
    session = db.session()
    return session, viewer_of(session, person.id, person.roles, clock.today())


def _send(find: Callable[[Session, Viewer, str, int], FoundFile], record: str, n: int) -> Response:
    session, viewer = _looking()
    file = find(session, viewer, record, n)
    session.rollback()  # a slow download holds no snapshot of the database
    return send_personal_file(personal_store(), file.sha256, name=file.name, media_type=file.type)
