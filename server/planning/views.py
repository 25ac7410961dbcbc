"""/api/v1/planning: plans to copy from, files of plans and timetables as they are understood, and
whose lessons there are today. Nothing is written here: what is taken becomes operations of
whoever looked at it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from server import clock
from server.access import authenticated, current_person, requires
from server.api import Blueprint, StrictSchema
from server.changes.viewer import viewer_of
from server.db import db
from server.errors import Problem, not_allowed, not_found
from server.library.sending import send_personal_file
from server.library.stores import personal_store
from server.people import grants
from server.people.directory import school_of_class
from server.people.grants import ADMIN, CLASS_TEACHER, DEPUTY, DIRECTOR, TEACHER
from server.planning import asking, plan_file, timetable_file
from server.planning.files import row_file
from server.planning.messages import REFUSALS
from server.roster.rows import RosterRefused
from server.roster.views import file_in_body

blueprint = Blueprint("planning", __name__)

STAFF: Final = (ADMIN, DIRECTOR, DEPUTY, TEACHER, CLASS_TEACHER)
_ID: Final = validate.Length(1, 80)
_NEW_YEAR_MONTH: Final = 7  # from July on a plan is for the school year that is to begin


class SchoolQuery(StrictSchema):
    """Whose plans or timetable."""

    school = fields.String(required=True, validate=_ID)


class PlanQuery(StrictSchema):
    """One plan: a subject in a class, or in one grade of it."""

    class_id = fields.String(required=True, data_key="class", validate=_ID)
    subject = fields.String(required=True, validate=_ID)
    grade = fields.Integer(load_default=None, validate=validate.Range(0, 12))
    year = fields.Integer(load_default=None, validate=validate.Range(2020, 2099))
    """Of which school year, by its September; without it all the rows that the plan has had."""


class ClassQuery(StrictSchema):
    """For which class a file is the plan."""

    class_id = fields.String(required=True, data_key="class", validate=_ID)


class DayQuery(SchoolQuery):
    """Which day's lessons."""

    on = fields.Date(required=True)


class PlanReadOut(ma.Schema):
    """A plan that there is: see server.planning.asking.PlanKnown."""

    class_id = fields.String(required=True, data_key="class")
    label = fields.String(required=True)
    grade = fields.Integer(required=True, allow_none=True)
    subject = fields.String(required=True)
    year = fields.Integer(required=True)
    ended = fields.Boolean(required=True)
    rows = fields.Integer(required=True)
    hours = fields.Integer(required=True)


class PlansOut(ma.Schema):
    """All plans of a school, of former classes and years, too."""

    plans = fields.List(fields.Nested(PlanReadOut), required=True)


class RowsOut(ma.Schema):
    """The rows of a plan, as the feed has them; `held` are lessons that used one of them."""

    rows = fields.List(fields.Dict(), required=True)
    held = fields.List(fields.Dict(), required=True)


class PlanRowOut(ma.Schema):
    """A row that was understood: see server.planning.plan_file.PlanRow."""

    line = fields.Integer(required=True)
    sheet = fields.String(required=True)
    topic = fields.String(required=True)
    section = fields.String(required=True)
    hours = fields.Integer(required=True)
    on = fields.Date(required=True, allow_none=True)
    objectives = fields.List(fields.String(), required=True)
    homework = fields.String(required=True)
    resources = fields.List(fields.String(), required=True)
    summative = fields.String(required=True)
    said = fields.List(fields.String(), required=True)


class TroubleOut(ma.Schema):
    """A row or a cell that is not taken."""

    line = fields.Integer(required=True)
    sheet = fields.String(required=True)
    trouble = fields.String(required=True)
    said = fields.String(required=True)


class PlanFileOut(ma.Schema):
    """What a plan's file says."""

    columns = fields.List(fields.String(), required=True)
    rows = fields.List(fields.Nested(PlanRowOut), required=True)
    problems = fields.List(fields.Nested(TroubleOut), required=True)


class LessonOut(ma.Schema):
    """A lesson that was understood: see server.planning.timetable_file.Lesson."""

    line = fields.Integer(required=True)
    sheet = fields.String(required=True)
    class_id = fields.String(required=True, data_key="class")
    weekday = fields.Integer(required=True)
    bell = fields.Integer(required=True)
    subject = fields.String(required=True)
    new = fields.Boolean(required=True)
    teachers = fields.List(fields.String(), required=True)
    room = fields.String(required=True)


class TimetableFileOut(ma.Schema):
    """What a timetable's file says."""

    lessons = fields.List(fields.Nested(LessonOut), required=True)
    problems = fields.List(fields.Nested(TroubleOut), required=True)


