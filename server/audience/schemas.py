"""Audiences as the API tells them."""

import marshmallow as ma
from marshmallow import fields


class AudienceOut(ma.Schema):
    """As audience.set has it."""

    regions = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    share = fields.Integer(required=True)


class ReachOut(ma.Schema):
    """Schools that it would be for."""

    schools = fields.Integer(required=True)
