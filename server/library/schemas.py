"""Shapes of the operations that publish and withdraw a course."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from server.library import limits
from server.library.fields import record_id, sha256, text

LANGUAGES = ("kk", "kk-Latn", "ru", "en")
"""Languages a course may be in; the interface has the same ones."""


class ItemSchema(Schema):
    """One thing to open in a lesson: a package, a page, a file or a film."""

    class Meta:
        unknown = RAISE

    id = record_id()
    title = text(limits.TITLE_CHARACTERS)
    format = fields.String(required=True, validate=validate.Regexp(r"[a-z0-9][a-z0-9.-]{0,30}\Z"))
    manifest = sha256()
    launch = fields.String(
        required=True, allow_none=True, validate=validate.Length(min=1, max=1_000)
    )
    bytes = fields.Integer(
        required=True, strict=True, validate=validate.Range(0, limits.ITEM_BYTES_MAX)
    )


class LessonSchema(Schema):
    """A lesson of a course: a title, a few sentences, and its items in order."""

    class Meta:
        unknown = RAISE

    id = record_id()
    title = text(limits.TITLE_CHARACTERS)
    summary = text(limits.SUMMARY_CHARACTERS, blank=True)
    items = fields.List(
        fields.Nested(ItemSchema), required=True, validate=validate.Length(max=limits.LESSON_ITEMS)
    )


class CoursePublishSchema(Schema):
    """`course.publish` version 1. `school` is null for a national course."""

    class Meta:
        unknown = RAISE

    edition = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, limits.EDITION_MAX)
    )
    title = text(limits.TITLE_CHARACTERS)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    subject = text(limits.TITLE_CHARACTERS, blank=True)
    grades = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 12)),
        required=True,
        validate=validate.Length(max=limits.COURSE_GRADES),
    )
    school = record_id(allow_none=True)
    lessons = fields.List(
        fields.Nested(LessonSchema),
        required=True,
        validate=validate.Length(max=limits.COURSE_LESSONS),
    )


class CourseWithdrawSchema(Schema):
    """`course.withdraw` version 1: the course disappears from lists; its blobs may be freed."""

    class Meta:
        unknown = RAISE
