"""JSON as strangers send it: what no parser takes is an unreadable body, and no mistake of ours.

Python raises RecursionError for a hundred thousand opening brackets and a plain ValueError for a
number of a hundred thousand digits; neither is what libraries expect of a bad body.
"""

import json
from typing import Any, Final

import flask
from flask.json.provider import DefaultJSONProvider
from webargs.flaskparser import FlaskParser
from werkzeug.routing import IntegerConverter, Map

MAX_NUMBER_IN_ADDRESS: Final = 2**31 - 1
"""Of a row or a place in a list: what PostgreSQL's integer holds."""


class Json(DefaultJSONProvider):
    """Flask's own, with one kind of error for every unreadable text."""

    ensure_ascii = False
    sort_keys = False  # nobody reads an order into them, and it takes a quarter of the writing

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises json.JSONDecodeError."""
        try:
            return super().loads(s, **kwargs)
        except (RecursionError, ValueError) as error:
            raise _unreadable(error) from error


class Parser(FlaskParser):
    """Reads the bodies of the API's routes."""

    def _raw_load_json(self, req: flask.Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except (RecursionError, ValueError) as error:
            raise _unreadable(error) from error


class Number(IntegerConverter):
    """<int:n> of an address: beyond what a row's number can be there is nothing."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, max=MAX_NUMBER_IN_ADDRESS)


def _unreadable(error: Exception) -> json.JSONDecodeError:
    if isinstance(error, json.JSONDecodeError):
        return error
    return json.JSONDecodeError(type(error).__name__, "?", 0)  # an empty text would mean: no body
