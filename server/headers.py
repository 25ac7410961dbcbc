"""Response headers of the two origins: A, the app and its API; B, other people's content."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, request

from server.config import Config
from server.courier.address import courier_address

_OF_DOCUMENTS: Final = frozenset(
    {"Content-Security-Policy", "Cross-Origin-Opener-Policy", "Origin-Agent-Cluster"}
)
"""A browser reads these of a page or a worker only: on the app's two dozen scripts and styles they
would be a tenth of a first visit."""
OF_EVERY_ANSWER: Final = {
    # `same-origin` would cut lessons that open a window from their API
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Origin-Agent-Cluster": "?1",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Origin A's headers that are the same whatever is asked for."""
_PARTS: Final = frozenset({"text/javascript", "text/css"})
_STILL: Final = frozenset({"image/png", "application/manifest+json"})
"""Of the app's own files beside its page, those that run nothing whoever opens them."""
MOVE: Final = "/move"
"""The app's page that takes over what another address of this server has on a phone."""
_NODES: Final = "/sync/"
_PEOPLE: Final = "/api/"
"""Answers below it are about persons: a tablet that a class shares must not keep them."""
_OF_BROWSERS: Final = _OF_DOCUMENTS | {"Cross-Origin-Resource-Policy", "Referrer-Policy"}
"""What no node reads: it would be a third of the smallest exchange."""
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])")


_USUAL: Final = {"http": 80, "https": 443}


def _sibling(url: str | None, port: int, tls_port: int | None) -> str:
    """The other origin as this browser sees it: same scheme and host, other port.

    The host of the request only fills the browser's own policy; it never chooses an origin.
    """
    if url:
        return url
    host = request.host
    name = host.rsplit(":", 1)[0] if ":" in host and not host.endswith("]") else host
    if not _HOST.fullmatch(name):
        name = "localhost"
    chosen = tls_port if request.scheme == "https" and tls_port is not None else port
    shown = "" if _USUAL.get(request.scheme) == chosen else f":{chosen}"
    return f"{request.scheme}://{name}{shown}"


def _reached(secure: Sequence[str]) -> str:
    """Whom the app may ask: this server, also under its `secure` addresses, and the hub when a
    phone delivers what it carries."""
    hub = courier_address()
    parts = urlsplit(hub) if hub is not None else None
    above = [f"{parts.scheme}://{parts.netloc}"] if parts is not None else []
    return " ".join(["'self'", *above, *secure])


def _of_this_scheme(url: str | None, config: Config) -> str | None:
    """An address that was told, unless this box speaks both schemes and it is of the other."""
    if url is None or config.tls_port is None or url.startswith(f"{request.scheme}:"):
        return url
    return None


def content_origin_told(config: Config) -> str:
    """The content origin for the app that asks: absolute, or `:port` on the same host."""
    told = _of_this_scheme(config.content_url, config)
    secure = request.scheme == "https" and config.tls_content_port is not None
    return told or f":{config.tls_content_port if secure else config.content_port}"


def _better_addresses(config: Config) -> Sequence[str]:
    """For a page that came without HTTPS: where this box answers with it, or will again once a
    new certificate has come, since the page may stay open until then."""
    if config.tls_port is None or request.scheme == "https":
        return ()
    from server.certificates import places  # noqa: PLC0415 - it needs the app, which needs this

    found = places.told()
    return [one for one in found["origins"] if one.startswith("https:")] if found else ()


def origin_of_app(config: Config) -> str:
    """Origin A, as the current request's caller sees it."""
    return _sibling(_of_this_scheme(config.public_url, config), config.port, config.tls_port)


def origin_of_content(config: Config) -> str:
    """Origin B, as the current request's caller sees it."""
    return _sibling(
        _of_this_scheme(config.content_url, config), config.content_port, config.tls_content_port
    )


def _is_part(path: str, mimetype: str | None) -> bool:
    """Whether it is a file of the app that is no page and no worker."""
    if path.startswith("/assets/"):
        return mimetype in _PARTS
    return path.count("/") == 1 and mimetype in _STILL


def app_headers(config: Config, secure: Sequence[str] = ()) -> dict[str, str]:
    """Origin A: nothing but its own files, frames only from B, framed by nobody.

    `secure` are this server's own addresses that a page without HTTPS may try.
    """
    content = origin_of_content(config)
    return {
        "Content-Security-Policy": (
            # photos and films kept on the phone are shown from blobs
            f"default-src 'self'; connect-src {_reached(secure)}; "
            "img-src 'self' blob:; media-src 'self' blob:; "
            f"frame-src {content}; frame-ancestors 'none'; "
            "object-src 'none'; base-uri 'none'; form-action 'self'"
        ),
        **OF_EVERY_ANSWER,
    }


def content_headers(config: Config, beyond: tuple[str, ...] = ()) -> dict[str, str]:
    """Origin B: imported content may do what old lessons do, but reach nothing outside B.

    `beyond` names paths of A that it may call all the same, each ending in `/`.
    """
    app = origin_of_app(config)
    reached = " ".join(("'self' data: blob:", *(app + path for path in beyond)))
    return {
        "Content-Security-Policy": (
            "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
            f"connect-src {reached}; frame-src 'self' blob: data:; "
            "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
            f"frame-ancestors 'self' {app}"
        ),
        "Cross-Origin-Resource-Policy": "same-site",
        "Origin-Agent-Cluster": "?1",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def register_app(app: Flask, config: Config) -> None:
    """Headers of A on every answer; a view's own (such as a sandbox policy) are kept.

    Scripts, styles, icons and the manifest go without those that only documents and workers have,
    answers to other nodes without all that only browsers read.
    """

    def add(response: Response) -> Response:
        without: frozenset[str] = frozenset()
        if request.path.startswith(_NODES):
            without = _OF_BROWSERS
        elif _is_part(request.path, response.mimetype):
            without = _OF_DOCUMENTS
        secure: Sequence[str] = ()
        if response.mimetype == "text/html":
            secure = _better_addresses(config)
            if request.path == MOVE:
                # the window that opened this one hands it the phone's work (pwa/src/screens/move)
                response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        for name, value in app_headers(config, secure).items():
            if name not in without:
                response.headers.setdefault(name, value)
        if request.path.startswith(_PEOPLE):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add)


def register_content(app: Flask, config: Config) -> None:
    """Headers of B on every answer."""

    def add(response: Response) -> Response:
        response.headers.update(content_headers(config))
        return response

    app.after_request(add)
