"""Shapes of the upload routes."""

import marshmallow as ma
from marshmallow import fields, validate

from server.api import StrictSchema
from server.library.fields import file_name, media_type, sha256


class UploadIn(StrictSchema):
    """POST /uploads. Sizes in bytes."""

    size = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    sha256 = sha256()
    name = file_name()
    type = media_type()
    purpose = fields.String(
        required=True, validate=validate.OneOf(("work", "attachment", "content"))
    )


class UploadLaunchIn(StrictSchema):
    """POST /uploads/<id>/launch: one of the `candidates` that the refusal named."""

    launch = fields.String(required=True, validate=validate.Length(min=1, max=1_000))


class BegunOut(ma.Schema):
    """An upload and where to go on with it; `offset` = size: nothing is left to send."""

    id = fields.String(required=True)
    offset = fields.Integer(required=True)


class UploadOut(ma.Schema):
    """GET /uploads/<id>. `progress` is in hundredths of the import; `converting` while a film or
    recording is made phone-sized. `candidates` of a refused file: one of these pages may be chosen
    to open it with, until the file expires."""

    id = fields.String(required=True)
    offset = fields.Integer(required=True)
    size = fields.Integer(required=True)
    state = fields.String(required=True)
    progress = fields.Integer(required=True)
    converting = fields.Boolean(required=True)
    result = fields.Dict(allow_none=True)
    problem = fields.Dict(allow_none=True)
    candidates = fields.List(fields.String(), required=True)
