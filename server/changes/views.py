"""GET /api/v1/changes: what a phone does not have yet."""

from typing import Any

import marshmallow as ma
from flask import Response, jsonify, request
from marshmallow import fields, validate

from server import clock
from server.access import authenticated, current_person
from server.api import Blueprint, StrictSchema
from server.changes.service import changes_since, parse, remember
from server.changes.viewer import viewer_of
from server.db import db
from server.limits import DEFAULT_PAGE_RECORDS, MAX_CURSOR_CHARS, MAX_PAGE_RECORDS
from server.operations.port import log_store

blueprint = Blueprint("changes", __name__)


class ChangesQuery(StrictSchema):
    """?since=<cursor>&limit="""

    since = fields.String(load_default=None, validate=validate.Length(0, MAX_CURSOR_CHARS))
    limit = fields.Integer(
        load_default=DEFAULT_PAGE_RECORDS, validate=validate.Range(1, MAX_PAGE_RECORDS)
    )


class RecordOut(ma.Schema):
    """One record; a doc of null means forget it."""

    type = fields.String(required=True)
    id = fields.String(required=True)
    doc = fields.Dict(allow_none=True, required=True)


class ChangesOut(ma.Schema):
    """One page; ask again with its cursor, at once while `more`."""

    cursor = fields.String(required=True)
    reset = fields.Boolean(required=True)
    more = fields.Boolean(required=True)
    records = fields.List(fields.Nested(RecordOut), required=True)


@blueprint.route("/changes")
@blueprint.arguments(ChangesQuery, location="query")
@blueprint.response(200, ChangesOut)
@authenticated
def get_changes(query: dict[str, Any]) -> Response:
    """Records that changed for the caller; 304 for a poll that finds nothing new."""
    person = current_person()
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    remember(session, viewer)
    incarnation = log_store(session).incarnation
    since = parse(query["since"], incarnation) if query["since"] else None
    page = changes_since(session, viewer, since, incarnation, query["limit"])
    response = jsonify(
        cursor=str(page.cursor), reset=page.reset, more=page.more, records=page.records
    )
    if not page.records:  # nothing new: the cursor alone names the answer
        response.set_etag(str(page.cursor))
        response.make_conditional(request)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response
