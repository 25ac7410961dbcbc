"""Who holds a joining kit."""

from flask import Flask

from server.access import KIT_CHECKER


def register(app: Flask) -> None:
    """Let routes for holders of a kit know them."""
    app.extensions[KIT_CHECKER] = _check


def _check(token: str) -> frozenset[str] | None:
    from server.backup.taking import check  # noqa: PLC0415 - only where a kit is shown

    return check(token)
