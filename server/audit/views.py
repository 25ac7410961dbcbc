"""GET /api/v1/audit/reads: who has read many people's data at once."""

from typing import Any

import marshmallow as ma
from sqlalchemy import select

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, SchoolQuery
from server.audit.limits import READS_SHOWN
from server.audit.models import BulkRead
from server.db import db
from server.errors import not_found
from server.people import grants
from server.people.grants import ADMIN, DIRECTOR
from server.people.models import Person, SchoolClass
from server.rows import rows_of

blueprint = Blueprint("audit", __name__)


class ReadsQuery(SchoolQuery):
    """Of which school, and before which entry: the answer's last `id` asks for the next page."""

    before = ma.fields.Integer(load_default=None, validate=ma.validate.Range(1))


class BulkReadSchema(ma.Schema):
    """One bulk read."""

    id = ma.fields.Integer(required=True)
    person = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    what = ma.fields.String(required=True)
    about = ma.fields.String(required=True)
    people = ma.fields.Integer(required=True)
    at = ma.fields.String(required=True)


class BulkReadsSchema(ma.Schema):
    """The newest first."""

    reads = ma.fields.List(ma.fields.Nested(BulkReadSchema), required=True)


@blueprint.route("/audit/reads")
@blueprint.arguments(ReadsQuery, location="query")
@blueprint.response(200, BulkReadsSchema)
@requires(ADMIN, DIRECTOR)
def get_reads(query: dict[str, Any]) -> dict[str, Any]:
    """Reports, packs, lists and files that somebody took of several people, the newest first."""
    if not grants.holds(current_person().roles, (ADMIN, DIRECTOR), query["school"]):
        raise not_found()
    session = db.session()
    wanted = select(BulkRead).where(BulkRead.school == query["school"])
    if query["before"] is not None:
        wanted = wanted.where(BulkRead.id < query["before"])
    rows = session.scalars(wanted.order_by(BulkRead.id.desc()).limit(READS_SHOWN)).all()
    # What somebody took of one person or of one class names it by the id alone.
    ids = {row.person for row in rows} | {row.about for row in rows}
    people = rows_of(session, Person, ids)
    names = {one.id: f"{one.family_name} {one.given_name}" for one in people}
    names |= {one.id: one.label for one in rows_of(session, SchoolClass, ids)}
    return {
        "reads": [
            {
                "id": row.id,
                "person": row.person,
                "name": names.get(row.person, ""),
                "what": row.what,
                "about": names.get(row.about, row.about),
                "people": row.people,
                "at": clock.rfc3339(row.at_ms),
            }
            for row in rows
        ]
    }
