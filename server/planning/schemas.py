"""Shapes of the operations on calendars, timetables, substitutions and plans."""

from __future__ import annotations

from datetime import date

from marshmallow import Schema, ValidationError, fields, validate

from server.api import StrictSchema
from server.classroom.schemas import FileSchema
from server.library.fields import record_id, text
from server.planning import limits

SUMMATIVE = ("none", "section", "term")
"""What a row assesses: nothing, a section (БЖБ, СОР), the term (ТЖБ, СОЧ)."""

REASONS = ("weather", "quarantine", "emergency", "other")
"""Why lessons are not held by order."""


def day(*, required: bool = True, allow_none: bool = False) -> fields.String:
    """A day as 2026-09-01."""
    return fields.String(required=required, allow_none=allow_none, validate=_is_day)


def _is_day(value: str) -> None:
    try:
        real = date.fromisoformat(value).isoformat() == value
    except ValueError:
        real = False
    if not real:
        raise ValidationError("Write days as 2026-09-01.")


def whole(least: int, most: int, *, required: bool = True, none: bool = False) -> fields.Integer:
    """A whole number between two, both included."""
    return fields.Integer(
        required=required, strict=True, allow_none=none, validate=validate.Range(least, most)
    )


def grade(*, required: bool = False) -> fields.Integer:
    """A grade, None for the whole class."""
    return whole(0, 12, required=required, none=True)


class SpanSchema(StrictSchema):
    """Days from the first to the last, both included."""

    starts_on = day()
    ends_on = day()
    name = text(limits.NAME_CHARACTERS, required=False, blank=True)


class MovedSchema(StrictSchema):
    """A day that follows the timetable of another weekday."""

    on = day()
    weekday = whole(1, 7)


class BellSchema(StrictSchema):
    """The n-th lesson of a day: from and to, in the school's own time."""

    n = whole(1, limits.BELLS)
    starts = fields.String(required=True, validate=validate.Regexp(r"\A([01]\d|2[0-3]):[0-5]\d\Z"))
    ends = fields.String(required=True, validate=validate.Regexp(r"\A([01]\d|2[0-3]):[0-5]\d\Z"))


def _some(schema: type[Schema], most: int, *, least: int = 0, required: bool = True) -> object:
    return fields.List(
        fields.Nested(schema), required=required, validate=validate.Length(min=least, max=most)
    )


class CalendarSetSchema(StrictSchema):
    """`calendar.set` version 1: terms, holidays, bells and working days of a school year."""

    school = record_id(allow_none=True)
    name = text(limits.NAME_CHARACTERS)
    grades = fields.List(whole(0, 12), required=True, validate=validate.Length(max=13))
    weekdays = fields.List(whole(1, 7), required=True, validate=validate.Length(min=1, max=7))
    terms = _some(SpanSchema, limits.TERMS, least=1)
    holidays = _some(SpanSchema, limits.HOLIDAYS)
    moved = _some(MovedSchema, limits.MOVED_DAYS)
    bells = _some(BellSchema, limits.BELLS, least=1)


class SubjectSetSchema(StrictSchema):
    """`subject.set` version 1: the names of a subject; `code` is what roles and plans call it."""

    school = record_id(required=False)
    code = record_id(required=False)
    kk = text(limits.NAME_CHARACTERS, required=False)
    ru = text(limits.NAME_CHARACTERS, required=False)
    en = text(limits.NAME_CHARACTERS, required=False)


class LineSchema(StrictSchema):
    """What one class, or one grade of it, has in a lesson; `n` stays the same for ever.

    `group` is the record of a group that is less than the class, or crosses classes.
    """

    n = whole(1, limits.LINES_PER_SLOT)
    klass = record_id(wire_name="class")
    grade = grade(required=True)
    subject = record_id()
    group = record_id(required=False, allow_none=True)


class GroupSetSchema(StrictSchema):
    """`group.set` version 1: a group for some lessons, of one class or across several."""

    school = record_id(required=False)
    name = text(limits.NAME_CHARACTERS, required=False)


