"""/api/v1/console: schools on a list and a map, one school, the country's figures, the record."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import flask
import marshmallow as ma
from flask import Response

from server import clock, shards
from server.access import current_person, public
from server.accounts.cards import drawn
from server.api import Blueprint
from server.console import audit, claims, directory, schemas, schools
from server.console.directory import Wanted
from server.console.limits import MAX_CLAIM_BYTES, SCHOOLS_PAGE
from server.console.models import ConsoleGrant
from server.console.overview import overview
from server.console.rights import (
    BOXES,
    OPERATORS,
    SEE,
    Place,
    must_cover,
    must_reach_all,
    operator,
    place,
    school_within,
)
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.headers import origin_of_app
from server.hub.nodes import revoke
from server.identity import config
from server.routing import Routes
from server.setup.kits import BadKit, Claim, from_text, to_text

blueprint = Blueprint("console", __name__)


@blueprint.route("/console")
@blueprint.arguments(schemas.WantedQuery, location="query")
@blueprint.response(200, schemas.ConsoleOut)
@operator(SEE)
def get_console(query: dict[str, str]) -> dict[str, Any]:
    """Counts of the schools that were asked for, and what there is to narrow by."""
    own = place()
    with shards.on(shards.HOME):
        grant = db.session.get(ConsoleGrant, current_person().id)
        rights = list(grant.rights) if grant is not None else []
    return {
        "counts": directory.counts(_wanted(query)),
        "places": directory.places(own),
        "versions": directory.versions(own),
        "rights": rights,
        "region": own.region,
        "district": own.district,
    }


@blueprint.route("/console/schools")
@blueprint.arguments(schemas.SchoolsQuery, location="query")
@blueprint.response(200, schemas.SchoolsOut)
@operator(SEE)
def get_schools(query: dict[str, str]) -> dict[str, Any]:
    """A page of the list."""
    sort = query["sort"]
    rows = directory.page(_wanted(query), sort, _after(query["after"], sort))
    shown, more = rows[:SCHOOLS_PAGE], len(rows) > SCHOOLS_PAGE
    end = _cursor(shown[-1], sort) if more else None
    return {"schools": [schools.line(row) for row in shown], "next": end}


@blueprint.route("/console/map")
@blueprint.arguments(schemas.WantedQuery, location="query")
@blueprint.response(200, schemas.MapOut)
@operator(SEE)
def get_map(query: dict[str, str]) -> Response:
    """Every school that has a place; ten thousand are 350 KB, a third of that on the way."""
    return flask.jsonify({"states": directory.STATES, "points": directory.points(_wanted(query))})


@blueprint.route("/console/schools", methods=("POST",))
@blueprint.arguments(schemas.NewSchoolBody)
@blueprint.response(201, schemas.MadeOut)
@operator(BOXES)
def post_school(body: dict[str, Any]) -> dict[str, str]:
    """A new school; its box comes by a joining kit."""
    must_cover(body["region"], body["district"])
    audit.note("school-made", None, {"name": body["name"], "region": body["region"]})
    return {"school": schools.make(body)}


@blueprint.route("/console/schools/<school>")
@blueprint.arguments(schemas.LanguageQuery, location="query")
@blueprint.response(200, schemas.SchoolPageOut)
@operator(SEE)
def get_school(query: dict[str, str], school: str) -> dict[str, Any]:
    """Everything of one school."""
    return schools.everything(school_within(school), query["language"])


@blueprint.route("/console/schools/<school>/place", methods=("PUT",))
@blueprint.arguments(schemas.PlacedBody)
@blueprint.response(204)
@operator(BOXES)
def put_place(body: dict[str, Any], school: str) -> None:
    """Say where a school lies."""
    listed = school_within(school)
    must_cover(body["region"], body["district"])
    shard = flask.g.get("shard", shards.HOME)
    audit.note("school-placed", school, {"region": body["region"], "district": body["district"]})
    with shards.on(shard), write_transaction() as session:
        directory.place_school(session, school, body, name=listed.name, language=listed.language)
        schools.tell_region(session, school, body["region"])


@blueprint.route("/console/schools/<school>/kit", methods=("POST",))
@blueprint.response(201, schemas.KitOut)
@operator(BOXES)
def post_kit(school: str) -> dict[str, Any]:
    """A joining kit for the school's box; one before it that nobody used is worth nothing."""
    school_within(school)
    shard = flask.g.get("shard", shards.HOME)
    concerned = claims.schools_beside(db.session(), school)
    must_reach_all(concerned)
    audit.note_each("kit-made", concerned)
    with shards.on(shard):
        kit = claims.make(school, config().public_url or origin_of_app(config()))
    line = to_text(kit)
    return {"kit": line, "code": drawn(line), "takes_over": kit.takes_over}


