"""Content that is known to be public goes round the framework."""

from flask import Flask

from server.library import direct


def register(app: Flask) -> None:
    """Let plain requests for it be answered so."""
    direct.register(app)
