"""/api/v1/planning/templates: ready plans that the school has been sent, for whoever plans."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, StrictSchema
from server.db import db
from server.errors import not_found
from server.people import grants
from server.people.directory import person_name
from server.people.models import School
from server.planning.views import STAFF
from server.templates import limits
from server.templates.models import PlanTemplate
from server.templates.publishing import standing
from server.templates.reaching import for_schools

blueprint = Blueprint("templates", __name__)


class TemplatesQuery(StrictSchema):
    """Of which grade; without one, of all."""

    grade = fields.Integer(load_default=None, validate=validate.Range(0, 12))


def source_of(row: PlanTemplate) -> str:
    """What the plan follows, or the name of the school that offers it."""
    if row.school is None or row.region is not None:
        return row.source
    at = db.session.get(School, row.school)
    return at.name if at is not None else ""


def author_of(row: PlanTemplate) -> str:
    """Her name, where she stands by it."""
    if row.named and row.author:
        return person_name(db.session(), row.author)
    return row.by


class TemplateOut(ma.Schema):
    """A ready plan, without its rows. One of a school around has the `school` that offers it, whose
    name is its source, and in `by` the name of its author, if she has given it."""

    id = fields.String(required=True)
    subject = fields.String(required=True)
    grade = fields.Integer(required=True)
    language = fields.String(required=True)
    title = fields.String(required=True)
    source = fields.Function(source_of, required=True)
    rows = fields.Integer(required=True)
    hours = fields.Integer(required=True)
    published_at = fields.Function(lambda row: clock.rfc3339(row.published_ms), required=True)
    school = fields.String(required=True, allow_none=True)
    by = fields.Function(author_of, required=True)


class TemplatesOut(ma.Schema):
    """What is offered, by grade, subject and language."""

    templates = fields.List(fields.Nested(TemplateOut), required=True)


class TemplateRowsOut(TemplateOut):
    """A ready plan with its rows, as server.templates.schemas.TemplateRowSchema has them."""

    plan = fields.List(fields.Dict(), required=True)


@blueprint.route("/planning/templates")
@blueprint.arguments(TemplatesQuery, location="query")
@blueprint.response(200, TemplatesOut)
@requires(*STAFF)
def get_templates(query: dict[str, Any]) -> dict[str, Any]:
    """Ready plans that have come whole and were not withdrawn."""
    wanted = standing()
    if query["grade"] is not None:
        wanted = wanted.where(PlanTemplate.grade == query["grade"])
    found = db.session.scalars(wanted.limit(limits.LISTED)).all()
    return {"templates": for_schools(db.session(), found, _schools())}


@blueprint.route("/planning/templates/<template>")
@blueprint.response(200, TemplateRowsOut)
@requires(*STAFF)
def get_template(template: str) -> PlanTemplate:
    """One ready plan with its rows."""
    row = db.session.get(PlanTemplate, template)
    if row is None or row.withdrawn or row.rows == 0:
        raise not_found()
    if not for_schools(db.session(), [row], _schools()):
        raise not_found()
    return row


def _schools() -> frozenset[str]:
    return grants.schools(current_person().roles)
