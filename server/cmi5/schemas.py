"""Shapes of the management API."""

from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import marshmallow as ma
from marshmallow import ValidationError, fields, validate

from content.cmi5 import rules
from server.api import StrictSchema
from server.cmi5.limits import MAX_ACTOR_CHARS, MAX_REASON_CHARS, MAX_URL_CHARS
from server.lrs import actors
from server.lrs.errors import Invalid

_ACTOR: Final = frozenset({"objectType", "account", "name"})


def _actor(value: Any) -> None:
    try:
        actors.agent(value, "actor")
    except Invalid as error:
        raise ValidationError(str(error)) from None
    if "account" not in value or not set(value) <= _ACTOR:
        raise ValidationError("must be an agent with an account (cmi5 8.1.3)")
    if len(str(value)) > MAX_ACTOR_CHARS:
        raise ValidationError("is too long")


def _uuid(value: str) -> None:
    try:
        UUID(value)
    except ValueError:
        raise ValidationError("must be a UUID") from None


def _web(value: str) -> None:
    if urlsplit(value).scheme not in {"http", "https"}:
        raise ValidationError("must be an http(s) address")


class AdoptIn(StrictSchema):
    """A course that is on the server already."""

    manifest = fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{64}\Z"))


class LaunchIn(StrictSchema):
    """Who is launched, and how."""

    actor = fields.Dict(
        required=True,
        validate=_actor,
        metadata={"description": "An xAPI agent with an account"},
    )
    registration = fields.String(
        load_default=None, allow_none=True, validate=_uuid, metadata={"format": "uuid"}
    )
    mode = fields.String(load_default=rules.NORMAL, validate=validate.OneOf(rules.modes()))
    return_url = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(1, MAX_URL_CHARS), _web],
    )


class WaiveIn(StrictSchema):
    """Why a unit is waived; the specification's reasons, or one's own words."""

    reason = fields.String(required=True, validate=validate.Length(1, MAX_REASON_CHARS))


class UnitOut(ma.Schema):
    """An assignable unit, by its place in the course structure."""

    index = fields.Integer(required=True)
    item = fields.String(required=True)
    title = fields.String(required=True)
    publisher_id = fields.String(required=True)
    activity_id = fields.String(required=True)
    move_on = fields.String(required=True)
    mastery_score = fields.Float(required=True, allow_none=True)
    launch_method = fields.String(required=True)


class CourseOut(ma.Schema):
    """A course."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    manifest = fields.String(required=True)
    publisher_id = fields.String(required=True)
    created_at = fields.String(required=True)
    units = fields.List(fields.Nested(UnitOut), required=True)


class CoursesOut(ma.Schema):
    """The courses of the key's school."""

    courses = fields.List(fields.Nested(CourseOut), required=True)


class LaunchOut(ma.Schema):
    """The address to open, once."""

    url = fields.String(required=True)
    session = fields.String(required=True)
    registration = fields.String(required=True)
    launch_method = fields.String(required=True)


class ProgressOut(ma.Schema):
    """What a unit has reached in a registration."""

    index = fields.Integer(required=True)
    completed = fields.Boolean(required=True)
    passed = fields.Boolean(required=True)
    failed = fields.Boolean(required=True)
    waived = fields.Boolean(required=True)
    moved_on = fields.Boolean(required=True)


class RegistrationOut(ma.Schema):
    """How a learner stands in a course."""

    id = fields.String(required=True)
    course = fields.String(required=True)
    satisfied = fields.Boolean(required=True)
    units = fields.List(fields.Nested(ProgressOut), required=True)
