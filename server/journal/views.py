"""/api/v1/journal: how a school's journals are kept, for those who lead it."""

from dataclasses import asdict
from datetime import date
from typing import Any

import marshmallow as ma

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, SchoolQuery
from server.db import db
from server.errors import Problem, not_found
from server.journal import limits
from server.journal.keeping import keeping
from server.people import grants
from server.people.grants import ADMIN, DEPUTY, DIRECTOR

blueprint = Blueprint("journal", __name__)


class KeepingQuery(SchoolQuery):
    """Which school, and which days, both included."""

    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)


class KeptSchema(ma.Schema):
    """Lessons of a subject in a class: see server.journal.keeping.Kept."""

    class_id = ma.fields.String(required=True, data_key="class")
    grade = ma.fields.Integer(required=True, allow_none=True)
    subject = ma.fields.String(required=True)
    teachers = ma.fields.List(ma.fields.String(), required=True)
    planned = ma.fields.Integer(required=True)
    held = ma.fields.Integer(required=True)
    cancelled = ma.fields.Integer(required=True)
    missing = ma.fields.Integer(required=True)
    late = ma.fields.Integer(required=True)
    extra = ma.fields.Integer(required=True)


class KeepingSchema(ma.Schema):
    """Up to which day was counted, and the lines."""

    ends_on = ma.fields.Date(required=True)
    rows = ma.fields.List(ma.fields.Nested(KeptSchema), required=True)


@blueprint.route("/journal/keeping")
@blueprint.arguments(KeepingQuery, location="query")
@blueprint.response(200, KeepingSchema)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_keeping(query: dict[str, Any]) -> dict[str, Any]:
    """Lessons planned, held, cancelled, missing and written late; not beyond today."""
    if not grants.leads(current_person().roles, query["school"]):
        raise not_found()
    first: date = query["starts_on"]
    last: date = min(query["ends_on"], clock.today())
    if (last - first).days >= limits.REPORT_DAYS:
        raise Problem(
            400,
            "range-too-long",
            f"At most {limits.REPORT_DAYS} days at a time",
            hint="Ask for a shorter time: a week, a month or a term.",
        )
    rows = keeping(db.session(), query["school"], first, last)
    return {"ends_on": last, "rows": [asdict(row) for row in rows]}
