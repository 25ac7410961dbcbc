"""What a pupil's file tells, and the operation that it becomes."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from server.gradebook.limits import MOST_POINTS
from server.gradebook.schemas import TERM, TERM_OUTCOMES, subject_code
from server.library.fields import record_id, text
from server.planning.schemas import day, whole
from server.transfers import limits


class _Strict(Schema):
    class Meta:
        unknown = RAISE


def _some(schema: type[Schema], most: int) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True, validate=validate.Length(max=most))


class BroughtMarkSchema(_Strict):
    """A signed mark of a term (`2026-2`) or a year (`2026`); `name` is the subject's."""

    period = fields.String(required=True, validate=validate.Regexp(r"\A20\d\d(-[1-6])?\Z"))
    subject = subject_code()
    name = text(limits.TEXT_CHARACTERS)
    outcome = fields.String(required=True, validate=validate.OneOf(TERM_OUTCOMES))
    mark = whole(0, 5, none=True)
    scale = fields.String(required=True, validate=validate.OneOf(("marks", "pass")))


class BroughtPointsSchema(_Strict):
    """An assessment of the term that has not ended yet."""

    subject = subject_code()
    name = text(limits.TEXT_CHARACTERS)
    term = fields.String(required=True, validate=TERM)
    part = fields.String(required=True, validate=validate.OneOf(("formative", "section", "term")))
    title = text(limits.TEXT_CHARACTERS, blank=True)
    date = day()
    points = fields.String(required=True, validate=validate.Regexp(r"\A\d{1,6}(\.\d{1,6})?\Z"))
    max = whole(1, MOST_POINTS)


class BroughtPlaceSchema(_Strict):
    """How far a subject's plan had come: the last topic taught, and lessons held of it all."""

    subject = subject_code()
    name = text(limits.TEXT_CHARACTERS)
    topic = text(limits.TEXT_CHARACTERS, blank=True)
    held = whole(0, 1000)


class BroughtWorkSchema(_Strict):
    """A marked work of the portfolio."""

    title = text(limits.TEXT_CHARACTERS)
    mark = text(20)
    max = whole(1, MOST_POINTS, none=True)
    date = day()


class BroughtSchema(_Strict):
    """Marks to date, points of the term, place in the plans, portfolio, and lessons missed."""

    marks = _some(BroughtMarkSchema, limits.MARKS)
    points = _some(BroughtPointsSchema, limits.POINTS)
    places = _some(BroughtPlaceSchema, limits.PLACES)
    works = _some(BroughtWorkSchema, limits.WORKS)
    missed = whole(0, 10_000)


class PupilFileSchema(_Strict):
    """The whole of a file: whose, from where, and what."""

    family_name = text(limits.TEXT_CHARACTERS)
    given_name = text(limits.TEXT_CHARACTERS)
    grade = whole(0, 12, none=True)
    school = record_id()
    source = text(300)
    left_on = day()
    content = fields.Nested(BroughtSchema, required=True)


class HistorySetSchema(_Strict):
    """`history.set` version 1: what a learner brought from another school, joined to what is here;
    `withdrawn` takes the joining back."""

    learner = record_id(required=False)
    school = record_id(required=False)
    source = text(300, required=False)
    left_on = day(required=False)
    confirmed = fields.Boolean(required=False, truthy={True}, falsy={False})
    content = fields.Nested(BroughtSchema, required=False)
    withdrawn = fields.Boolean(required=False, truthy={True}, falsy={False})
