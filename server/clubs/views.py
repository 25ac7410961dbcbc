"""/api/v1/clubs: a school's clubs and electives, for those who lead it."""

from dataclasses import asdict
from typing import Any

import marshmallow as ma

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, SchoolQuery
from server.clubs.overview import overview
from server.db import db
from server.errors import not_found
from server.people import grants
from server.people.grants import ADMIN, DEPUTY, DIRECTOR

blueprint = Blueprint("clubs", __name__)


class ClubOut(ma.Schema):
    """See server.clubs.overview.Standing."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    about = ma.fields.String(required=True)
    leaders = ma.fields.List(ma.fields.String(), required=True)
    led_by = ma.fields.List(ma.fields.String(), required=True)
    percent = ma.fields.Integer(required=True)
    switched_percent = ma.fields.Integer(required=True)
    test = ma.fields.Boolean(required=True)
    least = ma.fields.Integer(required=True)
    join_by = ma.fields.Date(required=True, allow_none=True)
    checked_on = ma.fields.Date(required=True, allow_none=True)
    checked_note = ma.fields.String(required=True)
    checked_by = ma.fields.String(required=True)
    members = ma.fields.Integer(required=True)
    meetings = ma.fields.Integer(required=True)
    last_on = ma.fields.Date(required=True, allow_none=True)


class ClubsOut(ma.Schema):
    """By name."""

    clubs = ma.fields.List(ma.fields.Nested(ClubOut), required=True)


@blueprint.route("/clubs")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, ClubsOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_clubs(query: dict[str, str]) -> dict[str, Any]:
    """Whether they meet, and whether their journals are kept."""
    school = query["school"]
    if not grants.leads(current_person().roles, school):
        raise not_found()
    return {"clubs": [asdict(one) for one in overview(db.session(), school, clock.today())]}
