"""/api/v1/forwarding: where a school's statements go, for those who answer for the school.

Private networks can be named on the box alone (`tirek lrs forward add --network`): whoever may
only use the app must not be able to make the server knock at the LAN.
"""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server.access import current_person, requires
from server.api import Blueprint, StrictSchema
from server.errors import Problem, not_allowed, not_found
from server.forwarding import service
from server.forwarding.filters import NAMES
from server.forwarding.limits import (
    LETTERS_SHOWN,
    MAX_ADDRESS_CHARS,
    MAX_FILTER_VALUES,
    MAX_NAME_CHARS,
    MAX_SECRET_CHARS,
)
from server.people.grants import ADMIN, DIRECTOR, holds

blueprint = Blueprint("forwarding", __name__)


class AddIn(StrictSchema):
    """A new destination; without `user` the secret is a bearer token."""

    name = fields.String(required=True, validate=validate.Length(1, MAX_NAME_CHARS))
    school = fields.String(required=True, validate=validate.Length(1, 80))
    address = fields.String(required=True, validate=validate.Length(1, MAX_ADDRESS_CHARS))
    user = fields.String(load_default=None, validate=validate.Length(1, MAX_SECRET_CHARS))
    secret = fields.String(required=True, validate=validate.Length(1, MAX_SECRET_CHARS))
    version = fields.String(load_default="1.0.3", validate=validate.OneOf(service.VERSIONS))
    filters = fields.Dict(
        keys=fields.String(validate=validate.OneOf(NAMES)),
        values=fields.List(fields.String(), validate=validate.Length(max=MAX_FILTER_VALUES)),
        load_default=dict,
    )


class PauseIn(StrictSchema):
    """Whether to send no more."""

    paused = fields.Boolean(required=True)


class RetryIn(StrictSchema):
    """The statements to try again; all that were not taken where it is left out."""

    statements = fields.List(
        fields.UUID(), load_default=None, validate=validate.Length(1, LETTERS_SHOWN)
    )


class DestinationOut(ma.Schema):
    """A destination and how it goes; the credentials are never told."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    school = fields.String(required=True)
    address = fields.String(required=True)
    version = fields.String(required=True)
    filters = fields.Dict(required=True)
    networks = fields.List(fields.String(), required=True)
    paused = fields.Boolean(required=True)
    sent = fields.Integer(required=True)
    withheld = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    not_taken = fields.Integer(required=True)
    last_sent = fields.String(required=True, allow_none=True)
    next_try = fields.String(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class DestinationsOut(ma.Schema):
    """The destinations of the caller's schools."""

    destinations = fields.List(fields.Nested(DestinationOut), required=True)


class LetterOut(ma.Schema):
    """A statement that was not taken; `again`: it is tried at the next turn."""

    statement = fields.String(required=True)
    reason = fields.String(required=True)
    status = fields.Integer(required=True, allow_none=True)
    since = fields.String(required=True)
    again = fields.Boolean(required=True)


class LettersOut(ma.Schema):
    """The latest first, at most LETTERS_SHOWN."""

    letters = fields.List(fields.Nested(LetterOut), required=True)


@blueprint.route("/forwarding")
@blueprint.response(200, DestinationsOut)
@requires(ADMIN, DIRECTOR)
def get_destinations() -> dict[str, Any]:
    """Where the statements of the caller's schools go."""
    return _all()


@blueprint.route("/forwarding", methods=("POST",))
@blueprint.arguments(AddIn)
@blueprint.response(201, DestinationsOut)
@requires(ADMIN)
def post_destination(body: dict[str, Any]) -> dict[str, Any]:
    """Begin to send a school's statements to another record store."""
    if not holds(current_person().roles, (ADMIN,), body["school"]):
        raise not_allowed("Destinations are added by the school's own administrator.")
    try:
        service.add(service.Asked(**body))
    except ValueError as error:
        raise Problem(
            422, "invalid", "This destination cannot be", detail=str(error),
            hint="Correct the named fields and send again.",
        ) from None  # fmt: skip
    return _all()


@blueprint.route("/forwarding/<id>", methods=("DELETE",))
@blueprint.response(200, DestinationsOut)
@requires(ADMIN)
def delete_destination(id: str) -> dict[str, Any]:  # noqa: A002 - the field's own word
    """Send no more, and forget the credentials."""
    _own(id)
    service.remove(id)
    return _all()


@blueprint.route("/forwarding/<id>/pause", methods=("POST",))
@blueprint.arguments(PauseIn)
@blueprint.response(200, DestinationsOut)
@requires(ADMIN)
def post_pause(body: dict[str, bool], id: str) -> dict[str, Any]:  # noqa: A002
    """Pause, or go on where it stopped."""
    _own(id)
    service.pause(id, paused=body["paused"])
    return _all()


@blueprint.route("/forwarding/<id>/retry", methods=("POST",))
@blueprint.arguments(RetryIn)
@blueprint.response(200, DestinationsOut)
@requires(ADMIN)
def post_retry(body: dict[str, Any], id: str) -> dict[str, Any]:  # noqa: A002
    """Try again soon what was not taken, and what waits."""
    _own(id)
    named = body["statements"]
    service.retry(id, None if named is None else [str(one) for one in named])
    return _all()


@blueprint.route("/forwarding/<id>/letters")
@blueprint.response(200, LettersOut)
@requires(ADMIN, DIRECTOR)
def get_letters(id: str) -> dict[str, Any]:  # noqa: A002 - the field's own word
    """What the destination would not take, and why."""
    _own(id)
    return {"letters": service.letters(id)}


def _schools() -> frozenset[str]:
    roles = current_person().roles
    return frozenset(g.school for g in roles if g.school and g.role in (ADMIN, DIRECTOR))


def _own(id: str) -> None:  # noqa: A002 - the field's own word
    """Problem 404 for what is not there, and for what is another school's."""
    if service.school_of(id) not in _schools():
        raise not_found()


def _all() -> dict[str, Any]:
    return {"destinations": service.everyone(_schools())}
