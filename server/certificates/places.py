"""Under which addresses this box is found, as its app is told."""

import time
from typing import Any, Final

import flask

from server import clock
from server.certificates import settling
from server.certificates.limits import PLACES_SECONDS
from server.certificates.reading import Shown
from server.certificates.standing import shown
from server.config import Config
from server.identity import config

_KEPT: Final = "tirek.places"


def told() -> dict[str, Any] | None:
    """`secure`: addresses with a certificate that stands, the public name first; `plain`: those
    without HTTPS; `origins`: all of them, ended certificates included; `until`: when the public
    certificate ends. None at a hub. Looked up again every few seconds only."""
    settings = config()
    if settings.role == "hub":
        return None
    kept = flask.current_app.extensions.get(_KEPT)
    if kept is None or time.monotonic() >= kept[0]:
        found = _found(settings)
        kept = (time.monotonic() + PLACES_SECONDS, found)
        flask.current_app.extensions[_KEPT] = kept
    value: dict[str, Any] = kept[1]
    return value


def for_everybody() -> list[str]:
    """Addresses for the wall: the public name while its certificate stands, then the plain ones;
    what only devices of the school believe is left out."""
    found = told()
    if found is None:
        return []
    settings = config()
    public = shown(settings, "public")
    standing = public is not None and public.standing(clock.now_ms())
    return [*(addresses_of(public, settings) if standing else []), *found["plain"]]


def _found(settings: Config) -> dict[str, Any]:
    name = settling.own_name()
    where = settling.places(settings, name)
    plain = [f"http://{one}{_port(settings.port, 80)}" for one in (*where.addresses, *where.names)]
    public, local = shown(settings, "public"), shown(settings, "local")
    secure: list[str] = []
    ended: list[str] = []
    for one in (public, local) if settings.tls_port is not None else ():
        now = clock.now_ms()
        stands = one is not None and one.standing(now)
        (secure if stands else ended).extend(addresses_of(one, settings))
    if settings.public_url is not None:
        (secure if settings.public_url.startswith("https:") else plain).insert(
            0, settings.public_url
        )
    return {
        "secure": list(dict.fromkeys(secure)),
        "plain": list(dict.fromkeys(plain)),
        "origins": list(dict.fromkeys([*secure, *plain, *ended])),
        "until": clock.rfc3339(public.until_ms) if public is not None else None,
    }


def addresses_of(one: Shown | None, settings: Config) -> list[str]:
    """Those that a certificate is good for, over HTTPS; none where that is off."""
    if one is None or settings.tls_port is None:
        return []
    port = _port(settings.tls_port, 443)
    return [f"https://{name}{port}" for name in sorted(one.names) if "*" not in name]


def _port(port: int, usual: int) -> str:
    return "" if port == usual else f":{port}"
