"""Bodies and answers of the attention list's routes."""

import marshmallow as ma
from marshmallow import fields

from server.api import StrictSchema
from server.people.schemas import RECORD_ID


class AttentionOut(ma.Schema):
    """Open items (server.attention.listing), each with id, type, school and at."""

    items = fields.List(fields.Dict(), required=True)


class HistoryOut(ma.Schema):
    """Settled items (server.attention.history), each with who settled it, when and why."""

    items = fields.List(fields.Dict(), required=True)


class ChooseIn(StrictSchema):
    """The side of a conflict that shall stand: its operation."""

    family = fields.String(required=True, validate=RECORD_ID)
    record = fields.String(required=True, validate=RECORD_ID)
    op = fields.String(required=True, validate=RECORD_ID)
