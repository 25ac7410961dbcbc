"""Shapes of the operations on assignments, submissions and marks."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from server.classroom import limits
from server.library.fields import file_name, media_type, moment, record_id, sha256, text

ANSWER_FORMS = ("text", "photo", "file")
"""What an assignment may accept."""


class FileSchema(Schema):
    """A file beside a record: its hash and what a person needs to recognise it."""

    class Meta:
        unknown = RAISE

    sha256 = sha256()
    name = file_name()
    type = media_type()
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, limits.FILE_BYTES))


def _files() -> fields.List[object]:
    return fields.List(
        fields.Nested(FileSchema),
        required=True,
        validate=validate.Length(max=limits.FILES_PER_RECORD),
    )


class AssignmentSetSchema(Schema):
    """`assignment.set` version 1. Edits name only the fields they change."""

    class Meta:
        unknown = RAISE

    school = record_id(required=False)
    klass = record_id(required=False, wire_name="class")
    title = text(limits.TITLE_CHARACTERS, required=False)
    instructions = text(limits.INSTRUCTIONS_CHARACTERS, required=False, blank=True)
    course = record_id(required=False, allow_none=True)
    lesson = record_id(required=False, allow_none=True)
    item = record_id(required=False, allow_none=True)
    due_at = moment(required=False, allow_none=True)
    max_mark = fields.Integer(
        required=False,
        strict=True,
        allow_none=True,
        validate=validate.Range(1, limits.MAX_MARK),
    )
    accepts = fields.List(
        fields.String(validate=validate.OneOf(ANSWER_FORMS)),
        required=False,
        validate=validate.Length(max=len(ANSWER_FORMS)),
    )
    files = fields.List(
        fields.Nested(FileSchema),
        required=False,
        validate=validate.Length(max=limits.FILES_PER_RECORD),
    )


class AssignmentWithdrawSchema(Schema):
    """`assignment.withdraw` version 1: nothing but the record."""

    class Meta:
        unknown = RAISE


class HandInSchema(Schema):
    """`submission.hand_in` version 1: what a learner hands in, whether or not its files came."""

    class Meta:
        unknown = RAISE

    assignment = record_id()
    text = text(limits.ANSWER_CHARACTERS, blank=True)
    files = _files()
    attempts = fields.List(
        record_id(), required=True, validate=validate.Length(max=limits.ATTEMPTS_PER_SUBMISSION)
    )
    made_at = moment()


class SeeSchema(Schema):
    """`submission.see` version 1: a teacher has opened the work."""

    class Meta:
        unknown = RAISE

    submission = record_id()


class MarkGiveSchema(Schema):
    """`mark.give` version 1. `mark` is what the teacher wrote; `max` what it is out of."""

    class Meta:
        unknown = RAISE

    assignment = record_id()
    learner = record_id()
    submission = record_id(allow_none=True)
    mark = text(limits.MARK_CHARACTERS)
    max = fields.Integer(
        required=True,
        strict=True,
        allow_none=True,
        validate=validate.Range(1, limits.MAX_MARK),
    )
    comment = text(limits.COMMENT_CHARACTERS, blank=True)
