"""Drafts of the person who asks: nobody else reads them, teachers neither."""

from typing import Any

from server import clock
from server.access import current_person, requires
from server.api import Blueprint
from server.db import db, write_transaction
from server.drafts.schemas import DraftsSchema
from server.drafts.service import keep, kept
from server.people.grants import PUPIL

blueprint = Blueprint("drafts", __name__)


@blueprint.route("/drafts", methods=("GET",))
@blueprint.response(200, DraftsSchema)
@requires(PUPIL)
def get_drafts() -> dict[str, Any]:
    """Own drafts whose task has not been handed in since they were kept."""
    return {"drafts": kept(db.session(), current_person().id)}


@blueprint.route("/drafts", methods=("POST",))
@blueprint.arguments(DraftsSchema)
@blueprint.response(204)
@requires(PUPIL)
def post_drafts(body: dict[str, Any]) -> None:
    """Keep these drafts; an empty one is forgotten."""
    with write_transaction() as session:
        keep(session, current_person().id, body["drafts"], clock.now_ms())
