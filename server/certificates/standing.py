"""How a box stands with its certificates: for the command line and the administrator."""

from collections.abc import Iterator, Mapping
from typing import Any

from server import clock
from server.certificates import settling
from server.certificates.files import WebFiles
from server.certificates.reading import BadChain, Shown
from server.config import Config
from server.identity import config


def standing() -> dict[str, Any]:
    """Plain values: the public name, the public certificate, the box's own authority and its
    certificate (null without one), and whether a request is on its way."""
    settings = config()
    files, now = WebFiles(settings.home), clock.now_ms()
    found = {name: shown(settings, name) for name in ("public", "authority", "local")}
    return {
        "name": settling.own_name(),
        "tls": settings.tls_port is not None,
        "waiting": files.waiting_key() is not None,
        **{name: one.to_json(now) if one is not None else None for name, one in found.items()},
    }


def shown(settings: Config, name: str) -> Shown | None:
    """One of public, authority and local, from its file alone; None where it cannot be used."""
    files = WebFiles(settings.home)
    try:
        pair = files.pair(getattr(files, name))
        return pair.shown() if pair is not None else None
    except BadChain:
        return None


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """For people."""
    yield f"name: {found['name'] or 'none yet'}"
    if not found["tls"]:
        yield "HTTPS is off: set TIREK_TLS_PORT and TIREK_TLS_CONTENT_PORT"
    for name in ("public", "authority", "local"):
        one = found[name]
        if one is None:
            yield f"{name}: none"
        else:
            what = ", ".join(one["names"]) or one["issuer"]
            yield f"{name}: {what}, until {one['until']} ({one['days_left']} days)"
    if found["waiting"]:
        yield "a certificate is asked for and has not come yet"
