"""Structured logs: one JSON object per line, with the request's id and no secrets."""

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TextIO

import flask
from flask import Flask, Response

from server.metrics.counting import ANSWERS

REQUEST_ID_HEADER: Final = "X-Request-Id"
_BUILT_IN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_SECRET: Final = re.compile(r"(?i)(bearer\s+|(?:token|password|authorization)['\"]?\s*[:=]\s*)\S+")

_REQUEST_ID: Final = re.compile(r"[0-9a-f]{16}")
"""An id that a phone has given its request: it finds the same one on every server on the way."""

_act: ContextVar[str | None] = ContextVar("act", default=None)

access_log = logging.getLogger("tirek.access")


def scrub(text: str) -> str:
    """`text` without bearer tokens and passwords, wherever they got in."""
    return _SECRET.sub(r"\1***", text)


class JsonLines(logging.Formatter):
    """{"time","level","logger","message",…extra,"request"?,"error"?}"""

    def format(self, record: logging.LogRecord) -> str:
        """One line; whatever was passed as `extra` becomes a member."""
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        for key, value in vars(record).items():
            if key not in _BUILT_IN:
                line[key] = value if isinstance(value, int | bool) else scrub(str(value))
        if flask.has_request_context():
            line["request"] = flask.g.get("request_id")
        elif act := _act.get():
            line["request"] = act
        if record.exc_info:
            line["error"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every logger's lines to `stream` (stderr) as JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def new_request_id() -> str:
    """16 hex digits that name one request in its answer and in the log."""
    return secrets.token_hex(8)


@contextmanager
def one_act() -> Iterator[str]:
    """Give all lines of what this node does by itself one id, as a request's have; the id is told
    to whom it asks, so that both logs are found by it. Within another act it is that one's."""
    name = _act.get() or new_request_id()
    before = _act.set(name)
    try:
        yield name
    finally:
        _act.reset(before)


def note(**facts: str) -> None:
    """Say more in the line of the answer to this request: nothing that names a person."""
    flask.g.setdefault("facts", {}).update(facts)


def answered(method: str, route: str, status: int, began: float, **more: str) -> None:
    """Log an answer by its route's pattern; `began` is of time.monotonic()."""
    seconds = time.monotonic() - began
    ANSWERS.note(method, route, status, seconds)
    ms = int(seconds * 1000)
    facts = {"method": method, "route": route, "status": status, "ms": ms, **more}
    access_log.info("answered", extra=facts)


def register(app: Flask) -> None:
    """Give every request an id, and log each answer: route pattern, never the full address."""

    def begin() -> None:
        told = flask.request.headers.get(REQUEST_ID_HEADER, "")
        flask.g.request_id = told if _REQUEST_ID.fullmatch(told) else new_request_id()
        flask.g.began = time.monotonic()

    def end(response: Response) -> Response:
        request_id = flask.g.get("request_id", "")
        response.headers[REQUEST_ID_HEADER] = request_id
        rule = flask.request.url_rule
        answered(
            flask.request.method,
            rule.rule if rule else "-",
            response.status_code,
            flask.g.get("began", time.monotonic()),
            **flask.g.get("facts", {}),
        )
        return response

    app.before_request(begin)
    app.after_request(end)
