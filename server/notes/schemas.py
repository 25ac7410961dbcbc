"""Own notes as the app sends and gets them."""

import marshmallow as ma
from marshmallow import validate

from server.notes.limits import ENTRY_CHARACTERS, NOTES_AT_ONCE, VALUE_CHARACTERS

NAMES = ("carried", "phrase")


class NoteSchema(ma.Schema):
    """`value`: null takes it back."""

    name = ma.fields.String(required=True, validate=validate.OneOf(NAMES))
    entry = ma.fields.String(required=True, validate=validate.Length(1, ENTRY_CHARACTERS))
    value = ma.fields.String(
        required=True, allow_none=True, validate=validate.Length(0, VALUE_CHARACTERS)
    )


class NotesSchema(ma.Schema):
    """`since`: the `n` of the last answer that this device had; 0 for none."""

    since = ma.fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    notes = ma.fields.List(
        ma.fields.Nested(NoteSchema), required=True, validate=validate.Length(max=NOTES_AT_ONCE)
    )


class NewerSchema(ma.Schema):
    """Notes that are newer than `since`, and the `n` to ask with next; `more` follow at once.

    `reset`: this server has fewer notes than the device was told of, so the answer begins anew,
    and what the device has is to be sent again.
    """

    notes = ma.fields.List(ma.fields.Nested(NoteSchema), required=True)
    n = ma.fields.Integer(required=True)
    more = ma.fields.Boolean(required=True)
    reset = ma.fields.Boolean(required=True)
