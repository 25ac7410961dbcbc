"""The first-run page's routes. Whoever comes first to a new box names its administrator."""

import threading
from typing import Any, Final

import flask
import marshmallow as ma
from marshmallow import fields, validate

from server.access import current_person, public, requires
from server.accounts.cards import drawn
from server.accounts.schemas import CodeOut
from server.api import Blueprint, StrictSchema
from server.backup import recovery
from server.certificates import places
from server.errors import Problem
from server.headers import origin_of_app
from server.identity import config
from server.limits import MAX_LOGIN_CHARS, MAX_PASSWORD_CHARS
from server.people.accounts import AccountError
from server.people.grants import ADMIN
from server.people.proving import prove
from server.people.schemas import LANGUAGE
from server.serve import RESTART
from server.setup import claimed, service
from server.setup.kits import BadKit, SchoolKit, either, from_text
from server.setup.limits import (
    MAX_KIT_CHARS,
    MAX_NETWORK_CHARS,
    MAX_WIFI_PASSWORD_CHARS,
    MIN_PASSWORD_CHARS,
    RESTART_AFTER_SECONDS,
)
from server.setup.posters import wifi
from server.setup.settings import SettingsElsewhere

blueprint = Blueprint("setup", __name__)
_NAME: Final = validate.And(validate.Length(1, 120), validate.Regexp(r"\S"))


class NeededOut(ma.Schema):
    """Whether this box waits for its school, and whether its hub has refused the kit it had."""

    needed = fields.Boolean(required=True)
    refused = fields.Boolean(required=True)


class FirstBody(StrictSchema):
    """POST /setup."""

    kit = fields.String(load_default=None, validate=validate.Length(1, 2 * MAX_KIT_CHARS))
    """A joining kit, whose school's name and language then count."""
    name = fields.String(required=True, validate=_NAME)
    language = fields.String(required=True, validate=LANGUAGE)
    family_name = fields.String(required=True, validate=_NAME)
    given_name = fields.String(required=True, validate=_NAME)
    login = fields.String(required=True, validate=validate.Length(1, MAX_LOGIN_CHARS))
    password = fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(MIN_PASSWORD_CHARS, MAX_PASSWORD_CHARS),
    )


class FirstOut(ma.Schema):
    """What was made; `restarting` where a kit was used and the server begins anew with it."""

    school = fields.String(required=True)
    person = fields.String(required=True)
    restarting = fields.Boolean(required=True)


class ReadKitOut(ma.Schema):
    """What a joining kit says; nothing has been done with it."""

    name = fields.String(required=True)
    language = fields.String(required=True)
    address = fields.String(required=True)
    takes_over = fields.Boolean(required=True)


class BoxOut(ma.Schema):
    """This box: where phones find it, and what a hub has to know of it."""

    addresses = fields.List(fields.String(), required=True)
    joined = fields.Boolean(required=True)
    request = fields.String(allow_none=True, required=True)
    request_code = fields.Nested(CodeOut, allow_none=True, required=True)
    claim = fields.String(allow_none=True, required=True)
    """`waiting` or `refused`: what the hub has said to the joining kit; null for neither."""
    recovery_key = fields.Boolean(required=True)
    recovery_key_unseen = fields.Boolean(required=True)
    """The key was made here, and nobody has confirmed that its sheet exists."""


class NewKeyBody(StrictSchema):
    """POST /setup/recovery-key."""

    new = fields.Boolean(load_default=False)
    """Another one, though there is one: its sheet is lost. Wants the caller's password."""
    password = fields.String(
        load_default="", load_only=True, validate=validate.Length(0, MAX_PASSWORD_CHARS)
    )


class KeyOut(ma.Schema):
    """A recovery key that was made now, and is shown once."""

    key = fields.String(required=True)
    """Its id, by which the sheet is confirmed."""
    lines = fields.List(fields.String(), required=True)
    code = fields.Nested(CodeOut, required=True)


