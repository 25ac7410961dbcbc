"""Questions and answers of the views of statements."""

import marshmallow as ma
from marshmallow import fields, validate

from server.api import StrictSchema
from server.insights import limits
from server.results.sheets import LANGUAGES


class FilterQuery(StrictSchema):
    """At most one of `learner`, `class_id` and `school` says whose; without any, the caller's
    school. `since` is excluded, `until` included; both are times of storing."""

    learner = fields.String(validate=validate.Length(1, 80))
    class_id = fields.String(validate=validate.Length(1, 80), data_key="class")
    school = fields.String(validate=validate.Length(1, 80))
    verb = fields.String(validate=validate.Length(1, limits.MAX_IRI_CHARS))
    activity = fields.String(validate=validate.Length(1, limits.MAX_IRI_CHARS))
    registration = fields.UUID()
    since = fields.String(validate=validate.Length(1, 40))
    until = fields.String(validate=validate.Length(1, 40))


class PageQuery(FilterQuery):
    """`cursor` is `next` of the page before."""

    cursor = fields.String(
        validate=validate.And(
            validate.Length(1, limits.MAX_CURSOR_CHARS), validate.Regexp(r"\A\d{1,18}\Z")
        )
    )
    limit = fields.Integer(load_default=limits.PAGE, validate=validate.Range(1, limits.MAX_PAGE))


class ExportQuery(FilterQuery):
    """The language of the heads of columns and of names."""

    language = fields.String(load_default="kk", validate=validate.OneOf(LANGUAGES))


class DaysQuery(StrictSchema):
    """How far to look back."""

    days = fields.Integer(load_default=limits.DAYS, validate=validate.Range(1, limits.MAX_DAYS))


class RowOut(ma.Schema):
    """A line of the list; see server.insights.rows.Row."""

    id = fields.String(required=True)
    stored = fields.String(required=True)
    timestamp = fields.String(required=True)
    learner = fields.String(required=True)
    actor = fields.String(required=True)
    verb = fields.String(required=True)
    verb_names = fields.Dict(required=True)
    object = fields.String(required=True)
    object_names = fields.Dict(required=True)
    registration = fields.String(required=True, allow_none=True)
    completion = fields.Boolean(required=True, allow_none=True)
    success = fields.Boolean(required=True, allow_none=True)
    scaled = fields.Float(required=True, allow_none=True)
    seconds = fields.Float(required=True, allow_none=True)
    response = fields.String(required=True, allow_none=True)
    uncounted = fields.String(required=True, allow_none=True)


class PageOut(ma.Schema):
    """Newest first; `people` are display names by id; `next` None: that was the last page."""

    statements = fields.List(fields.Nested(RowOut), required=True)
    people = fields.Dict(required=True)
    next = fields.String(required=True, allow_none=True)


class ActivityOut(ma.Schema):
    """Numbers of learners, seconds of all together, shares from 0 to 1."""

    id = fields.String(required=True)
    names = fields.Dict(required=True)
    learners = fields.Integer(required=True)
    completed = fields.Integer(required=True)
    passed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    mean = fields.Float(required=True, allow_none=True)
    seconds = fields.Float(required=True)
    answers = fields.Integer(required=True)
    difficulty = fields.Float(required=True, allow_none=True)


class DayOut(ma.Schema):
    """What a day brought."""

    date = fields.String(required=True)
    statements = fields.Integer(required=True)
    learners = fields.Integer(required=True)


class SummaryOut(ma.Schema):
    """How a class fares. `cut`: there was more than could be counted; the newest was."""

    pupils = fields.Integer(required=True)
    days = fields.List(fields.Nested(DayOut), required=True)
    activities = fields.List(fields.Nested(ActivityOut), required=True)
    counted = fields.Integer(required=True)
    cut = fields.Boolean(required=True)
