"""/api/v1/gradebook: books as files and files as books, and a class's term for those who lead the
school or it. Nothing is written here: points from a file become operations of whoever looked at
them."""

from dataclasses import asdict
from typing import Any, Final

import marshmallow as ma
from flask import Response

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, StrictSchema
from server.audit.noting import note_read
from server.changes.scopes import plan_scope, points_scope
from server.changes.viewer import viewer_of
from server.db import db
from server.errors import not_found
from server.gradebook import marks_file
from server.gradebook.book import Adopted
from server.gradebook.importing import known_for_files
from server.gradebook.limits import FILE_SHEETS
from server.gradebook.messages import REFUSALS
from server.gradebook.preview import concerned
from server.gradebook.reading import Book, book_of
from server.gradebook.reports import SubjectReport, report_of
from server.gradebook.rights import teaches_subject
from server.gradebook.schemas import TERM
from server.gradebook.sheets import book_csv, book_xlsx, report_xlsx
from server.people import grants
from server.people.grants import LEADING, TEACHER, TEACHING
from server.people.models import SchoolClass
from server.planning.models import Subject
from server.planning.views import refusals_told
from server.policies.reading import policy_of
from server.reports.sending import attachment
from server.results.sheets import LANGUAGES
from server.roster.views import file_in_body

blueprint = Blueprint("gradebook", __name__)

_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BookQuery(StrictSchema):
    """Which term, and the language of the headings."""

    term = ma.fields.String(required=True, validate=TERM)
    language = ma.fields.String(load_default="kk", validate=ma.validate.OneOf(LANGUAGES))


class FileQuery(StrictSchema):
    """For which term a file has points; `sheet` is the place of one of its sheets, from 0."""

    term = ma.fields.String(required=True, validate=TERM)
    sheet = ma.fields.Integer(load_default=None, validate=ma.validate.Range(0, FILE_SHEETS))


class FileCellSchema(ma.Schema):
    """See server.gradebook.file_cells.FileCell; `at` is the column's place, from 0."""

    at = ma.fields.Integer(required=True)
    outcome = ma.fields.String(required=True, allow_none=True)
    points = ma.fields.String(required=True, allow_none=True)
    most = ma.fields.Integer(required=True, allow_none=True)
    trouble = ma.fields.String(required=True, allow_none=True)
    said = ma.fields.String(required=True)


class FileRowSchema(ma.Schema):
    """See server.gradebook.marks_file.FileRow."""

    line = ma.fields.Integer(required=True)
    written = ma.fields.String(required=True)
    learner = ma.fields.String(required=True, allow_none=True)
    maybe = ma.fields.List(ma.fields.String(), required=True)
    left = ma.fields.Boolean(required=True)
    cells = ma.fields.List(ma.fields.Nested(FileCellSchema), required=True)


class FileColumnSchema(ma.Schema):
    """See server.gradebook.marks_file.FileColumn."""

    at = ma.fields.Integer(required=True)
    heading = ma.fields.String(required=True)
    assessment = ma.fields.String(required=True, allow_none=True)
    part = ma.fields.String(required=True, allow_none=True)
    date = ma.fields.Date(required=True, allow_none=True, attribute="on")
    title = ma.fields.String(required=True)
    most = ma.fields.Integer(required=True, allow_none=True)
    reckoned = ma.fields.Boolean(required=True)


class FileSheetSchema(ma.Schema):
    """A sheet that names pupils of the class."""

    at = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)


class MarksFileSchema(ma.Schema):
    """What a file with points says; `sheet` is the one that was read."""

    sheets = ma.fields.List(ma.fields.Nested(FileSheetSchema), required=True)
    sheet = ma.fields.Integer(required=True)
    columns = ma.fields.List(ma.fields.Nested(FileColumnSchema), required=True)
    rows = ma.fields.List(ma.fields.Nested(FileRowSchema), required=True)


