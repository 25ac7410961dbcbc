"""Drafts of the person who asks: nobody else reads them, teachers neither."""

from typing import Any

from server import clock
from server.access import current_person, requires
from server.api import Blueprint
from server.db import db, write_transaction
from server.drafts.schemas import DraftsSchema
from server.drafts.service import device_of, elsewhere, keep, kept
from server.people.grants import PUPIL

blueprint = Blueprint("drafts", __name__)


@blueprint.route("/drafts", methods=("GET",))
@blueprint.response(200, DraftsSchema)
@requires(PUPIL)
def get_drafts() -> dict[str, Any]:
    """Own drafts whose task has not been handed in since they were kept: of one task one from each
    device, the latest first."""
    return {"drafts": kept(db.session(), current_person().id)}


@blueprint.route("/drafts", methods=("POST",))
@blueprint.arguments(DraftsSchema)
@blueprint.response(200, DraftsSchema)
@requires(PUPIL)
def post_drafts(body: dict[str, Any]) -> dict[str, Any]:
    """Keep these drafts of this device, where an empty one is forgotten; answers what the person's
    other devices have written for the same tasks."""
    person, drafts = current_person(), body["drafts"]
    with write_transaction() as session:
        device = device_of(session, person.token_id)
        keep(session, person.id, device, drafts, clock.now_ms())
    return {"drafts": elsewhere(db.session(), person.id, device, drafts)}