@blueprint.route("/console/schools/<school>/kit", methods=("DELETE",))
@blueprint.response(204)
@operator(BOXES)
def delete_kit(school: str) -> None:
    """A kit that went astray is worth nothing from now on."""
    school_within(school)
    shard = flask.g.get("shard", shards.HOME)
    audit.note("kit-cancelled", school)
    with shards.on(shard), write_transaction() as session:
        claims.cancel(session, school)


@blueprint.route("/console/schools/<school>/nodes/<node>", methods=("DELETE",))
@blueprint.response(204)
@operator(BOXES)
def delete_node(school: str, node: str) -> None:
    """Shut a stolen or lost box out at once; all others hear of it by whatever road they have."""
    school_within(school)
    shard = flask.g.get("shard", shards.HOME)
    boxes = {one.node: one.schools for one in claims.boxes_of(db.session(), school)}
    if node not in boxes:
        raise not_found()
    must_reach_all(boxes[node])
    audit.note_each("box-shut-out", boxes[node], {"node": node})
    with shards.on(shard), write_transaction() as session:
        revoke(session, node, clock.now_ms())


@blueprint.route("/console/overview")
@blueprint.response(200, schemas.OverviewOut)
@operator(SEE)
def get_overview() -> dict[str, Any]:
    """The minister's page."""
    return overview(place())


@blueprint.route("/console/actions")
@blueprint.arguments(schemas.ActionsQuery, location="query")
@blueprint.response(200, schemas.ActionsOut)
@operator(OPERATORS)
def get_actions(query: dict[str, Any]) -> dict[str, Any]:
    """What operators have done, the newest first; of one school, for who is not of the country."""
    school = query["school"]
    if place() != Place() and school is None:
        raise Problem(422, "invalid", "Name a school", hint="Open the school's page.")
    if school is not None:
        school_within(school)
    return {"actions": audit.actions(school, query["before"])}


@public
def post_claim() -> Response:
    """A box that has read a joining kit: whoever holds the kit's secret proves it in the line."""
    flask.request.max_content_length = MAX_CLAIM_BYTES
    if config().role != "hub":
        raise not_found()
    try:
        body = schemas.ClaimBody().load(flask.request.get_json(silent=True) or {})
        claims.take(from_text(Claim, body["claim"]))
    except (BadKit, ma.ValidationError) as bad:
        raise Problem(
            422, "kit-refused", "This is no claim", str(bad), hint="Use a new joining kit."
        ) from None
    return flask.jsonify({})


def outside(routes: Routes) -> None:
    """A claim comes beside the exchange, from a box that has no token yet."""
    routes.add_url_rule("/sync/v1/claim", view_func=post_claim, methods=["POST"])


def _wanted(query: dict[str, str]) -> Wanted:
    """Within the caller's own place, whatever is asked for."""
    own, asked = place(), Place(query["region"], query["district"])
    if not own.covers(asked.region or own.region, asked.district or own.district):
        raise not_found()
    within = Place(asked.region or own.region, asked.district or own.district)
    return Wanted(within, query["state"], query["version"], query["text"])


def _cursor(row: dict[str, Any], sort: str) -> str:
    told = json.dumps([row[directory.sort_key(sort)], row["school"]])
    return urlsafe_b64encode(told.encode()).decode()


def _after(text: str, sort: str) -> tuple[str | int, str] | None:
    if not text:
        return None
    try:
        value, school = json.loads(urlsafe_b64decode(text.encode()))
    except (ValueError, TypeError):
        value, school = None, None
    kind = int if sort == "heard" else str
    if not isinstance(value, kind) or not isinstance(school, str):
        raise Problem(422, "invalid", "This is no page", hint="Begin with the first page.")
    return value, school
