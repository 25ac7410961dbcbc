"""/api/v1/overview, /inspection/pack and /inspectors: a school as a whole, and who inspects it."""

from dataclasses import asdict
from datetime import date
from typing import Any, Final

import marshmallow as ma
from flask import Response

from server import clock
from server.access import current_person, requires
from server.accounts import cards
from server.accounts.schemas import CardsOut
from server.api import Blueprint, SchoolQuery, StrictSchema
from server.audit.noting import note_read
from server.db import db
from server.errors import Problem, not_found
from server.inspection import accounts
from server.inspection.limits import PACK_DAYS
from server.inspection.overview import overview
from server.inspection.pack import pack
from server.journal.limits import REPORT_DAYS
from server.people.grants import ADMIN, DEPUTY, DIRECTOR, INSPECTOR, holds
from server.people.models import School
from server.reports.reading import Asked, terms_of_school
from server.reports.rights import Reader
from server.reports.sending import attachment
from server.reports.words import LANGUAGES, Words
from server.roster.text import cleaned

blueprint = Blueprint("inspection", __name__)

_ZIP: Final = "application/zip"
_NAME = ma.validate.Length(1, 120)


class SpanQuery(SchoolQuery):
    """Of which school, from which day to which."""

    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)


class PackQuery(SpanQuery):
    """The same, and the language of the forms."""

    language = ma.fields.String(load_default="kk", validate=ma.validate.OneOf(LANGUAGES))


class ClassLineSchema(ma.Schema):
    """See server.reports.overview.ClassLine."""

    class_id = ma.fields.String(required=True, data_key="class")
    label = ma.fields.String(required=True)
    learners = ma.fields.Integer(required=True)
    planned = ma.fields.Integer(required=True)
    held = ma.fields.Integer(required=True)
    cancelled = ma.fields.Integer(required=True)
    missing = ma.fields.Integer(required=True)
    late = ma.fields.Integer(required=True)
    missed = ma.fields.Integer(required=True)
    unexcused = ma.fields.Integer(required=True)
    present = ma.fields.Integer(required=True, allow_none=True)
    signed = ma.fields.Integer(required=True)
    success = ma.fields.Integer(required=True, allow_none=True)
    quality = ma.fields.Integer(required=True, allow_none=True)
    waiting = ma.fields.Integer(required=True)


class OverviewSchema(ma.Schema):
    """Up to which day was counted, of which term the marks are, and the classes."""

    ends_on = ma.fields.Date(required=True)
    term = ma.fields.String(required=True, allow_none=True)
    classes = ma.fields.List(ma.fields.Nested(ClassLineSchema), required=True)


class InspectorBody(StrictSchema):
    """Who comes, and the last day of the account."""

    family_name = ma.fields.String(required=True, validate=_NAME)
    given_name = ma.fields.String(required=True, validate=_NAME)
    ends_on = ma.fields.Date(required=True)


class InspectorOut(ma.Schema):
    """See server.accounts.inspectors.Inspector."""

    person = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    login = ma.fields.String(required=True, allow_none=True)
    starts_on = ma.fields.Date(required=True, allow_none=True)
    ends_on = ma.fields.Date(required=True, allow_none=True)
    over = ma.fields.Boolean(required=True)


class InspectorsOut(ma.Schema):
    """The latest first."""

    inspectors = ma.fields.List(ma.fields.Nested(InspectorOut), required=True)


@blueprint.route("/overview")
@blueprint.arguments(SpanQuery, location="query")
@blueprint.response(200, OverviewSchema)
@requires(ADMIN, DIRECTOR, DEPUTY, INSPECTOR)
def get_overview(query: dict[str, Any]) -> dict[str, Any]:
    """Lessons, attendance, signed marks and works that wait, class by class; no pupil is named."""
    asked, (first, last) = _asked(query, "kk", REPORT_DAYS)
    terms = terms_of_school(asked.session, asked.classes(), last)
    begun = [term.key for term in terms if term.starts_on <= last]
    term = begun[-1] if begun else None
    lines = overview(asked.session, asked.school.id, (first, last), term)
    return {"ends_on": last, "term": term, "classes": [asdict(line) for line in lines]}


@blueprint.route("/inspection/pack")
@blueprint.arguments(PackQuery, location="query")
@blueprint.response(200)
@requires(ADMIN, DIRECTOR, DEPUTY, INSPECTOR)
def get_pack(query: dict[str, Any]) -> Response:
    """Journals, plans, assessments and reports of a time in one ZIP."""
    asked, days = _asked(query, query["language"], PACK_DAYS)
    school = asked.school.id
    content, about = pack(asked, days)
    note_read(school, "inspector-pack", f"{days[0]}–{days[1]}", max(len(about), 2))
    return attachment(content, _ZIP, f"inspection-{days[0]}-{days[1]}.zip")


def _asked(query: dict[str, Any], language: str, most: int) -> tuple[Asked, tuple[date, date]]:
    """Problem 404 for who doesn't oversee the school, 400 for too long a time."""
    Reader(current_person()).need_school(query["school"])
    session, today = db.session(), clock.today()
    school = session.get(School, query["school"])
    if school is None:
        raise not_found()
    first, last = query["starts_on"], min(query["ends_on"], today)
    if not 0 <= (last - first).days < most:
        raise Problem(
            400,
            "range-too-long",
            f"From one day to a later one, at most {most} days at a time",
            hint="Ask for a shorter time: a week, a month or a term.",
        )
    return Asked(session, school, Words(language), today), (first, last)


@blueprint.route("/inspectors")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, InspectorsOut)
@requires(ADMIN, DIRECTOR)
def get_inspectors(query: dict[str, str]) -> dict[str, Any]:
    """Who may inspect the school, and who might before."""
    return {"inspectors": accounts.of_school(_own(query["school"]))}


@blueprint.route("/inspectors", methods=("POST",))
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.arguments(InspectorBody)
@blueprint.response(201, CardsOut)
@requires(ADMIN, DIRECTOR)
def post_inspector(query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    """Let an inspector read the school until a day; the card is shown this once."""
    names = cleaned(body["family_name"]), cleaned(body["given_name"])
    ends_on: date = body["ends_on"]
    made = accounts.admit(_own(query["school"]), *names, ends_on)
    return {"address": cards.address(), "cards": made}


@blueprint.route("/inspectors/<person>", methods=("DELETE",))
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(204)
@requires(ADMIN, DIRECTOR)
def delete_inspector(query: dict[str, str], person: str) -> None:
    """End an inspector's account at once."""
    accounts.dismiss(_own(query["school"]), person)


def _own(school: str) -> str:
    if not holds(current_person().roles, (ADMIN, DIRECTOR), school):
        raise not_found()
    return school
