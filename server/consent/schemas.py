"""Shape of the operation on consent."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from server.api import StrictSchema
from server.consent.limits import SIGNER_CHARACTERS
from server.consent.purposes import PURPOSES
from server.library.fields import record_id, text
from server.planning.schemas import day

APP: Final = "app"
PAPER: Final = "paper"
REPRESENTATIVE: Final = "representative"
LEARNER: Final = "learner"


class ConsentDecideSchema(StrictSchema):
    """`consent.decide` version 1: consent given to one purpose, refused or withdrawn.

    `date` is the day on which it was decided, which on paper is the day of the signature. `by` is a
    legal representative, or the learner who is of age; `signer` is the name under a paper. Each
    decision is a record of its own: none is ever changed.
    """

    school = record_id()
    learner = record_id()
    purpose = fields.String(required=True, validate=validate.OneOf([*PURPOSES]))
    given = fields.Boolean(required=True, truthy={True}, falsy={False})
    date = day()
    way = fields.String(required=True, validate=validate.OneOf((APP, PAPER)))
    by = fields.String(required=True, validate=validate.OneOf((REPRESENTATIVE, LEARNER)))
    signer = text(SIGNER_CHARACTERS, required=False, blank=True)