class SupposeQuery(StrictSchema):
    """Of which school and term, and what it would adopt from which day on; codes of subjects are
    separated by commas."""

    school = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    term = ma.fields.String(required=True, validate=TERM)
    policy = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    starts_on = ma.fields.Date(required=True)
    pass_subjects = ma.fields.String(load_default="", validate=ma.validate.Length(0, 2000))
    half_year_subjects = ma.fields.String(load_default="", validate=ma.validate.Length(0, 2000))


class ConcernedSchema(ma.Schema):
    """See server.gradebook.preview.Concerned."""

    class_id = ma.fields.String(required=True, data_key="class")
    label = ma.fields.String(required=True)
    subject = ma.fields.String(required=True)
    learners = ma.fields.Integer(required=True)
    up = ma.fields.Integer(required=True)
    down = ma.fields.Integer(required=True)
    open = ma.fields.Integer(required=True)
    signed = ma.fields.Integer(required=True)


class ConcernedsSchema(ma.Schema):
    """Where marks would be others."""

    rows = ma.fields.List(ma.fields.Nested(ConcernedSchema), required=True)


class MarksSchema(ma.Schema):
    """See server.gradebook.analysis.MarksSummary; `counts` by mark."""

    learners = ma.fields.Integer(required=True)
    counts = ma.fields.Dict(ma.fields.String(), ma.fields.Integer(), required=True)
    without = ma.fields.Integer(required=True)
    success = ma.fields.Integer(required=True, allow_none=True)
    quality = ma.fields.Integer(required=True, allow_none=True)


class PointsSchema(ma.Schema):
    """See server.gradebook.analysis.AssessmentSummary."""

    wrote = ma.fields.Integer(required=True)
    low = ma.fields.Integer(required=True)
    middle = ma.fields.Integer(required=True)
    high = ma.fields.Integer(required=True)
    mean = ma.fields.Integer(required=True, allow_none=True)
    success = ma.fields.Integer(required=True, allow_none=True)
    quality = ma.fields.Integer(required=True, allow_none=True)


class ReachedSchema(ma.Schema):
    """How much of a learning objective has been reached, in percent."""

    objective = ma.fields.String(required=True)
    percent = ma.fields.Integer(required=True)
    weak = ma.fields.Boolean(required=True)


class AssessmentReportSchema(ma.Schema):
    """One section or term assessment."""

    id = ma.fields.String(required=True)
    part = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    on = ma.fields.Date(required=True, data_key="date")
    summary = ma.fields.Nested(PointsSchema, required=True)
    objectives = ma.fields.List(ma.fields.Nested(ReachedSchema), required=True)


class SubjectReportSchema(ma.Schema):
    """See server.gradebook.reports.SubjectReport."""

    subject = ma.fields.String(required=True)
    marks = ma.fields.Nested(MarksSchema, required=True)
    signed = ma.fields.Integer(required=True)
    blank = ma.fields.Integer(required=True)
    outdated = ma.fields.Integer(required=True)
    assessments = ma.fields.List(ma.fields.Nested(AssessmentReportSchema), required=True)


class ReportSchema(ma.Schema):
    """A class in a term, a line per subject."""

    rows = ma.fields.List(ma.fields.Nested(SubjectReportSchema), required=True)


@blueprint.route("/gradebook/policy-preview")
@blueprint.arguments(SupposeQuery, location="query")
@blueprint.response(200, ConcernedsSchema)
@requires(*sorted(LEADING))
def get_policy_preview(query: dict[str, Any]) -> dict[str, Any]:
    """Whose marks of a term would change by another policy; nothing is written."""
    if not grants.leads(current_person().roles, query["school"]):
        raise not_found()
    if policy_of(db.session(), query["policy"]) is None:
        raise not_found()
    supposed = Adopted(
        query["starts_on"],
        query["policy"],
        frozenset(filter(None, query["pass_subjects"].split(","))),
        frozenset(filter(None, query["half_year_subjects"].split(","))),
    )
    rows = concerned(db.session(), query["school"], query["term"], supposed, clock.today())
    return {"rows": [asdict(row) for row in rows]}


@blueprint.route("/gradebook/<class_id>/report")
@blueprint.arguments(BookQuery, location="query")
@blueprint.response(200, ReportSchema)
@requires(*sorted(TEACHING | LEADING))
def get_report(query: dict[str, Any], class_id: str) -> dict[str, Any]:
    """Marks by subject, and the section and term assessments."""
    return {"rows": [_told(row) for row in _report(class_id, query["term"])]}


