"""The one error shape of the server: RFC 9457 problem+json with a stable type and a hint."""

import logging
from collections.abc import Mapping
from typing import Any, Final

import flask
from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as WsgiResponse

from server.disk import is_failing, is_full

PROBLEM_JSON: Final = "application/problem+json"

log = logging.getLogger(__name__)

_NAMES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("bad-request", "Check the request and send it again."),
    401: ("not-logged-in", "Log in again."),
    403: ("not-allowed", "Ask the school's administrator if you should have access."),
    404: ("not-found", "Go back and open it again from the list."),
    405: ("method-not-allowed", "This address does not take this kind of request."),
    406: ("not-acceptable", "Ask for application/json."),
    408: ("request-timeout", "Try again when the connection is better."),
    409: ("conflict", "Load it again and repeat the change."),
    410: ("gone", "Start again without the old cursor."),
    412: ("precondition-failed", "Load it again and repeat the change."),
    413: ("too-large", "Send less at once."),
    415: ("unsupported-media-type", "Send application/json."),
    416: ("range-not-satisfiable", "Ask for a range inside the file."),
    422: ("invalid", "Correct the named fields and send again."),
    429: ("too-many-attempts", "Wait a little and try again."),
    500: ("internal-error", "Try again; if it stays, give the request id to the administrator."),
    503: ("unavailable", "Try again in a minute."),
    507: (
        "disk-full",
        "Nothing is lost: it stays on your device. Tell the administrator that the server's disk"
        " is full.",
    ),
}


class Problem(Exception):
    """An error that the caller is meant to read.

    `type` is a kebab-case name, stable for ever; `hint` says in one sentence what an unskilled
    person can do; `extra` members appear beside them in the body. `retry_after` (seconds) also
    becomes the header.
    """

    def __init__(
        self,
        status: int,
        type: str,  # noqa: A002 - RFC 9457 names the member so
        title: str,
        detail: str | None = None,
        hint: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(f"{type}: {title}")
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.hint = hint
        self.headers = dict(headers or {})
        self.extra = extra


def not_found() -> Problem:
    """The one answer for what is missing and for what the caller may not know of."""
    return Problem(404, "not-found", "There is nothing here for you", hint=_NAMES[404][1])


def not_logged_in(detail: str | None = None) -> Problem:
    """No token, or one that has expired or been revoked."""
    return Problem(
        401,
        "not-logged-in",
        "You are not logged in",
        detail=detail,
        hint=_NAMES[401][1],
        headers={"WWW-Authenticate": "Bearer"},
    )


def erased() -> Problem:
    """The token of a person whose records were erased."""
    return Problem(
        401,
        "erased",
        "The records of this person were erased",
        hint="What this phone holds of them goes, too; nobody else's is touched.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def not_allowed(detail: str | None = None) -> Problem:
    """The caller is known, and may not do this."""
    return Problem(403, "not-allowed", "You may not do this", detail=detail, hint=_NAMES[403][1])


def disk_full() -> Problem:
    """Nothing more can be kept here; nothing was kept of what was sent."""
    return Problem(507, "disk-full", "The server's disk is full", hint=_NAMES[507][1])


def disk_failing() -> Problem:
    """The disk does not take what is to be kept, or does not give it back."""
    return Problem(
        507,
        "disk-failing",
        "The server's disk fails",
        hint="Nothing is lost: it stays on your device. Tell the administrator that the server's"
        " disk has to be replaced.",
    )


def render(problem: Problem) -> Response:
    """The response for a problem; its request id is the one in the log."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "hint": problem.hint or _default(problem.status)[1],
    }
    if problem.detail is not None:
        body["detail"] = problem.detail
    body.update(problem.extra)
    request_id = flask.g.get("request_id")
    if request_id:
        body["request_id"] = request_id
    response = flask.json.jsonify(body)
    response.status_code = problem.status
    response.mimetype = PROBLEM_JSON
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _default(status: int) -> tuple[str, str]:
    if status in _NAMES:
        return _NAMES[status]
    return ("internal-error", _NAMES[500][1]) if status >= 500 else ("bad-request", _NAMES[400][1])


def from_http_exception(error: HTTPException) -> Problem:
    """Werkzeug's, webargs' and flask-smorest's refusals in our shape."""
    status = error.code or 500
    name, hint = _default(status)
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    extra: dict[str, Any] = {}
    fields = data.get("errors") or data.get("messages")
    if fields:
        extra["errors"] = fields
    kept = {"Allow", "Content-Range", "Retry-After"}
    headers = {k: v for k, v in error.get_headers() if k in kept}
    detail = data.get("message") if status < 500 else None
    return Problem(status, name, error.name, detail=detail, hint=hint, headers=headers, **extra)


def register(app: Flask) -> None:
    """Let every error of `app` leave as problem+json, 404, 405 and 500 included."""

    def on_problem(problem: Problem) -> Response:
        return render(problem)

    def on_http(error: HTTPException) -> WsgiResponse:
        if error.code is not None and error.code < 400:  # a redirect to the canonical address
            return error.get_response()
        return render(from_http_exception(error))

    def on_crash(error: Exception) -> Response:
        if is_full(error):
            log.error("the disk is full")
            return render(disk_full())
        if is_failing(error):
            log.error("the disk fails", exc_info=error)
            return render(disk_failing())
        log.error("request failed", exc_info=error)
        name, hint = _NAMES[500]
        return render(Problem(500, name, "The server made a mistake", hint=hint))

    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_crash)
