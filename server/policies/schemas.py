"""Shapes of the operations on published policies."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import StrictSchema
from server.assessment.policy import parse
from server.library.fields import text
from server.planning.schemas import day, whole
from server.policies import limits

_HUNDRED = 100
_BEST = 5


class TitleSchema(StrictSchema):
    """A name in the three languages of schools."""

    kk = text(limits.TITLE_CHARACTERS)
    ru = text(limits.TITLE_CHARACTERS)
    en = text(limits.TITLE_CHARACTERS)


class WeightsSchema(StrictSchema):
    """Percent of each part that is planned; together 100."""

    formative = whole(0, _HUNDRED, required=False)
    section = whole(0, _HUNDRED, required=False)
    term = whole(0, _HUNDRED, required=False)


class BandsSchema(StrictSchema):
    """For grades from the first to the second: pairs of a percentage and the mark from there on."""

    grades = fields.List(whole(0, 12), required=True, validate=validate.Length(equal=2))
    start = fields.List(
        fields.List(whole(0, _HUNDRED), validate=validate.Length(equal=2)),
        required=True,
        validate=validate.Length(min=1, max=limits.BANDS),
        data_key="from",
        attribute="from",
    )


def _places(*, none: bool = False) -> fields.Integer:
    return whole(0, limits.MOST_PLACES, none=none)


class RulesSchema(StrictSchema):
    """What server.assessment.policy.Policy is made of."""

    formative_mean_places = _places(none=True)
    part_places = _places(none=True)
    total_places = _places()
    weights = fields.List(
        fields.Nested(WeightsSchema),
        required=True,
        validate=validate.Length(min=1, max=limits.WEIGHT_ROWS),
    )
    bands = fields.List(
        fields.Nested(BandsSchema),
        required=True,
        validate=validate.Length(min=1, max=limits.BAND_SPANS),
    )
    pass_from = whole(0, _HUNDRED)
    year = fields.String(required=True, validate=validate.OneOf(("mean", "pooled")))
    exam_weight = whole(0, _HUNDRED)

    @validates_schema
    def _holds(self, data: dict[str, Any], **_more: Any) -> None:
        try:
            rules = parse({"id": "", "from": "2000-01-01", "to": None, "title": {}, **data})
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None
        if any(band.mark > _BEST for _, _, bands in rules.bands for band in bands):
            raise ValidationError("Marks are 0 to 5.")
        covered = [n for first, last, _ in rules.bands for n in range(first, last + 1)]
        if sorted(covered) != list(range(13)):
            raise ValidationError("Bands must name every grade from 0 to 12 once.")


class PolicyPublishSchema(StrictSchema):
    """`policy.publish` version 1: how term marks are made from a day on, and by which order.

    What is published stays as it is; for which schools it is, says `audience.set`.
    """

    starts_on = day()
    title = fields.Nested(TitleSchema, required=True)
    order = text(limits.ORDER_CHARACTERS)
    rules = fields.Nested(RulesSchema, required=True)
