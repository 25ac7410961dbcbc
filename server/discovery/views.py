"""Pages and answers for whoever has just joined the network: everybody may ask."""

import io
from typing import Any, Final

import flask
from flask import Response
from werkzeug.exceptions import NotFound

from server import clock
from server.access import public
from server.api import Blueprint
from server.certificates import authority, places, reading
from server.certificates.files import WebFiles
from server.certificates.reading import BadChain
from server.discovery import pages, probes
from server.discovery.limits import PORTAL_SECONDS
from server.discovery.profile import profile
from server.discovery.words import LANGUAGES
from server.headers import origin_of_app
from server.identity import config
from server.routing import Routes

blueprint = Blueprint("discovery", __name__)

_PORTAL: Final = "application/captive+json"


def probe_empty() -> Response:
    """Android's and ChromeOS' probes."""
    return _plain("", "text/plain", 204)


def probe() -> Response:
    """The other systems' probes, by path."""
    body, kind = probes.ANSWERS[flask.request.path]
    return _plain(body, kind)


def portal() -> Response:
    """RFC 8908: nobody is held captive here, and this is the school's own page."""
    told = {
        "captive": False,
        "venue-info-url": f"{origin_of_app(config())}/connect",
        "seconds-remaining": PORTAL_SECONDS,
    }
    return _plain(flask.json.dumps(told), _PORTAL)


def style() -> Response:
    """The style sheet of pages without scripts."""
    return _plain(pages.STYLE, "text/css; charset=utf-8")


def connect() -> Response:
    """Whether one is on the school's network, and the box's addresses."""
    found = places.told()
    return _html(pages.connecting(asked_language(), inside=found is not None, places=found or {}))


def here() -> Response:
    """Nothing, for the app of another address of this box: can its browser reach this one?"""
    made = _plain("", "text/plain", 204)
    made.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return made


def device() -> Response:
    """How a device of the school is set up."""
    found = _authority()
    told: dict[str, Any] | None = None
    if found is not None:
        told = {
            **found.shown().to_json(clock.now_ms()),
            "names": sorted(authority.permitted_names(found)),
        }
    return _html(
        pages.device(asked_language(), told, _code(f"{origin_of_app(config())}/connect/device"))
    )


def certificate() -> Response:
    """The authority's certificate (DER), as Android and Windows take it."""
    found = _authority()
    if found is None:
        raise NotFound
    (der, *_rest) = reading.ders_of(found.chain)
    return _file(der, "application/x-x509-ca-cert", "tirek.crt")


def apple_profile() -> Response:
    """The same as Apple's devices take it."""
    found = _authority()
    if found is None:
        raise NotFound
    (der, *_rest) = reading.ders_of(found.chain)
    told = found.shown()
    body = profile(der, told.issuer.removeprefix("CN="), told.fingerprint)
    return _file(body, "application/x-apple-aspen-config", "tirek.mobileconfig")


def outside(routes: Routes) -> None:
    """All of them lie outside the API's prefix."""
    for path in probes.EMPTY:
        routes.add_url_rule(path, endpoint=f"probe{path}", view_func=public(probe_empty))
    for path in probes.ANSWERS:
        routes.add_url_rule(path, endpoint=f"probe{path}", view_func=public(probe))
    routes.add_url_rule("/connect", view_func=public(connect))
    routes.add_url_rule("/connect/here", view_func=public(here), endpoint="connect_here")
    routes.add_url_rule("/connect/device", view_func=public(device), endpoint="connect_device")
    routes.add_url_rule("/connect/plain.css", view_func=public(style), endpoint="connect_style")
    routes.add_url_rule("/connect/portal", view_func=public(portal), endpoint="connect_portal")
    routes.add_url_rule(
        "/connect/authority.crt", view_func=public(certificate), endpoint="connect_certificate"
    )
    routes.add_url_rule(
        "/connect/authority.mobileconfig",
        view_func=public(apple_profile),
        endpoint="connect_profile",
    )


def asked_language() -> str:
    """Of a page: what a form or an address says, else the browser's, else Kazakh."""
    asked = flask.request.values.get("lang")
    if asked in LANGUAGES:
        return asked
    return flask.request.accept_languages.best_match(LANGUAGES) or "kk"


def _authority() -> Any:
    files = WebFiles(config().home)
    try:
        return files.pair(files.authority)
    except BadChain:
        return None


def _code(text: str) -> str:
    import segno  # noqa: PLC0415 - only where a code is drawn

    drawn = io.BytesIO()
    segno.make(text).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, nl=False, border=2
    )
    return drawn.getvalue().decode("utf-8")


def _html(text: str) -> Response:
    return _plain(text, "text/html; charset=utf-8")


def _file(body: bytes, kind: str, name: str) -> Response:
    made = _plain(body, kind)
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def _plain(body: str | bytes, kind: str, status: int = 200) -> Response:
    made = Response(body, status, content_type=kind)
    made.headers["Cache-Control"] = "no-store"
    return made