class SeenKeyBody(StrictSchema):
    """PUT /setup/recovery-key."""

    key = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{16}\Z"))


class KitBody(StrictSchema):
    """PUT /setup/upstream."""

    kit = fields.String(required=True, validate=validate.Length(1, 2 * MAX_KIT_CHARS))


class JoinedOut(ma.Schema):
    """`restarting`: the server begins anew by itself; otherwise somebody has to start it."""

    address = fields.String(required=True)
    restarting = fields.Boolean(required=True)


class PosterBody(StrictSchema):
    """POST /setup/poster: in a body, since a password has no place in an address."""

    network = fields.String(load_default="", validate=validate.Length(0, MAX_NETWORK_CHARS))
    password = fields.String(
        load_default="", load_only=True, validate=validate.Length(0, MAX_WIFI_PASSWORD_CHARS)
    )
    address = fields.Url(required=True, schemes={"http", "https"}, require_tld=False)


class PosterOut(ma.Schema):
    """The two codes; no first one without a network."""

    wifi = fields.Nested(CodeOut, allow_none=True, required=True)
    address = fields.Nested(CodeOut, required=True)


@blueprint.route("/setup")
@blueprint.response(200, NeededOut)
@public
def get_setup() -> dict[str, bool]:
    """Asked before anybody can log in, so nothing else is told."""
    needed = service.needed(config())
    return {"needed": needed, "refused": needed and claimed.is_refused()}


@blueprint.route("/setup", methods=("POST",))
@blueprint.arguments(FirstBody)
@blueprint.response(201, FirstOut)
@public
def post_setup(body: dict[str, Any]) -> dict[str, Any]:
    """The school and its first administrator; refused for ever once there is one."""
    line, first = body.pop("kit"), service.First(**body)
    try:
        if line is None:
            school, account = service.begin(first)
        else:
            school, account = service.begin_with(from_text(SchoolKit, line), first)
    except service.AlreadySetUp:
        raise _already_set_up() from None
    except BadKit as bad:
        raise _kit_refused(bad) from None
    except SettingsElsewhere as elsewhere:
        raise _settings_elsewhere(elsewhere) from None
    except (AccountError, ValueError) as error:
        raise Problem(
            422, "invalid", "The account cannot be made", str(error), hint="Choose another login."
        ) from None
    restarting = _restart() if line is not None else False
    return {"school": school, "person": account.person, "restarting": restarting}


@blueprint.route("/setup/kit", methods=("POST",))
@blueprint.arguments(KitBody)
@blueprint.response(200, ReadKitOut)
@public
def post_kit(body: dict[str, str]) -> dict[str, Any]:
    """What the kit says, so that somebody sees their school's name before it is used."""
    if not service.needed(config()):
        raise _already_set_up()
    try:
        kit = from_text(SchoolKit, body["kit"])
    except BadKit as bad:
        raise _kit_refused(bad) from None
    return {
        "name": kit.name,
        "language": kit.language,
        "address": kit.url,
        "takes_over": kit.takes_over,
    }


@blueprint.route("/setup/takeover", methods=("POST",))
@blueprint.arguments(KitBody)
@blueprint.response(200, JoinedOut)
@public
def post_takeover(body: dict[str, str]) -> dict[str, Any]:
    """A new box takes over a school from the one that broke or was stolen, by its kit."""
    try:
        kit = from_text(SchoolKit, body["kit"])
        service.take_over(kit)
    except service.AlreadySetUp:
        raise _already_set_up() from None
    except BadKit as bad:
        raise _kit_refused(bad) from None
    except SettingsElsewhere as elsewhere:
        raise _settings_elsewhere(elsewhere) from None
    return {"address": kit.url, "restarting": _restart()}


