"""What is asked of reports, and how they are answered."""

import marshmallow as ma

from server.api import StrictSchema
from server.gradebook.schemas import TERM
from server.reports.words import LANGUAGES

KINDS = (
    "report-card", "register", "timetable", "headcount", "term-report", "analysis", "family",
    "plan", "portfolio", "consent",
)  # fmt: skip
_ID = ma.validate.Length(1, 80)


class ReportQuery(StrictSchema):
    """Which school, or which of its classes, subjects and learners, and over which time.

    `year` is the first of a school year and asks for the year instead of a term; `on` is the day of
    a timetable, or any day of a headcount's month.
    """

    school = ma.fields.String(load_default=None, validate=_ID)
    class_id = ma.fields.String(data_key="class", load_default=None, validate=_ID)
    subject = ma.fields.String(load_default=None, validate=_ID)
    learner = ma.fields.String(load_default=None, validate=_ID)
    term = ma.fields.String(load_default=None, validate=TERM)
    year = ma.fields.Integer(load_default=None, validate=ma.validate.Range(2020, 2099))
    on = ma.fields.Date(load_default=None)
    language = ma.fields.String(load_default="kk", validate=ma.validate.OneOf(LANGUAGES))


class PrintedTableSchema(ma.Schema):
    """See server.reports.sheet.Table."""

    title = ma.fields.String(required=True)
    heads = ma.fields.List(ma.fields.String(), required=True)
    rows = ma.fields.List(ma.fields.List(ma.fields.Raw(allow_none=True)), required=True)
    words = ma.fields.Integer(required=True)
    upright = ma.fields.Boolean(required=True)
    sums = ma.fields.Integer(required=True)


class PrintedPageSchema(ma.Schema):
    """See server.reports.sheet.Page."""

    title = ma.fields.String(required=True)
    facts = ma.fields.List(ma.fields.List(ma.fields.String()), required=True)
    tables = ma.fields.List(ma.fields.Nested(PrintedTableSchema), required=True)
    notes = ma.fields.List(ma.fields.String(), required=True)
    signatures = ma.fields.List(ma.fields.String(), required=True)


class PrintedReportSchema(ma.Schema):
    """See server.reports.sheet.Report."""

    kind = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    school = ma.fields.String(required=True)
    made_on = ma.fields.Date(required=True)
    landscape = ma.fields.Boolean(required=True)
    pages = ma.fields.List(ma.fields.Nested(PrintedPageSchema), required=True)


class SubjectChoice(ma.Schema):
    """A subject of a class."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class LearnerChoice(ma.Schema):
    """A child of the caller."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class ClassChoice(ma.Schema):
    """A class that the caller may read: all of it, some subjects, or their own children in it."""

    id = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    whole = ma.fields.Boolean(required=True)
    subjects = ma.fields.List(ma.fields.Nested(SubjectChoice), required=True)
    learners = ma.fields.List(ma.fields.Nested(LearnerChoice), required=True)


class TermChoice(ma.Schema):
    """A term of the present school year."""

    key = ma.fields.String(required=True)
    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)


class MonthChoice(ma.Schema):
    """A month of the present school year, by its first day."""

    on = ma.fields.Date(required=True)
    name = ma.fields.String(required=True)


class SchoolChoice(ma.Schema):
    """A school with what may be read of it; `kinds` are the reports that make sense there."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    whole = ma.fields.Boolean(required=True)
    kinds = ma.fields.List(ma.fields.String(), required=True)
    classes = ma.fields.List(ma.fields.Nested(ClassChoice), required=True)
    terms = ma.fields.List(ma.fields.Nested(TermChoice), required=True)
    months = ma.fields.List(ma.fields.Nested(MonthChoice), required=True)
    today = ma.fields.Date(required=True)


class ChoicesSchema(ma.Schema):
    """Every school of the caller."""

    schools = ma.fields.List(ma.fields.Nested(SchoolChoice), required=True)


class ChoicesQuery(StrictSchema):
    """The language of subjects' names."""

    language = ma.fields.String(load_default="kk", validate=ma.validate.OneOf(LANGUAGES))
