"""Shapes of the operations on concerns."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from server.api import StrictSchema
from server.concerns import limits
from server.library.fields import record_id, text

WHATS: Final = ("hurt", "trouble", "content", "other")
"""Somebody hurts or frightens me; something troubles me; this is wrong, broken or bad; other."""

BOTH: Final = "both"
LEADERS: Final = "leaders"
CLASS_TEACHER: Final = "class-teacher"
READERS: Final = (BOTH, LEADERS, CLASS_TEACHER)
"""Who is to read it: whoever it is about need not be among them."""

PLACES: Final = ("", "lesson", "task", "notice")
"""Where it was told from; empty: from nowhere in particular."""

STATES: Final = ("looking", "closed")
"""Somebody looks into it; it is done. Without any, the school has received it."""


class ConcernRaiseSchema(StrictSchema):
    """`concern.raise` version 1: a pupil, or a parent for a child, says that something is wrong.

    `learner` is the pupil; `about` the lesson, task or notice of `place`. Nothing of it is ever
    changed.
    """

    school = record_id()
    learner = record_id()
    what = fields.String(required=True, validate=validate.OneOf(WHATS))
    readers = fields.String(required=True, validate=validate.OneOf(READERS))
    place = fields.String(required=True, validate=validate.OneOf(PLACES))
    about = text(80, blank=True)
    text = text(limits.TEXT_CHARACTERS, blank=True)


class ConcernStepSchema(StrictSchema):
    """`concern.step` version 1: what became of a concern, for whoever raised it to see.

    `learner` stands here too, so that all of it goes with the learner.
    """

    school = record_id()
    learner = record_id()
    concern = record_id()
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    words = text(limits.TEXT_CHARACTERS, blank=True)
