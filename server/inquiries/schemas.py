"""Shapes of the operations on inquiries."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from server.api import StrictSchema
from server.inquiries import limits
from server.library.fields import record_id, text

WHATS: Final = ("unknown-pupil", "duplicate", "new-class", "transfer", "other")
"""A pupil who is not known, one who is there twice, a new class, one who came from elsewhere."""

OUTCOMES: Final = ("done", "refused", "more")
"""Done; not to be done; more has to be told first."""


class InquiryAskSchema(StrictSchema):
    """`inquiry.ask` version 1: what a school asks of its hub about its people.

    Saying it anew opens it again; `withdrawn` takes it back.
    """

    school = record_id()
    what = fields.String(required=True, validate=validate.OneOf(WHATS))
    about = text(limits.TEXT_CHARACTERS)
    withdrawn = fields.Boolean(required=True, truthy={True}, falsy={False})


class InquiryAnswerSchema(StrictSchema):
    """`inquiry.answer` version 1: what the hub answers; `asked` is the operation it answers."""

    school = record_id()
    asked = record_id()
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    words = text(limits.TEXT_CHARACTERS, blank=True)
