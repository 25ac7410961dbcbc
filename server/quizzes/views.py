"""Pictures of questions and papers, read through the record they belong to."""

from collections.abc import Callable

from flask import Response
from sqlalchemy.orm import Session

from server import clock
from server.access import authenticated, current_person
from server.api import Blueprint
from server.changes.viewer import Viewer, viewer_of
from server.classroom.files import FoundFile
from server.db import db
from server.library.sending import send_personal_file
from server.library.stores import personal_store
from server.quizzes.files import paper_picture, question_picture

blueprint = Blueprint("quizzes", __name__)


@blueprint.route("/questions/<record>/files/<int:n>")
@blueprint.response(200)
@authenticated
def get_question_file(record: str, n: int) -> Response:
    """A picture of a question, for whoever reads its quiz."""
    return _send(question_picture, record, n)


@blueprint.route("/papers/<record>/files/<int:n>")
@blueprint.response(200)
@authenticated
def get_paper_file(record: str, n: int) -> Response:
    """A picture of a paper, for its class."""
    return _send(paper_picture, record, n)


def _send(find: Callable[[Session, Viewer, str, int], FoundFile], record: str, n: int) -> Response:
    person = current_person()
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    file = find(session, viewer, record, n)
    session.rollback()  # a slow download holds no snapshot of the database
    return send_personal_file(personal_store(), file.sha256, name=file.name, media_type=file.type)
