"""Asking for an exchange now, the plan of windows, and the journal."""

from typing import Any

import flask

from server import clock
from server.access import requires
from server.api import Blueprint
from server.db import db, write_transaction
from server.errors import Problem
from server.identity import config
from server.people.grants import ADMIN, DEPUTY, DIRECTOR, TEACHER
from server.upstream import journal
from server.upstream.background import SCHEDULE, Schedule
from server.upstream.exchange import last_exchange
from server.upstream.presets import NAMES, preset
from server.upstream.schemas import ExchangeOut, LogOut, LogQuery, PlanIn, PlanOut
from server.upstream.state import current_plan, keep_plan, plan_from, plan_json

blueprint = Blueprint("upstream", __name__)


@blueprint.route("/sync", methods=("POST",))
@blueprint.response(202, ExchangeOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def post_sync() -> dict[str, Any]:
    """Exchange with the node above now, outside the schedule too."""
    schedule = _schedule()
    schedule.soon()
    return {"running": True, "last": _last()}


@blueprint.route("/sync")
@blueprint.response(200, ExchangeOut)
@requires(ADMIN, DIRECTOR, DEPUTY, TEACHER)
def get_sync() -> dict[str, Any]:
    """How far it is."""
    return {"running": _schedule().running, "last": _last()}


@blueprint.route("/sync/log")
@blueprint.arguments(LogQuery, location="query")
@blueprint.response(200, LogOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_log(query: dict[str, Any]) -> dict[str, Any]:
    """The last exchanges: when, how much, how long, and how each ended."""
    lines = journal.latest(db.session(), query["limit"])
    return {"exchanges": [journal.to_json(line) for line in lines]}


@blueprint.route("/sync/plan")
@blueprint.response(200, PlanOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_plan() -> dict[str, Any]:
    """The windows in force, and plans to begin with."""
    return _plan()


@blueprint.route("/sync/plan", methods=("PUT",))
@blueprint.arguments(PlanIn)
@blueprint.response(200, PlanOut)
@requires(ADMIN, DIRECTOR)
def put_plan(body: dict[str, Any]) -> dict[str, Any]:
    """Set this node's windows and budgets; they count from the next exchange on."""
    with write_transaction() as session:
        keep_plan(session, plan_from(body) if body["windows"] is not None else None)
    return _plan()


def _plan() -> dict[str, Any]:
    plan, own = current_plan(db.session(), config())
    presets = {name: plan_json(preset(name, clock.today())) for name in NAMES}
    return {"own": own, "plan": plan_json(plan), "presets": presets}


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
