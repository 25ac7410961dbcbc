"""The counters of wrong PINs."""

from flask import Flask

from server.accounts.guessing import GUESSES, Guesses


def register(app: Flask) -> None:
    """None has been counted yet."""
    app.extensions[GUESSES] = Guesses()
