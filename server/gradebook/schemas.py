"""Shapes of the operations of the gradebook."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import StrictSchema
from server.assessment.policy import PARTS
from server.gradebook import limits
from server.library.fields import decimal_text, record_id, text
from server.planning.schemas import day, grade, whole

OUTCOMES = ("points", "absent", "exempt", "not_studied", "none")
"""What became of a learner in an assessment; `none` takes back what was entered. Points of 0 are
points."""

TERM_OUTCOMES = ("mark", "unattested", "exempt", "not_studied", "not_certified")
"""What stands in the place of a term mark; all but `mark` are words of the council or a doctor."""

TERM = validate.Regexp(r"\A20\d\d-[1-6]\Z", error="Write terms as 2026-2.")


def _term(*, required: bool = True) -> fields.String:
    return fields.String(required=required, validate=TERM)


def subject_code(*, required: bool = True) -> fields.String:
    """The code of a subject, short enough for a record of learner, term and subject."""
    field = record_id(required=required)
    field.validators.append(validate.Length(max=limits.SUBJECT_CHARACTERS))
    return field


def _points(*, allow_none: bool = False) -> fields.String:
    """Points as a decimal text, not below nought."""
    field = decimal_text(allow_none=allow_none)
    field.validators.append(validate.Regexp(r"\A\d", error="Points are not below 0."))
    return field


class TaskSchema(StrictSchema):
    """One task of an assessment: its most points, and what it asks for."""

    max = whole(1, limits.MOST_POINTS)
    objective = text(limits.OBJECTIVE_CHARACTERS, blank=True)


class AssessmentSetSchema(StrictSchema):
    """`assessment.set` version 1: what learners of a class get points for.

    Edits name only the fields they change. With `tasks` the points are entered task by task, and
    `max` is their sum; with an `assignment` its marks are the points.
    """

    school = record_id(required=False)
    klass = record_id(required=False, wire_name="class")
    grade = grade()
    subject = subject_code(required=False)
    term = _term(required=False)
    part = fields.String(required=False, validate=validate.OneOf(PARTS))
    title = text(limits.TITLE_CHARACTERS, required=False, blank=True)
    date = day(required=False)
    max = whole(1, limits.MOST_POINTS, required=False)
    tasks = fields.List(
        fields.Nested(TaskSchema), required=False, validate=validate.Length(max=limits.TASKS)
    )
    objectives = fields.List(
        text(limits.OBJECTIVE_CHARACTERS),
        required=False,
        validate=validate.Length(max=limits.OBJECTIVES),
    )
    assignment = record_id(required=False, allow_none=True)


class AssessmentRemoveSchema(StrictSchema):
    """`assessment.remove` version 1: nothing but the record; its points are kept."""


class ScoreGiveSchema(StrictSchema):
    """`score.give` version 1: a learner's points, or why there are none."""

    assessment = record_id()
    learner = record_id()
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    points = _points(allow_none=True)
    by_task = fields.List(
        _points(allow_none=True), required=True, validate=validate.Length(max=limits.TASKS)
    )
    comment = text(limits.COMMENT_CHARACTERS, blank=True)

    @validates_schema
    def _points_or_not(self, data: dict[str, Any], **_more: Any) -> None:
        if (data.get("outcome") == "points") != (data.get("points") is not None):
            raise ValidationError("Points stand with the outcome `points`, and only there.")


class PolicyAdoptSchema(StrictSchema):
    """`policy.adopt` version 1: by which policy a school makes its marks from a day on.

    `pass_subjects` are passed or not; `half_year_subjects` have a mark in every second term.
    """

    school = record_id()
    policy = record_id()
    starts_on = day()
    pass_subjects = fields.List(
        record_id(), required=True, validate=validate.Length(max=limits.SUBJECTS)
    )
    half_year_subjects = fields.List(
        record_id(), required=True, validate=validate.Length(max=limits.SUBJECTS)
    )


class InputSchema(StrictSchema):
    """One score that a term mark rests on."""

    assessment = record_id()
    part = fields.String(required=True, validate=validate.OneOf(PARTS))
    points = _points()
    max = whole(1, limits.MOST_POINTS)


class TermConfirmSchema(StrictSchema):
    """`term.confirm` version 1: a teacher signs a learner's mark in a subject for a term.

    `mark` is 2–5, or on the scale `pass` 1 and 0; `inputs` are what the policy made it of. Another
    mark than the policy's, and one in the place of a signed one, need a `reason`.
    """

    klass = record_id(wire_name="class")
    subject = subject_code()
    term = _term()
    learner = record_id()
    grade = whole(0, 12)
    policy = record_id()
    scale = fields.String(required=True, validate=validate.OneOf(("marks", "pass")))
    outcome = fields.String(required=True, validate=validate.OneOf(TERM_OUTCOMES))
    percent = _points(allow_none=True)
    mark = whole(0, 5, none=True)
    inputs = fields.List(
        fields.Nested(InputSchema), required=True, validate=validate.Length(max=limits.INPUTS)
    )
    reason = text(limits.COMMENT_CHARACTERS, blank=True)

    @validates_schema
    def _mark_or_not(self, data: dict[str, Any], **_more: Any) -> None:
        if (data.get("outcome") == "mark") != (data.get("mark") is not None):
            raise ValidationError("A mark stands with the outcome `mark`, and only there.")


class TermLockSchema(StrictSchema):
    """`term.lock` version 1: the marks of a class in a term are closed, or opened by an order."""

    school = record_id(required=False)
    klass = record_id(required=False, wire_name="class")
    term = _term(required=False)
    locked = fields.Boolean(required=False, truthy={True}, falsy={False})
    order = text(limits.COMMENT_CHARACTERS, required=False, blank=True)
