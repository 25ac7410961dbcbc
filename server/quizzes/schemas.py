"""Shapes of the operations on quizzes, questions and papers."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from content.errors import DescriptionInvalid
from content.quiz import check_question
from server.library.fields import file_name, media_type, moment, record_id, sha256, text
from server.library.schemas import LANGUAGES
from server.quizzes import limits

STRANDS: Final = ("", "mathematics", "reading", "science", "computer")
"""What a question tests besides its subject, as the national monitoring counts; "": nothing."""

MODES: Final = ("task", "practice")
"""A task is taken once or as often as it allows and gives points; practice gives none."""

WHEN_SHOWN: Final = ("at_once", "after_close", "never")
"""When a pupil sees which answers were right."""


class QuestionFileSchema(Schema):
    """A picture of a question: its prompt names it by its hash."""

    class Meta:
        unknown = RAISE

    sha256 = sha256()
    name = file_name()
    type = media_type()
    size = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, limits.PICTURE_BYTES)
    )


def _files(most: int) -> fields.List[object]:
    return fields.List(
        fields.Nested(QuestionFileSchema), required=False, validate=validate.Length(max=most)
    )


def _question_body(value: object) -> None:
    """A question of content.quiz; it needs no id, since the record has one."""
    if not isinstance(value, dict):
        raise ValidationError("A question is an object.")
    try:
        check_question({"id": "q", **value})
    except DescriptionInvalid as error:
        raise ValidationError(str(error)) from error


def _numbered_question(value: object) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise ValidationError("A question of a paper has an id.")
    _question_body(value)


def _language() -> fields.String:
    return fields.String(required=False, validate=validate.OneOf(LANGUAGES))


def _part() -> fields.List[object]:
    return fields.List(
        fields.Raw(validate=_numbered_question),
        required=False,
        validate=validate.Length(max=limits.PART_QUESTIONS),
    )


def _whole(most: int) -> fields.Integer:
    return fields.Integer(
        required=False, strict=True, allow_none=True, validate=validate.Range(1, most)
    )


class QuizSetSchema(Schema):
    """`quiz.set` version 1. Edits name only the fields they change."""

    class Meta:
        unknown = RAISE

    school = record_id(required=False)
    title = text(limits.TITLE_CHARACTERS, required=False)
    subject = text(limits.SUBJECT_CHARACTERS, required=False, blank=True)
    grades = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 12)),
        required=False,
        validate=validate.Length(max=limits.GRADES),
    )
    language = _language()
    introduction = text(limits.INTRODUCTION_CHARACTERS, required=False, blank=True)
    order = fields.List(record_id(), required=False, validate=validate.Length(max=limits.QUESTIONS))
    shared = fields.Boolean(required=False, truthy={True}, falsy={False})


class QuestionSetSchema(Schema):
    """`question.set` version 1. Edits name only the fields they change."""

    class Meta:
        unknown = RAISE

    quiz = record_id(required=False)
    body = fields.Raw(required=False, validate=_question_body)
    objective = text(limits.OBJECTIVE_CHARACTERS, required=False, blank=True)
    strand = fields.String(required=False, validate=validate.OneOf(STRANDS))
    files = _files(limits.QUESTION_FILES)


class PaperSetSchema(Schema):
    """`paper.set` version 1. Edits name only the fields they change.

    `attempts`: how many, null without a limit. `minutes`: for one attempt. From `opens_at` to
    `closes_at` it may be begun and answered. `draw`: so many of its questions, others for
    everybody. `answers`: when a pupil sees which were right. The questions stand in
    `part_1`…`part_6`, as many of them as `parts` says.
    """

    class Meta:
        unknown = RAISE

    school = record_id(required=False)
    klass = record_id(required=False, wire_name="class")
    quiz = record_id(required=False, allow_none=True)
    mode = fields.String(required=False, validate=validate.OneOf(MODES))
    title = text(limits.TITLE_CHARACTERS, required=False)
    subject = text(limits.SUBJECT_CHARACTERS, required=False, blank=True)
    language = _language()
    introduction = text(limits.INTRODUCTION_CHARACTERS, required=False, blank=True)
    attempts = _whole(limits.ATTEMPTS)
    minutes = _whole(limits.MINUTES)
    opens_at = moment(required=False, allow_none=True)
    closes_at = moment(required=False, allow_none=True)
    shuffle = fields.Boolean(required=False, truthy={True}, falsy={False})
    draw = _whole(limits.QUESTIONS)
    answers = fields.String(required=False, validate=validate.OneOf(WHEN_SHOWN))
    parts = fields.Integer(required=False, strict=True, validate=validate.Range(1, limits.PARTS))
    part_1 = _part()
    part_2 = _part()
    part_3 = _part()
    part_4 = _part()
    part_5 = _part()
    part_6 = _part()
    files = _files(limits.PAPER_FILES)


class WithdrawSchema(Schema):
    """Ending a quiz, a question or a paper: nothing but the record says it."""

    class Meta:
        unknown = RAISE


def parts_of(values: Any) -> list[list[dict[str, Any]]]:
    """The parts of a paper that have come, in order."""
    names = (f"part_{n}" for n in range(1, limits.PARTS + 1))
    return [[dict(one) for one in values[name]] for name in names if name in values]