class TodayOut(ma.Schema):
    """A lesson of a day: see server.planning.asking.LessonToday."""

    slot = fields.String(required=True)
    bell = fields.Integer(required=True)
    places = fields.List(fields.String(), required=True)
    subjects = fields.List(fields.String(), required=True)
    teachers = fields.List(fields.String(), required=True)
    substitute = fields.String(required=True, allow_none=True)


class SchoolDayOut(ma.Schema):
    """The lessons of a day, in the order of bells."""

    lessons = fields.List(fields.Nested(TodayOut), required=True)


@blueprint.route("/planning/plans")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, PlansOut)
@requires(*STAFF)
def get_plans(query: dict[str, str]) -> dict[str, Any]:
    """Plans of a school of the caller's: what can be copied into one's own."""
    _of_the_staff(query["school"])
    return {"plans": asking.plans_of(db.session(), query["school"], clock.today())}


@blueprint.route("/planning/plan")
@blueprint.arguments(PlanQuery, location="query")
@blueprint.response(200, RowsOut)
@requires(*STAFF)
def get_plan(query: dict[str, Any]) -> dict[str, Any]:
    """One plan, for the staff of its school."""
    _of_the_staff(school_of_class(db.session(), query["class_id"]))
    taught = (query["class_id"], query["grade"], query["subject"])
    session, year = db.session(), query["year"]
    rows = (
        asking.rows_of_plan(session, *taught)
        if year is None
        else asking.rows_of_year(session, taught, year, clock.today())
    )
    return {
        "rows": rows,
        "held": asking.held_of_plan(session, *taught),
    }


@blueprint.route("/planning/rows/<record>/files/<int:n>")
@blueprint.response(200)
@authenticated
def get_row_file(record: str, n: int) -> Response:
    """A file of a plan's row, for those who teach by it and the staff of its school."""
    person = current_person()
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    file = row_file(session, viewer, record, n)
    session.rollback()  # a slow download holds no snapshot of the database
    return send_personal_file(personal_store(), file.sha256, name=file.name, media_type=file.type)


@blueprint.route("/planning/plan/preview", methods=("POST",))
@blueprint.arguments(ClassQuery, location="query")
@blueprint.response(200, PlanFileOut)
@requires(*STAFF)
def post_plan_preview(query: dict[str, str]) -> plan_file.Plan:
    """Row by row what a plan's file (.xlsx, .csv) says; nothing is written."""
    school = school_of_class(db.session(), query["class_id"])
    roles = current_person().roles
    if school is None or not (
        grants.leads(roles, school) or grants.teaches(roles, query["class_id"])
    ):
        raise not_allowed()
    today = clock.today()
    with file_in_body() as path, refusals_told():
        return plan_file.read(path, today.year - (today.month < _NEW_YEAR_MONTH))


@blueprint.route("/planning/timetable/preview", methods=("POST",))
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, TimetableFileOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def post_timetable_preview(query: dict[str, str]) -> timetable_file.Timetable:
    """Cell by cell what a timetable's file (.xlsx, .csv) says; nothing is written."""
    if not grants.leads(current_person().roles, query["school"]):
        raise not_allowed()
    known = asking.known_for_timetables(db.session(), query["school"], clock.today())
    with file_in_body() as path, refusals_told():
        return timetable_file.read(path, known)


@blueprint.route("/planning/lessons")
@blueprint.arguments(DayQuery, location="query")
@blueprint.response(200, SchoolDayOut)
@requires(*STAFF)
def get_lessons(query: dict[str, Any]) -> dict[str, Any]:
    """Everybody's lessons on a day: one of them may have nobody."""
    _of_the_staff(query["school"])
    on: date = query["on"]
    found = asking.lessons_on(db.session(), query["school"], on)
    return {"lessons": [asdict(one) for one in found]}


def _of_the_staff(school: str | None) -> None:
    roles = current_person().roles
    if school is None or not grants.holds(roles, grants.TEACHING | grants.LEADING, school):
        raise not_found()


@contextmanager
def refusals_told(words: Mapping[str, Mapping[str, str]] = REFUSALS) -> Iterator[None]:
    """A file that is not taken as a problem, with what to do in all three languages."""
    try:
        yield
    except RosterRefused as refused:
        texts = {
            language: text.format(**refused.values)
            for language, text in words[refused.reason].items()
        }
        raise Problem(
            422,
            "table-refused",
            "The file was not taken",
            hint=texts["en"],
            reason=refused.reason,
            texts=texts,
        ) from None
