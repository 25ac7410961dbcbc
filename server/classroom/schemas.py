"""Shapes of the operations on assignments, submissions and marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from server.classroom import limits
from server.library.fields import file_name, media_type, moment, record_id, sha256, text

ANSWER_FORMS = ("text", "photo", "file", "audio")
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


DRAWN_LINE: Final = re.compile(r"[a-z][1-9]:\d{1,4},\d{1,4}( \d{1,4},\d{1,4})*\Z")
"""A colour's letter and a width, then points in thousandths of the photo's width and height."""


class CriterionSchema(Schema):
    """What a work is looked at for, and the points it may give."""

    class Meta:
        unknown = RAISE

    name = text(limits.CRITERION_CHARACTERS)
    max = fields.Integer(required=True, strict=True, validate=validate.Range(1, limits.MAX_MARK))


class DrawnSchema(Schema):
    """What a teacher drew on the n-th file of a work."""

    class Meta:
        unknown = RAISE

    file = fields.Integer(
        required=True, strict=True, validate=validate.Range(0, limits.DRAWN_PHOTOS - 1)
    )
    lines = fields.List(
        fields.String(
            validate=[
                validate.Length(max=limits.LINE_CHARACTERS),
                validate.Regexp(DRAWN_LINE, error="This is not a drawn line."),
            ]
        ),
        required=True,
        validate=validate.Length(1, limits.LINES_PER_PHOTO),
    )


class VoiceSchema(FileSchema):
    """What a teacher said about a work."""

    size = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, limits.VOICE_BYTES)
    )


def _learners() -> fields.List[str]:
    """Whom it is for; None or absent: everybody of the class."""
    return fields.List(
        record_id(),
        required=False,
        allow_none=True,
        validate=validate.Length(1, limits.LEARNERS_PER_TASK),
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
    learners = _learners()
    criteria = fields.List(
        fields.Nested(CriterionSchema),
        required=False,
        validate=validate.Length(max=limits.CRITERIA_PER_TASK),
    )
    packet = record_id(required=False, allow_none=True)


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
    """`mark.give` version 1. `mark` is what the teacher wrote; `max` what it is out of.

    With `returned` there is no mark: the work goes back to be done again.
    """

    class Meta:
        unknown = RAISE

    assignment = record_id()
    learner = record_id()
    submission = record_id(allow_none=True)
    mark = text(limits.MARK_CHARACTERS, blank=True)
    max = fields.Integer(
        required=True,
        strict=True,
        allow_none=True,
        validate=validate.Range(1, limits.MAX_MARK),
    )
    comment = text(limits.COMMENT_CHARACTERS, blank=True)
    returned = fields.Boolean(required=False, truthy={True}, falsy={False})
    points = fields.List(
        fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, limits.MAX_MARK)),
        required=False,
        validate=validate.Length(max=limits.CRITERIA_PER_TASK),
    )
    drawing = fields.List(
        fields.Nested(DrawnSchema),
        required=False,
        validate=validate.Length(max=limits.DRAWN_PHOTOS),
    )
    files = fields.List(
        fields.Nested(VoiceSchema),
        required=False,
        validate=validate.Length(max=limits.VOICE_FILES),
    )

    @validates_schema
    def a_mark_or_back(self, data: Mapping[str, Any], **_more: object) -> None:
        """Either a mark or the work goes back."""
        if (data["mark"] == "") is not data.get("returned", False):
            raise ValidationError("Give a mark, or return the work without one.", "mark")
        drawn = sum(len(line) for one in data.get("drawing", ()) for line in one["lines"])
        if drawn > limits.DRAWING_CHARACTERS:
            raise ValidationError("This drawing has too many lines.", "drawing")


class TakeInSchema(Schema):
    """`submission.take_in` version 1: a learner's work on paper, photographed by a teacher."""

    class Meta:
        unknown = RAISE

    assignment = record_id()
    learner = record_id()
    files = _files()
    made_at = moment()


class NoticeSetSchema(Schema):
    """`notice.set` version 1. Edits name only the fields they change."""

    class Meta:
        unknown = RAISE

    school = record_id(required=False)
    klass = record_id(required=False, wire_name="class")
    title = text(limits.TITLE_CHARACTERS, required=False)
    text = text(limits.NOTICE_CHARACTERS, required=False, blank=True)
    due_at = moment(required=False, allow_none=True)
    learners = _learners()


class NoticeWithdrawSchema(Schema):
    """`notice.withdraw` version 1: nothing but the record."""

    class Meta:
        unknown = RAISE


class ReceiptGiveSchema(Schema):
    """`receipt.give` version 1: a task or notice came to the author's phone, or was opened."""

    class Meta:
        unknown = RAISE

    about = record_id()
    step = fields.String(required=True, validate=validate.OneOf(("delivered", "opened")))


class ArrangementSetSchema(Schema):
    """`arrangement.set` version 1. Edits name only the fields they change."""

    class Meta:
        unknown = RAISE

    assignment = record_id()
    learner = record_id()
    due_at = moment(required=False, allow_none=True)
    on_paper = fields.Boolean(required=False, truthy={True}, falsy={False})
    reminded_at = moment(required=False, allow_none=True)


class CodeSchema(Schema):
    """A QR code: a square of `size` modules, and the SVG path of the dark ones."""

    size = fields.Integer()
    path = fields.String()


class SheetSchema(Schema):
    """One learner's printed sheet."""

    learner = fields.String()
    code = fields.String()
    qr = fields.Nested(CodeSchema)


class SheetsSchema(Schema):
    """The sheets of a task."""

    sheets = fields.List(fields.Nested(SheetSchema))
