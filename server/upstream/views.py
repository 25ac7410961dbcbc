"""Asking for an exchange now."""

from typing import Any

import flask
import marshmallow as ma

from server.access import requires
from server.api import Blueprint
from server.errors import Problem
from server.upstream.background import SCHEDULE, Schedule
from server.upstream.exchange import last_exchange

blueprint = Blueprint("upstream", __name__)


class ExchangeOut(ma.Schema):
    """Whether an exchange is under way, and how the last one went."""

    running = ma.fields.Boolean(required=True)
    last = ma.fields.Dict(allow_none=True, required=True)


@blueprint.route("/sync", methods=("POST",))
@blueprint.response(202, ExchangeOut)
@requires("admin", "director", "deputy")
def post_sync() -> dict[str, Any]:
    """Exchange with the node above now, outside the schedule too."""
    schedule = _schedule()
    schedule.soon()
    return {"running": True, "last": _last()}


@blueprint.route("/sync")
@blueprint.response(200, ExchangeOut)
@requires("admin", "director", "deputy", "teacher")
def get_sync() -> dict[str, Any]:
    """How far it is."""
    return {"running": _schedule().running, "last": _last()}


def _last() -> dict[str, Any] | None:
    outcome = last_exchange()
    return outcome.to_json() if outcome else None


def _schedule() -> Schedule:
    found = flask.current_app.extensions.get(SCHEDULE)
    if not isinstance(found, Schedule):
        raise Problem(
            409,
            "no-upstream",
            "This server exchanges with nobody",
            hint="Set TIREK_UPSTREAM_URL and TIREK_UPSTREAM_TOKEN, then start it again.",
        )
    return found
