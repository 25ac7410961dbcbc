"""The server's clock: the one place that reads the time, so that a test can set it."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import flask

_KEY: Final = "tirek.clock"


def install(app: flask.Flask, unix_ms: Callable[[], int] | None = None) -> None:
    """Give `app` a clock; `unix_ms` is the system's unless a test says otherwise."""
    app.extensions[_KEY] = unix_ms or (lambda: time.time_ns() // 1_000_000)


def now_ms() -> int:
    """Unix time in ms, by this node."""
    read: Callable[[], int] = flask.current_app.extensions[_KEY]
    return read()


def school_date(unix_ms: int) -> date:
    """The calendar day at the school (TIREK_TIMEZONE) at this moment."""
    zone = ZoneInfo(flask.current_app.extensions["tirek.config"].timezone)
    return datetime.fromtimestamp(unix_ms / 1000, zone).date()


def today() -> date:
    """Today at the school."""
    return school_date(now_ms())


def rfc3339(unix_ms: int) -> str:
    """`2026-11-20T04:05:06.789Z`, as times are written in documents."""
    moment = datetime.fromtimestamp(unix_ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{unix_ms % 1000:03d}Z"
