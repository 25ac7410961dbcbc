"""Shapes of what operators publish for schools to begin from."""

import marshmallow as ma
from marshmallow import fields, validate

from server.api import StrictSchema
from server.audience.operations import AudienceSetSchema
from server.audience.schemas import AudienceOut
from server.library.fields import record_id, text
from server.library.schemas import LANGUAGES
from server.planning.schemas import CalendarSetSchema, whole
from server.templates.limits import TITLE_CHARACTERS
from server.templates.schemas import TemplateRowSchema


class CalendarBody(CalendarSetSchema):
    """A calendar as calendar.set has it, but whose it is."""

    class Meta:
        exclude = ("school",)


class NewCalendarBody(CalendarBody):
    """The same, and for which schools."""

    audience = fields.Nested(AudienceSetSchema, required=True)


class CalendarOut(ma.Schema):
    """A calendar, and how many schools it is for."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    grades = fields.List(fields.Integer(), required=True)
    weekdays = fields.List(fields.Integer(), required=True)
    terms = fields.List(fields.Dict(), required=True)
    holidays = fields.List(fields.Dict(), required=True)
    moved = fields.List(fields.Dict(), required=True)
    bells = fields.List(fields.Dict(), required=True)
    audience = fields.Nested(AudienceOut, required=True)
    schools = fields.Integer(required=True)


class CalendarsOut(ma.Schema):
    """The latest first."""

    calendars = fields.List(fields.Nested(CalendarOut), required=True)


class PlansQuery(StrictSchema):
    """Which plans; what is left out does not narrow."""

    grade = fields.Integer(load_default=None, validate=validate.Range(0, 12))
    language = fields.String(load_default="", validate=validate.OneOf(("", *LANGUAGES)))
    shared = fields.Boolean(load_default=False)


class ReadyPlanOut(ma.Schema):
    """A ready plan, and how many schools it is for. One that a school shares has its name as
    `source`, the author's in `by` where she gave it, and the district that it is for."""

    id = fields.String(required=True)
    subject = fields.String(required=True)
    grade = fields.Integer(required=True)
    language = fields.String(required=True)
    title = fields.String(required=True)
    source = fields.String(required=True)
    rows = fields.Integer(required=True)
    hours = fields.Integer(required=True)
    published_at = fields.String(required=True)
    by = fields.String(required=True)
    region = fields.String(required=True)
    district = fields.String(required=True)
    audience = fields.Nested(AudienceOut, required=True)
    schools = fields.Integer(required=True)


class ReadyPlansOut(ma.Schema):
    """By grade, subject and language; shared ones the latest first."""

    plans = fields.List(fields.Nested(ReadyPlanOut), required=True)


class NewPlanBody(StrictSchema):
    """A plan with its rows, for which schools; `replaces` is withdrawn."""

    subject = record_id()
    grade = whole(0, 12)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    title = text(TITLE_CHARACTERS)
    source = text(TITLE_CHARACTERS, blank=True)
    replaces = record_id(required=False, allow_none=True)
    rows = fields.List(fields.Nested(TemplateRowSchema), required=True)
    audience = fields.Nested(AudienceSetSchema, required=True)


class PlanFileRowsOut(ma.Schema):
    """What a file says, as rows of a plan, and the lines of it that were not understood."""

    rows = fields.List(fields.Dict(), required=True)
    problems = fields.List(fields.Dict(), required=True)


class DefaultMadeOut(ma.Schema):
    """The new record."""

    id = fields.String(required=True)
