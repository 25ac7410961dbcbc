"""GET /api/v1/search: lessons by their words."""

from dataclasses import asdict
from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from marshmallow import fields, validate

from server import clock
from server.access import authenticated, current_person
from server.api import Blueprint, StrictSchema
from server.changes.viewer import viewer_of
from server.db import db
from server.search import limits
from server.search.service import search

blueprint = Blueprint("search", __name__)


class SearchQuery(StrictSchema):
    """?q=<words>&limit="""

    q = fields.String(required=True, validate=validate.Length(1, limits.QUERY_CHARACTERS))
    limit = fields.Integer(
        load_default=limits.RESULTS_DEFAULT, validate=validate.Range(1, limits.RESULTS_MAX)
    )


class FoundOut(ma.Schema):
    """A lesson, and the item of it where the words are; `excerpt` is a piece of its text."""

    course = fields.String(required=True)
    course_title = fields.String(required=True)
    language = fields.String(required=True)
    lesson = fields.String(required=True)
    item = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    where = fields.String(required=True, validate=validate.OneOf(("title", "text")))
    excerpt = fields.String(required=True)


class SearchOut(ma.Schema):
    """The best results first, each lesson once."""

    results = fields.List(fields.Nested(FoundOut), required=True)


@blueprint.route("/search")
@blueprint.arguments(SearchQuery, location="query")
@blueprint.response(200, SearchOut)
@authenticated
def get_search(query: dict[str, Any]) -> Response:
    """Lessons that the caller may see and that have every word of the query."""
    person = current_person()
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    found = search(session, viewer, query["q"], query["limit"])
    session.rollback()
    rows = [{k: v for k, v in asdict(one).items() if k != "rank"} for one in found]
    response = jsonify(results=rows)
    response.headers["Cache-Control"] = "private, no-store"
    return response
