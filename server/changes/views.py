"""GET /api/v1/changes: what a phone does not have yet."""

from typing import Any

from flask import Response, jsonify, request
from marshmallow import fields, validate

from server.access import authenticated, current_person
from server.api import Blueprint, StrictSchema
from server.changes.answers import ChangesOut, page_for, told
from server.db import db
from server.limits import DEFAULT_PAGE_RECORDS, MAX_CURSOR_CHARS, MAX_PAGE_RECORDS

blueprint = Blueprint("changes", __name__)


class ChangesQuery(StrictSchema):
    """?since=<cursor>&limit="""

    since = fields.String(load_default=None, validate=validate.Length(0, MAX_CURSOR_CHARS))
    limit = fields.Integer(
        load_default=DEFAULT_PAGE_RECORDS, validate=validate.Range(1, MAX_PAGE_RECORDS)
    )


@blueprint.route("/changes")
@blueprint.arguments(ChangesQuery, location="query")
@blueprint.response(200, ChangesOut)
@authenticated
def get_changes(query: dict[str, Any]) -> Response:
    """Records that changed for the caller; 304 for a poll that finds nothing new."""
    person = current_person()
    page = page_for(db.session(), person.id, person.roles, query["since"], query["limit"])
    response = jsonify(told(page))
    if not page.records:  # nothing new: the cursor alone names the answer
        response.set_etag(str(page.cursor))
        response.make_conditional(request)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response
