"""The counter of wrong passwords, and the hour a token was last used."""

from flask import Flask, Response

from server.people import tokens
from server.people.throttle import THROTTLE, Throttle


def register(app: Flask) -> None:
    """Count from now on; note after each request whose token it was."""
    app.extensions[THROTTLE] = Throttle()

    def note_seen(response: Response) -> Response:
        tokens.remember_seen()
        return response

    app.after_request(note_seen)
