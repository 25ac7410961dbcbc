"""GET /api/v1/deliveries: how far the editions have come."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from server.access import current_person, requires
from server.api import Blueprint
from server.delivery.ledger import deliveries
from server.delivery.pausing import paused
from server.identity import config
from server.people.grants import ADMIN, DEPUTY, DIRECTOR, schools

blueprint = Blueprint("delivery", __name__)


class DeliveryOut(ma.Schema):
    """One edition at one school; a moment that is not known yet is null."""

    school = fields.String(required=True)
    school_name = fields.String(required=True, allow_none=True)
    course = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    edition = fields.Integer(required=True)
    state = fields.String(required=True)
    requested_at = fields.String(required=True, allow_none=True)
    received_at = fields.String(required=True, allow_none=True)
    verified_at = fields.String(required=True, allow_none=True)
    opened_at = fields.String(required=True, allow_none=True)


class DeliveriesOut(ma.Schema):
    """The ledger, as far as the caller may see it; `paused` says why nothing comes, if so."""

    deliveries = fields.List(fields.Nested(DeliveryOut), required=True)
    paused = fields.Dict(required=True, allow_none=True)


@blueprint.route("/deliveries")
@blueprint.response(200, DeliveriesOut)
@requires(ADMIN, DIRECTOR, DEPUTY, "operator")
def get_deliveries() -> dict[str, Any]:
    """Which editions were asked for, have come, are shown and were opened: of the caller's own
    schools; for an operator of a hub, of all."""
    person = current_person()
    leading = [grant for grant in person.roles if grant.role in {ADMIN, DIRECTOR, DEPUTY}]
    everywhere = config().role == "hub" and any(one.role == "operator" for one in person.roles)
    lines = deliveries(None if everywhere else schools(leading))
    return {"deliveries": lines, "paused": paused()}
