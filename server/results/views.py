"""Results of a class at an item, for its teachers: to look at, and as sheets."""

from typing import Any, Final

import flask
import marshmallow as ma
from flask import Response

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, StrictSchema
from server.changes.scopes import work_scope
from server.changes.viewer import viewer_of
from server.db import db
from server.disposition import attached
from server.errors import not_found
from server.people.grants import TEACHING
from server.results.queries import Results, results
from server.results.sheets import LANGUAGES, csv_file, xlsx_file
from server.results.words import in_words

blueprint = Blueprint("results", __name__)

_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TriedSchema(ma.Schema):
    """One attempt at the item; times in RFC 3339, `seconds` over all sittings."""

    id = ma.fields.String(required=True)
    learner = ma.fields.String(required=True)
    completion = ma.fields.String(required=True)
    success = ma.fields.String(required=True)
    score = ma.fields.List(ma.fields.String(allow_none=True), required=True, allow_none=True)
    seconds = ma.fields.Integer(required=True)
    sittings = ma.fields.Integer(required=True)
    started_at = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    answers = ma.fields.Integer(required=True)


class WrongSchema(ma.Schema):
    """The wrong answer most often given."""

    response = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)


class QuestionSchema(ma.Schema):
    """How a question fared among the first attempts; `mean` is a share from 0 to 1."""

    activity = ma.fields.String(required=True)
    question = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    answered = ma.fields.Integer(required=True)
    judged = ma.fields.Integer(required=True)
    right = ma.fields.Integer(required=True)
    mean = ma.fields.Float(required=True, allow_none=True)
    wrong = ma.fields.Nested(WrongSchema, required=True, allow_none=True)
    discrimination = ma.fields.Float(required=True, allow_none=True)


class ResultsSchema(ma.Schema):
    """A class at an item."""

    attempts = ma.fields.List(ma.fields.Nested(TriedSchema), required=True)
    questions = ma.fields.List(ma.fields.Nested(QuestionSchema), required=True)


class SheetSchema(StrictSchema):
    """The language of a sheet's headings."""

    language = ma.fields.String(load_default="kk", validate=ma.validate.OneOf(LANGUAGES))


@blueprint.route("/classes/<class_id>/items/<item>/results")
@blueprint.response(200, ResultsSchema)
@requires(*sorted(TEACHING))
def get_results(class_id: str, item: str) -> Results:
    """Attempts, times, scores and the analysis of questions."""
    return _results(class_id, item)


@blueprint.route("/classes/<class_id>/items/<item>/results.csv")
@blueprint.arguments(SheetSchema, location="query")
@blueprint.response(200)
@requires(*sorted(TEACHING))
def get_csv(args: dict[str, Any], class_id: str, item: str) -> Response:
    """The same as CSV."""
    return _sheet(csv_file(_worded(class_id, item), args["language"]), _CSV, "results.csv")


@blueprint.route("/classes/<class_id>/items/<item>/results.xlsx")
@blueprint.arguments(SheetSchema, location="query")
@blueprint.response(200)
@requires(*sorted(TEACHING))
def get_xlsx(args: dict[str, Any], class_id: str, item: str) -> Response:
    """The same for Excel."""
    return _sheet(xlsx_file(_worded(class_id, item), args["language"]), _XLSX, "results.xlsx")


def _worded(class_id: str, item: str) -> Results:
    return in_words(db.session(), item, _results(class_id, item))


def _results(class_id: str, item: str) -> Results:
    """Problem 404 unless the caller sees the work of the class today."""
    person = current_person()
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    if work_scope(class_id) not in viewer.scopes:
        raise not_found()
    return results(session, class_id, item, viewer.on)


def _sheet(content: bytes, media_type: str, name: str) -> Response:
    response = flask.make_response(content)
    response.content_type = media_type
    response.headers["Content-Disposition"] = attached(name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