@blueprint.route("/setup/box")
@blueprint.response(200, BoxOut)
@requires(ADMIN)
def get_box() -> dict[str, Any]:
    """For the poster, and for the hub's operator."""
    settings = config()
    there = [settings.public_url] if settings.public_url else places.for_everybody()
    request = service.request_text()
    return {
        "addresses": list(dict.fromkeys([*there, origin_of_app(settings)])),
        "joined": settings.upstream_url is not None,
        "request": request,
        "request_code": drawn(request) if request else None,
        "claim": claimed.standing(),
        "recovery_key": recovery.exists(settings.home),
        "recovery_key_unseen": recovery.unseen(settings.home),
    }


@blueprint.route("/setup/recovery-key", methods=("POST",))
@blueprint.arguments(NewKeyBody)
@blueprint.response(201, KeyOut)
@requires(ADMIN)
def post_recovery_key(body: dict[str, Any]) -> dict[str, Any]:
    """Make the key that opens copies; it is shown now and never again. One whose sheet was never
    confirmed is made anew: its answer may have been lost."""
    if body["new"]:
        prove(current_person().id, body["password"], flask.request.remote_addr or "")
    made = service.make_recovery_key(again=body["new"])
    if made is None:
        raise Problem(
            409,
            "recovery-key-made",
            "There is a recovery key already",
            hint="Look for the sheet. If it is lost, ask for another key with your password.",
        )
    key, lines = made
    return {"key": key, "lines": lines, "code": drawn("".join(lines).replace(" ", ""))}


@blueprint.route("/setup/recovery-key", methods=("PUT",))
@blueprint.arguments(SeenKeyBody)
@blueprint.response(204)
@requires(ADMIN)
def put_recovery_key(body: dict[str, str]) -> None:
    """The sheet of this key is there: somebody has read a word from it."""
    if not service.confirm_recovery_key(body["key"]):
        raise Problem(
            409,
            "recovery-key-replaced",
            "Another recovery key has been made since",
            hint="Throw this sheet away, and make the key once more.",
        )


@blueprint.route("/setup/upstream", methods=("PUT",))
@blueprint.arguments(KitBody)
@blueprint.response(200, JoinedOut)
@requires(ADMIN)
def put_upstream(body: dict[str, str]) -> dict[str, Any]:
    """Join a hub by the kit that its operator gave; the server begins anew with it."""
    try:
        kit = either(body["kit"])
        service.join(kit)
    except BadKit as bad:
        raise _kit_refused(bad) from None
    except service.HasUpstream:
        raise Problem(
            409,
            "has-upstream",
            "This box exchanges with a hub already",
            hint="To change hubs, change the settings on the server.",
        ) from None
    except SettingsElsewhere as elsewhere:
        raise _settings_elsewhere(elsewhere) from None
    return {"address": kit.url, "restarting": _restart()}


@blueprint.route("/setup/poster", methods=("POST",))
@blueprint.arguments(PosterBody)
@blueprint.response(200, PosterOut)
@requires(ADMIN)
def post_poster(body: dict[str, str]) -> dict[str, Any]:
    """Codes for a sheet on the wall: join the Wi-Fi, open the app."""
    network = body["network"].strip()
    return {
        "wifi": drawn(wifi(network, body["password"])) if network else None,
        "address": drawn(body["address"]),
    }


def _restart() -> bool:
    """Begin anew with other settings, once the answer has left; False where nobody can."""
    restart = flask.current_app.extensions.get(RESTART)
    if restart is not None:
        threading.Timer(RESTART_AFTER_SECONDS, restart).start()
    return restart is not None


def _already_set_up() -> Problem:
    return Problem(409, "already-set-up", "This box has its school", hint="Log in instead.")


def _kit_refused(bad: BadKit) -> Problem:
    return Problem(
        422,
        "kit-refused",
        "This is no kit for this box",
        str(bad),
        hint="Copy the whole line again, or ask the hub's operator for another one.",
    )


def _settings_elsewhere(elsewhere: SettingsElsewhere) -> Problem:
    return Problem(
        409,
        "settings-elsewhere",
        "The settings of this box are kept elsewhere",
        str(elsewhere),
        hint="Whoever installed the box adds upstream_url and upstream_token there.",
    )
