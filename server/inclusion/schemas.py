"""Shapes of the operations on support and individual routes."""

from __future__ import annotations

from datetime import date

from marshmallow import ValidationError, fields, validate

from server.api import StrictSchema
from server.inclusion import limits
from server.library.fields import record_id, text
from server.planning.schemas import day, whole

SPANS = ("topic", "section", "half_year", "year")
"""For how much of a subject a route is (rules of the NIS network, annex 5)."""

STATES = ("open", "finished", "withdrawn")

WORK = "work"
CONSULTATION = "consultation"
FORMS = (WORK, CONSULTATION)
"""What a step is: something to be done alone, or an hour with a teacher."""

UNJUDGED = ""
PROGRESS = (UNJUDGED, "going", "slow", "stuck")
"""How a week went; unjudged is what an assistant writes."""


def _flag() -> fields.Boolean:
    return fields.Boolean(required=False, truthy={True}, falsy={False})


class SupportSetSchema(StrictSchema):
    """`support.set` version 1: what a learner is to have at every task, and never why.

    `extra_time` is percent of a task's own minutes. `advice` says what helps. Edits name only the
    fields they change.
    """

    school = record_id()
    learner = record_id()
    extra_time = whole(0, limits.EXTRA_PERCENT, required=False)
    larger_text = _flag()
    read_aloud = _flag()
    other_tasks = _flag()
    advice = text(limits.ADVICE_CHARACTERS, required=False, blank=True)
    starts_on = day(required=False, allow_none=True)
    ends_on = day(required=False, allow_none=True)


class StepSchema(StrictSchema):
    """A step of a route."""

    text = text(limits.STEP_CHARACTERS)
    form = fields.String(required=True, validate=validate.OneOf(FORMS))
    due_on = day(allow_none=True)
    done = fields.Boolean(required=True, truthy={True}, falsy={False})


class RouteSetSchema(StrictSchema):
    """`route.set` version 1: an individual learning route. `subject` is empty for all of them.

    `learner` stands in every operation, so that all of it goes with the learner. Edits name only
    the fields they change.
    """

    school = record_id()
    learner = record_id()
    subject = text(80, required=False, blank=True)
    span = fields.String(required=False, validate=validate.OneOf(SPANS))
    goal = text(limits.GOAL_CHARACTERS, required=False)
    steps = fields.List(
        fields.Nested(StepSchema), required=False, validate=validate.Length(max=limits.STEPS)
    )
    starts_on = day(required=False)
    ends_on = day(required=False, allow_none=True)
    state = fields.String(required=False, validate=validate.OneOf(STATES))
    conclusion = text(limits.GOAL_CHARACTERS, required=False, blank=True)


def _is_monday(value: str) -> None:
    try:
        monday = date.fromisoformat(value)
    except ValueError:
        monday = date.min  # a Monday, but never written so
    if monday.isoformat() != value or monday.isoweekday() != 1:
        raise ValidationError("A week is named by its Monday.")


class RouteReviewSchema(StrictSchema):
    """`route.review` version 1: what one person says of one week of a route; `week` is its Monday.

    Who says it again replaces their own words.
    """

    school = record_id()
    route = record_id()
    learner = record_id()
    week = fields.String(required=True, validate=_is_monday)
    progress = fields.String(required=True, validate=validate.OneOf(PROGRESS))
    text = text(limits.REVIEW_CHARACTERS, blank=True)
