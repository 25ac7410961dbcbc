"""GET /api/v1/status: for those who look after the school's server."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from server.access import current_person, requires
from server.api import Blueprint
from server.people.grants import ADMIN, CLASS_TEACHER, DEPUTY, DIRECTOR, TEACHER
from server.status.facts import sync_facts
from server.timekeeping.views import ClockOut

blueprint = Blueprint("status", __name__)


class StatusOut(ma.Schema):
    """The facts; see server.status.facts."""

    time = fields.String(required=True)
    version = fields.String(required=True)
    clock = fields.Nested(ClockOut, required=True)
    upstream = fields.Dict(allow_none=True)
    last_contact = fields.String(allow_none=True)
    last_error = fields.String(allow_none=True)
    stick = fields.Dict(allow_none=True)
    waiting = fields.Dict(required=True)
    refused = fields.Integer(required=True)
    window = fields.Dict(allow_none=True, required=True)
    estimate = fields.Dict(allow_none=True, required=True)
    why = fields.List(fields.String(), allow_none=True, required=True)
    untrusted = fields.List(fields.Dict(), required=True)
    held = fields.Integer(required=True)
    forks = fields.Integer(required=True)
    conflicts = fields.Integer(required=True)
    log = fields.Dict(allow_none=True, required=True)
    disk = fields.Dict(required=True)


@blueprint.route("/status")
@blueprint.response(200, StatusOut)
@requires(ADMIN, DIRECTOR, DEPUTY, TEACHER, CLASS_TEACHER)
def get_status() -> dict[str, Any]:
    """Last contact and last error in plain words, what waits, what needs somebody's eye."""
    return sync_facts(current_person().roles)
