"""/api/v1/upgrades: what runs on this box, what lies here, and the administrator's word on it."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server.access import requires
from server.api import Blueprint, StrictSchema
from server.errors import Problem
from server.identity import config
from server.people.grants import ADMIN
from server.upgrades.service import Upgrades

blueprint = Blueprint("upgrades", __name__)


class OutcomeOut(ma.Schema):
    """What became of the last wish; `told` is the version, or why not, in English; `code` the same
    for programs, empty where it was done."""

    wanted = fields.String(required=True)
    done = fields.Boolean(required=True)
    told = fields.String(required=True)
    code = fields.String()
    at = fields.String(required=True)


class RefusedOut(ma.Schema):
    """A file of the last stick that was not taken, and why."""

    file = fields.String(required=True)
    code = fields.String(required=True)
    at = fields.String(required=True)


class UpgradesOut(ma.Schema):
    """Versions; `current` is null where the box was not installed from a package."""

    current = fields.String(required=True, allow_none=True)
    former = fields.String(required=True, allow_none=True)
    here = fields.List(fields.String(), required=True)
    wanted = fields.String(required=True, allow_none=True)
    outcome = fields.Nested(OutcomeOut, required=True, allow_none=True)
    refused = fields.Nested(RefusedOut, required=True, allow_none=True)


class WishBody(StrictSchema):
    """PUT /upgrades/wanted: a version that lies here; null for the former release."""

    version = fields.String(required=True, allow_none=True, validate=validate.Length(1, 60))


@blueprint.route("/upgrades")
@blueprint.response(200, UpgradesOut)
@requires(ADMIN)
def get_upgrades() -> dict[str, Any]:
    """What runs, what ran before, what lies here, and what is under way."""
    return Upgrades(config().home).standing()


@blueprint.route("/upgrades/wanted", methods=("PUT",))
@blueprint.arguments(WishBody)
@blueprint.response(200, UpgradesOut)
@requires(ADMIN)
def put_wanted(body: dict[str, str | None]) -> dict[str, Any]:
    """Switch within some minutes; the server is away for one of them."""
    upgrades, version = Upgrades(config().home), body["version"]
    try:
        if version is None:
            upgrades.roll_back()
        else:
            upgrades.apply(version)
    except LookupError:
        raise Problem(
            409,
            "release-not-here",
            "This release does not lie on the box",
            hint="Put a stick with the release file into the box, and ask again in a minute.",
        ) from None
    return upgrades.standing()
