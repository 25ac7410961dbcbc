"""Other nodes, and how what they send is refused."""

from typing import TYPE_CHECKING

from flask import Flask, Response

from server.access import NODE_CHECKER
from server.errors import Problem, not_allowed, render
from sync.core.errors import Malformed, SyncError, UnknownVersion, WrongRecipient

if TYPE_CHECKING:
    from server.hub.nodes import NodeContext


def register(app: Flask) -> None:
    """Who is a node, and how sync's refusals are told."""
    app.extensions[NODE_CHECKER] = _check

    def unreadable(error: SyncError) -> Response:
        return render(
            Problem(
                422,
                "unreadable-message",
                "The message cannot be read",
                detail=f"{error.operation}: {error.subject}",
                hint=error.hint,
            )
        )

    def not_yours(error: WrongRecipient) -> Response:
        return render(not_allowed(f"{error.operation}: {error.hint}"))

    app.register_error_handler(Malformed, unreadable)
    app.register_error_handler(UnknownVersion, unreadable)
    app.register_error_handler(WrongRecipient, not_yours)


def _check(token: str) -> "NodeContext | None":
    from server.hub.nodes import check  # noqa: PLC0415 - only where there are nodes below

    return check(token)
