"""Shape of the operation on a portfolio."""

from __future__ import annotations

from marshmallow import fields, validate

from server.api import StrictSchema
from server.library.fields import record_id, text
from server.planning.schemas import day
from server.portfolio import limits

WORK = "work"
ACHIEVEMENT = "achievement"
KINDS = (WORK, ACHIEVEMENT)


class PortfolioSetSchema(StrictSchema):
    """`portfolio.set` version 1: a work or an achievement that a learner or a teacher picked.

    `submission` is the work as it was handed in. `learner` stands in every operation, so that all
    of it goes with the learner. Edits name only the fields they change.
    """

    school = record_id()
    learner = record_id()
    kind = fields.String(required=False, validate=validate.OneOf(KINDS))
    title = text(limits.TITLE_CHARACTERS, required=False)
    subject = text(80, required=False, blank=True)
    text = text(limits.TEXT_CHARACTERS, required=False, blank=True)
    date = day(required=False)
    submission = record_id(required=False, allow_none=True)
    withdrawn = fields.Boolean(required=False, truthy={True}, falsy={False})
