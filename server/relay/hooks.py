"""Who calls for mail."""

from typing import TYPE_CHECKING

from flask import Flask

from server.access import MAIL_CALLER

if TYPE_CHECKING:
    from server.relay.satellites import MailCaller


def register(app: Flask) -> None:
    """Let the routes of the mailboxes know them."""
    app.extensions[MAIL_CALLER] = _caller


def _caller(token: str) -> "MailCaller":
    from server.relay.satellites import caller  # noqa: PLC0415 - only where there are mailboxes

    return caller(token)
