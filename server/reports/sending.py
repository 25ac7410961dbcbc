"""Files that only their asker may keep."""

import flask
from flask import Response

from server.disposition import attached


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """An answer that is saved as a file, and stored nowhere on its way."""
    response = flask.make_response(content)
    response.content_type = media_type
    response.headers["Content-Disposition"] = attached(name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
