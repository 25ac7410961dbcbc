"""Shapes of the operations of the year's end."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from server.gradebook.limits import COMMENT_CHARACTERS
from server.gradebook.schemas import TERM, TERM_OUTCOMES, InputSchema, subject_code
from server.library.fields import record_id, text
from server.planning.schemas import day, whole
from server.yearend import limits

DECISIONS = ("promoted", "resit", "repeats", "graduates")
"""What a council decides: көшірілді, қосымша тапсырады, қайта оқиды, бітірді."""


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class TermOfYearSchema(_Strict):
    """One term's signed mark; no mark where a word stands in its place."""

    term = fields.String(required=True, validate=TERM)
    mark = whole(0, 5, none=True)


class YearConfirmSchema(_Strict):
    """`year.confirm` version 1: a teacher signs a learner's mark in a subject for the year.

    `year` is the school year's first. `mark` is what the policy makes of `terms` (or, where it
    pools, of `inputs`), `final` of it and the `exam`; others, and one in the place of a signed one,
    need a `reason`.
    """

    klass = record_id(wire_name="class")
    subject = subject_code()
    year = whole(2020, 2099)
    learner = record_id()
    grade = whole(0, 12)
    policy = record_id()
    scale = fields.String(required=True, validate=validate.OneOf(("marks", "pass")))
    outcome = fields.String(required=True, validate=validate.OneOf(TERM_OUTCOMES))
    mark = whole(0, 5, none=True)
    exam = whole(2, 5, none=True)
    final = whole(0, 5, none=True)
    terms = fields.List(
        fields.Nested(TermOfYearSchema), required=True, validate=validate.Length(max=limits.TERMS)
    )
    inputs = fields.List(
        fields.Nested(InputSchema), required=True, validate=validate.Length(max=limits.INPUTS)
    )
    reason = text(COMMENT_CHARACTERS, blank=True)

    @validates_schema
    def _mark_or_not(self, data: dict[str, Any], **_more: Any) -> None:
        marked = data.get("outcome") == "mark"
        if marked != (data.get("mark") is not None) or marked != (data.get("final") is not None):
            raise ValidationError("Marks stand with the outcome `mark`, and only there.")


class YearDecideSchema(_Strict):
    """`year.decide` version 1: the council's decision on a learner, with its protocol.

    `subjects` are those of a resit.
    """

    school = record_id()
    klass = record_id(wire_name="class")
    learner = record_id()
    year = whole(2020, 2099)
    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    protocol = text(limits.PROTOCOL_CHARACTERS)
    date = day()
    subjects = fields.List(
        record_id(), required=True, validate=validate.Length(max=limits.RESIT_SUBJECTS)
    )

    @validates_schema
    def _resit_of_something(self, data: dict[str, Any], **_more: Any) -> None:
        if (data.get("decision") == "resit") != bool(data.get("subjects")):
            raise ValidationError("A resit names its subjects, and nothing else does.")
