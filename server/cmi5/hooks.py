"""Units of courses that were launched here."""

from typing import TYPE_CHECKING

from flask import Flask

from server.lrs.callers import AU_CALLER

if TYPE_CHECKING:
    from server.lrs.callers import Caller


def register(app: Flask) -> None:
    """Let the record store know them by the tokens of their launches."""
    app.extensions[AU_CALLER] = _load


def _load(key: str, token: str) -> "Caller":
    from server.cmi5.gate import load  # noqa: PLC0415 - only where something was launched

    return load(key, token)
