"""/api/v1/certificates: by which addresses a box can be opened, by whom, and until when."""

from typing import Any, Final

import marshmallow as ma
from marshmallow import fields

from server import clock
from server.access import requires
from server.api import Blueprint
from server.certificates import places, settling
from server.certificates.files import WebFiles
from server.certificates.reading import Shown
from server.certificates.standing import shown
from server.doctor.limits import CERTIFICATE_SOON_DAYS
from server.identity import config
from server.people.grants import ADMIN

blueprint = Blueprint("certificates", __name__)

_KEPT: Final = (("named", "public"), ("local", "local"))


class RungOut(ma.Schema):
    """One way to open the box: `named` for everybody, `local` for devices that were given the box's
    own certificate, `plain` without HTTPS. `state` is ok, soon (it ends before long), over or
    none."""

    rung = fields.String(required=True)
    state = fields.String(required=True)
    until = fields.String(required=True, allow_none=True)
    days_left = fields.Integer(required=True, allow_none=True)
    issuer = fields.String(required=True)
    addresses = fields.List(fields.String(), required=True)


class CertificatesOut(ma.Schema):
    """The best way first. `name` is the school's own, if its hub has given it one; `waiting`: a
    certificate is asked for and has not come; `tls`: HTTPS is switched on."""

    name = fields.String(required=True, allow_none=True)
    tls = fields.Boolean(required=True)
    waiting = fields.Boolean(required=True)
    rungs = fields.List(fields.Nested(RungOut), required=True)


@blueprint.route("/certificates")
@blueprint.response(200, CertificatesOut)
@requires(ADMIN)
def get_certificates() -> dict[str, Any]:
    """What an administrator sees of the ladder."""
    settings = config()
    found = places.told()
    plain = list(found["plain"]) if found is not None else []
    ways = [_rung(name, shown(settings, kept)) for name, kept in _KEPT]
    standing = {"rung": "plain", "state": "ok" if plain else "none", "addresses": plain}
    return {
        "name": settling.own_name(),
        "tls": settings.tls_port is not None,
        "waiting": WebFiles(settings.home).waiting_key() is not None,
        "rungs": [*ways, {**standing, "until": None, "days_left": None, "issuer": ""}],
    }


def _rung(name: str, one: Shown | None) -> dict[str, Any]:
    if one is None:
        nothing = {"state": "none", "until": None, "days_left": None, "issuer": ""}
        return {"rung": name, "addresses": [], **nothing}
    now = clock.now_ms()
    return {
        "rung": name,
        "state": _state(one, now),
        "until": clock.rfc3339(one.until_ms),
        "days_left": one.days_left(now),
        "issuer": one.issuer,
        "addresses": places.addresses_of(one, config()),
    }


def _state(one: Shown, now_ms: int) -> str:
    if not one.standing(now_ms):
        return "over"
    return "soon" if one.days_left(now_ms) < CERTIFICATE_SOON_DAYS else "ok"