class MembershipSetSchema(StrictSchema):
    """`membership.set` version 1: a learner in a group, from one day to another."""

    school = record_id(required=False)
    group = record_id(required=False)
    learner = record_id(required=False)
    starts_on = day(required=False, allow_none=True)
    ends_on = day(required=False, allow_none=True)


class TimetableSetSchema(StrictSchema):
    """`timetable.set` version 1: one lesson of the week. Edits name only what they change."""

    school = record_id(required=False)
    weekday = whole(1, 7, required=False)
    bell = whole(1, limits.BELLS, required=False)
    lines = _some(LineSchema, limits.LINES_PER_SLOT, least=1, required=False)
    teachers = fields.List(
        record_id(), required=False, validate=validate.Length(max=limits.TEACHERS_PER_SLOT)
    )
    room = text(limits.NAME_CHARACTERS, required=False, blank=True)
    starts_on = day(required=False, allow_none=True)
    ends_on = day(required=False, allow_none=True)


class RemoveSchema(StrictSchema):
    """A removal says nothing but its record."""


class SubstitutionSetSchema(StrictSchema):
    """`substitution.set` version 1: who takes a lesson of the timetable on one day.

    A teacher may take one at once (`confirmed` false); a leader of the school confirms it later,
    or says `withdrawn`.
    """

    school = record_id(required=False)
    slot = record_id(required=False)
    date = day(required=False)
    substitute = record_id(required=False)
    reason = text(limits.TEXT_CHARACTERS, required=False, blank=True)
    confirmed = fields.Boolean(required=False, truthy={True}, falsy={False})
    withdrawn = fields.Boolean(required=False, truthy={True}, falsy={False})


class ClosureSetSchema(StrictSchema):
    """`closure.set` version 1: an order by which lessons are not held at school."""

    school = record_id(required=False)
    order = text(limits.NAME_CHARACTERS, required=False, blank=True)
    reason = fields.String(required=False, validate=validate.OneOf(REASONS))
    note = text(limits.TEXT_CHARACTERS, required=False, blank=True)
    starts_on = day(required=False)
    ends_on = day(required=False)
    classes = fields.List(
        record_id(), required=False, validate=validate.Length(max=limits.CLASSES_PER_CLOSURE)
    )
    withdrawn = fields.Boolean(required=False, truthy={True}, falsy={False})


class ResourceSchema(StrictSchema):
    """What a row points to: a lesson of a course, or words (a page, a broadcast)."""

    course = record_id(required=False)
    lesson = record_id(required=False)
    text = text(limits.TEXT_CHARACTERS, required=False)


class PlanSetSchema(StrictSchema):
    """`plan.set` version 1: one row of a calendar-thematic plan (КТЖ).

    Edits name only what they change.
    """

    school = record_id(required=False)
    klass = record_id(required=False, wire_name="class")
    grade = grade()
    subject = record_id(required=False)
    position = whole(0, limits.MAX_POSITION, required=False)
    hours = whole(1, limits.MAX_HOURS, required=False)
    section = text(limits.TEXT_CHARACTERS, required=False, blank=True)
    topic = text(limits.TEXT_CHARACTERS, required=False)
    objectives = fields.List(
        text(limits.OBJECTIVE_CHARACTERS),
        required=False,
        validate=validate.Length(max=limits.OBJECTIVES_PER_ROW),
    )
    homework = text(limits.TEXT_CHARACTERS, required=False, blank=True)
    resources = _some(ResourceSchema, limits.RESOURCES_PER_ROW, required=False)
    summative = fields.String(required=False, validate=validate.OneOf(SUMMATIVE))
    on = day(required=False, allow_none=True)
    year = whole(2020, 2099, required=False, none=True)
    """In which the school year that it is for began."""
    outline = text(limits.OUTLINE_CHARACTERS, required=False, blank=True)
    files = _some(FileSchema, limits.FILES_PER_ROW, required=False)
