"""/api/v1/console/courses: which schools a national course is for, and taking it back."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server.access import current_person
from server.api import Blueprint, StrictSchema
from server.audience import publishing
from server.audience.deciding import reached, row, schools_of
from server.audience.operations import AudienceSetSchema
from server.audience.schemas import AudienceOut, ReachOut
from server.console import audit
from server.console.limits import MAX_QUERY_CHARS
from server.console.rights import PUBLISH, SEE, must_cover, operator, place
from server.library.schemas import LANGUAGES

blueprint = Blueprint("audience", __name__)


class CoursesQuery(StrictSchema):
    """Which courses; what is left out does not narrow."""

    language = fields.String(load_default="", validate=validate.OneOf(("", *LANGUAGES)))
    grade = fields.Integer(load_default=None, validate=validate.Range(0, 12))
    text = fields.String(load_default="", validate=validate.Length(0, MAX_QUERY_CHARS))


class RecordQuery(StrictSchema):
    """Whose audience, as audience.set names it; the share of schools depends on it."""

    record = fields.String(load_default="", validate=validate.Length(0, 80))


class NationalCourseOut(ma.Schema):
    """A national course: `schools` it is for, at `delivered` of them its edition is shown."""

    course = fields.String(required=True)
    title = fields.String(required=True)
    language = fields.String(required=True)
    subject = fields.String(required=True)
    grades = fields.List(fields.Integer(), required=True)
    edition = fields.Integer(required=True)
    published_at = fields.String(required=True)
    audience = fields.Nested(AudienceOut, required=True)
    schools = fields.Integer(required=True)
    delivered = fields.Integer(required=True)


class NationalCoursesOut(ma.Schema):
    """By title."""

    courses = fields.List(fields.Nested(NationalCourseOut), required=True)


@blueprint.route("/console/courses")
@blueprint.arguments(CoursesQuery, location="query")
@blueprint.response(200, NationalCoursesOut)
@operator(SEE)
def get_national_courses(query: dict[str, Any]) -> dict[str, Any]:
    """National courses, and how far they have come in the caller's place."""
    return {"courses": publishing.courses(publishing.Wanted(**query), place())}


@blueprint.route("/console/audiences/preview", methods=("POST",))
@blueprint.arguments(RecordQuery, location="query")
@blueprint.arguments(AudienceSetSchema)
@blueprint.response(200, ReachOut)
@operator(SEE)
def post_supposed_audience(query: dict[str, str], body: dict[str, Any]) -> dict[str, int]:
    """How many schools of the caller's place an audience would be; nothing is written."""
    return {"schools": len(reached(schools_of(place()), row(query["record"], body)))}


@blueprint.route("/console/courses/<course>/audience", methods=("PUT",))
@blueprint.arguments(AudienceSetSchema)
@blueprint.response(204)
@operator(PUBLISH)
def put_audience(body: dict[str, Any], course: str) -> None:
    """Say for which schools a course is; for operators of the whole country."""
    must_cover("", "")
    publishing.known(course)
    audit.note("course-offered", None, {"course": course, **body})
    publishing.offer(course, body, current_person().id)


@blueprint.route("/console/courses/<course>", methods=("DELETE",))
@blueprint.response(204)
@operator(PUBLISH)
def delete_national_course(course: str) -> None:
    """Withdraw a course everywhere; for operators of the whole country."""
    must_cover("", "")
    found = publishing.known(course)
    audit.note("course-withdrawn", None, {"course": course, "title": found.title})
    publishing.withdraw(course, current_person().id)
