"""Drafts as the app sends and gets them."""

import marshmallow as ma
from marshmallow import validate

from server.classroom.limits import ANSWER_CHARACTERS
from server.drafts.limits import DRAFTS_AT_ONCE

_ID_CHARACTERS = 80
_FILES = 100


class DraftSchema(ma.Schema):
    """`files`: how many pictures and recordings lie on the phone beside the text."""

    assignment = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=_ID_CHARACTERS)
    )
    text = ma.fields.String(required=True, validate=validate.Length(max=ANSWER_CHARACTERS))
    files = ma.fields.Integer(required=True, strict=True, validate=validate.Range(0, _FILES))


class DraftsSchema(ma.Schema):
    """Some drafts of one person."""

    drafts = ma.fields.List(
        ma.fields.Nested(DraftSchema), required=True, validate=validate.Length(max=DRAFTS_AT_ONCE)
    )
