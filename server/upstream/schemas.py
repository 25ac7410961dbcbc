"""The plan as it comes from a screen: every bound is checked before anything is kept."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server.api import StrictSchema
from server.upstream.limits import MAX_BUDGET_BYTES, MAX_NAME_CHARS, MAX_WINDOWS
from server.upstream.windows import CAPPED, DAY_MINUTES

_BYTES = validate.Range(0, MAX_BUDGET_BYTES)


class WindowIn(StrictSchema):
    """One window (server.upstream.windows.Window): minutes, weekdays from 0, dates, bytes."""

    name = fields.String(required=True, validate=validate.Length(1, MAX_NAME_CHARS))
    starts = fields.Integer(required=True, strict=True, validate=validate.Range(0, DAY_MINUTES - 1))
    ends = fields.Integer(required=True, strict=True, validate=validate.Range(0, DAY_MINUTES))
    days = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 6)),
        load_default=lambda: list(range(7)),
        validate=validate.Length(1, 7),
    )
    first = fields.Date(allow_none=True, load_default=None)
    last = fields.Date(allow_none=True, load_default=None)
    total = fields.Integer(allow_none=True, strict=True, load_default=None, validate=_BYTES)
    caps = fields.Dict(
        keys=fields.String(validate=validate.OneOf([cargo.value for cargo in CAPPED])),
        values=fields.Integer(strict=True, validate=_BYTES),
        load_default=dict,
    )

    @ma.validates_schema
    def _together(self, data: dict[str, Any], **_more: Any) -> None:
        if data["starts"] == data["ends"]:
            raise ma.ValidationError("starts and ends are the same minute", "ends")
        if data["first"] and data["last"] and data["last"] < data["first"]:
            raise ma.ValidationError("is before first", "last")

    @ma.post_load
    def _plain(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        for name in ("first", "last"):
            data[name] = data[name].isoformat() if data[name] else None
        return data


class PlanIn(StrictSchema):
    """PUT /sync/plan; `windows` of null goes back to the setting TIREK_SYNC_WINDOWS."""

    windows = fields.List(
        fields.Nested(WindowIn),
        required=True,
        allow_none=True,
        validate=lambda found: found is None or validate.Length(1, MAX_WINDOWS)(found) is not None,
    )
    day_total = fields.Integer(allow_none=True, strict=True, load_default=None, validate=_BYTES)


class PlanOut(ma.Schema):
    """The plan in force; `own`: set here rather than by the setting. `presets` by name."""

    own = fields.Boolean(required=True)
    plan = fields.Dict(required=True)
    presets = fields.Dict(required=True)


class LogQuery(StrictSchema):
    """?limit="""

    limit = fields.Integer(load_default=30, validate=validate.Range(1, 200))


class LogOut(ma.Schema):
    """The last exchanges, the latest first (server.upstream.journal.to_json)."""

    exchanges = fields.List(fields.Dict(), required=True)


class ExchangeOut(ma.Schema):
    """Whether an exchange is under way, and how the last one went."""

    running = fields.Boolean(required=True)
    last = fields.Dict(allow_none=True, required=True)
