"""The time, told by hand: a box without a network has nobody else to ask."""

from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields

from server.access import requires
from server.api import Blueprint, StrictSchema
from server.db import write_transaction
from server.people.grants import ADMIN, DEPUTY, DIRECTOR
from server.timekeeping import keeping

blueprint = Blueprint("timekeeping", __name__)


class ClockBody(StrictSchema):
    """PUT /clock: what a phone's clock says, after its owner has read it."""

    time = fields.DateTime(required=True, format="iso")


class ClockOut(ma.Schema):
    """server.timekeeping.keeping.facts."""

    time = fields.String(required=True)
    machine = fields.String(required=True)
    doubt = fields.String(required=True, allow_none=True)


@blueprint.route("/clock", methods=("PUT",))
@blueprint.arguments(ClockBody)
@blueprint.response(200, ClockOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def put_clock(body: dict[str, datetime]) -> dict[str, Any]:
    """Count from this moment on; a machine's clock that is nearly right goes on counting."""
    with write_transaction() as session:
        keeping.heard(session, int(body["time"].timestamp() * 1000), by_hand=True)
    return keeping.facts()