@blueprint.route("/gradebook/<class_id>/report.xlsx")
@blueprint.arguments(BookQuery, location="query")
@blueprint.response(200)
@requires(*sorted(TEACHING | LEADING))
def get_report_xlsx(query: dict[str, Any], class_id: str) -> Response:
    """The same for Excel."""
    rows = _report(class_id, query["term"])
    names = {one.code: one.names[query["language"]] for one in db.session().query(Subject)}
    return attachment(report_xlsx(rows, names, query["language"]), _XLSX, "report.xlsx")


@blueprint.route("/gradebook/<class_id>/<subject>/book.csv")
@blueprint.arguments(BookQuery, location="query")
@blueprint.response(200)
@requires(*sorted(TEACHING | LEADING))
def get_book_csv(query: dict[str, Any], class_id: str, subject: str) -> Response:
    """A book as CSV."""
    content = book_csv(_noted(_book(class_id, subject, query["term"])), query["language"])
    return attachment(content, _CSV, "gradebook.csv")


@blueprint.route("/gradebook/<class_id>/<subject>/book.xlsx")
@blueprint.arguments(BookQuery, location="query")
@blueprint.response(200)
@requires(*sorted(TEACHING | LEADING))
def get_book_xlsx(query: dict[str, Any], class_id: str, subject: str) -> Response:
    """A book for Excel."""
    content = book_xlsx(_noted(_book(class_id, subject, query["term"])), query["language"])
    return attachment(content, _XLSX, "gradebook.xlsx")


@blueprint.route("/gradebook/<class_id>/<subject>/import/preview", methods=("POST",))
@blueprint.arguments(FileQuery, location="query")
@blueprint.response(200, MarksFileSchema)
@requires(TEACHER)
def post_import_preview(query: dict[str, Any], class_id: str, subject: str) -> dict[str, Any]:
    """Whose points a file (.xlsx, .csv) has, and for which assessments; nothing is written."""
    one = db.session().get(SchoolClass, class_id)
    if one is None or not teaches_subject(current_person().roles, class_id, subject):
        raise not_found()
    known = known_for_files(db.session(), one, subject, query["term"], clock.today())
    with file_in_body() as path, refusals_told(REFUSALS):
        found = marks_file.read(path, known, query["sheet"])
    rows = [
        row._asdict() | {"cells": [{"at": at, **cell._asdict()} for at, cell in row.cells.items()]}
        for row in found.rows
    ]
    return {"sheets": found.sheets, "sheet": found.sheet, "columns": found.columns, "rows": rows}


def _report(class_id: str, term: str) -> list[SubjectReport]:
    """Problem 404 unless the caller leads the school, or has the class as a whole."""
    return report_of(db.session(), _class(class_id), term, clock.today())


def _noted(book: Book) -> Book:
    """The book, once it is noted who takes it as a file."""
    school = db.session.get_one(SchoolClass, book.class_id).school
    note_read(school, "gradebook", f"{book.label} {book.subject} {book.term}", len(book.lines))
    return book


def _book(class_id: str, subject: str, term: str) -> Book:
    """Problem 404 unless the caller leads the school, has the class, or teaches the subject."""
    return book_of(db.session(), _class(class_id, subject), subject, term, clock.today())


def _class(class_id: str, subject: str | None = None) -> SchoolClass:
    person = current_person()
    session = db.session()
    one = session.get(SchoolClass, class_id)
    if one is None:
        raise not_found()
    allowed = {points_scope(class_id)}
    if subject is not None:
        allowed.add(plan_scope(class_id, subject))
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    if not grants.leads(person.roles, one.school) and not allowed & viewer.scopes:
        raise not_found()
    return one


def _told(row: SubjectReport) -> dict[str, Any]:
    told = asdict(row)
    for assessment, one in zip(told["assessments"], row.assessments, strict=True):
        assessment["objectives"] = [goal._asdict() for goal in one.objectives]
    return told
