"""Own notes of the member of staff who asks: nobody else reads them."""

from typing import Any

from server.access import current_person, requires
from server.api import Blueprint
from server.db import db, write_transaction
from server.notes.schemas import NewerSchema, NotesSchema
from server.notes.service import keep, newer
from server.people.grants import LEADING, TEACHING

blueprint = Blueprint("notes", __name__)


@blueprint.route("/notes", methods=("POST",))
@blueprint.arguments(NotesSchema)
@blueprint.response(200, NewerSchema)
@requires(*sorted(TEACHING | LEADING))
def post_notes(body: dict[str, Any]) -> dict[str, Any]:
    """Keep these notes, and answer what this device has not heard of."""
    person = current_person().id
    if body["notes"]:
        with write_transaction() as session:
            keep(session, person, body["notes"])
    return newer(db.session(), person, body["since"])
