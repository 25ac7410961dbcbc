"""/xapi: its callers, how often they may ask, and what all of its answers have in common."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import flask
from flask import Flask, Response

from server import clock
from server.access import LRS_CALLER
from server.lrs.rate import RATE, Rate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from server.lrs.callers import Caller

PREFIX = "/xapi"


class OneSlash:
    """WSGI: takes `/xapi//statements` for `/xapi/statements`. Clients put an endpoint and a
    resource together with a slash too many, and a browser follows no redirect of a preflight."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Hand the request on."""
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(f"{PREFIX}//"):
            environ["PATH_INFO"] = f"{PREFIX}/{path[len(PREFIX) :].lstrip('/')}"
        return self._app(environ, start)


def register(app: Flask) -> None:
    """Know clients by their keys, count their requests, and give every answer its headers."""
    app.extensions[RATE] = Rate()
    app.extensions[LRS_CALLER] = _load
    app.wsgi_app = OneSlash(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.after_request(_finish)


def _load() -> "Caller":
    from server.lrs import callers, calls  # noqa: PLC0415 - only where the store is used

    caller = callers.load(calls.authorization())
    rate: Rate = flask.current_app.extensions[RATE]
    rate.count(caller.id, clock.now_ms())
    return caller


def _finish(response: Response) -> Response:
    if not flask.request.path.startswith(f"{PREFIX}/"):
        return response
    from server.lrs import answers  # noqa: PLC0415 - only where the store is used

    return answers.finish(response)
