"""Couriers, whom the hub's side serves."""

from typing import TYPE_CHECKING

import flask
from flask import Flask, Response

from server.access import COURIER_CALLER

if TYPE_CHECKING:
    from server.courier.passes import Courier


def register(app: Flask) -> None:
    """Know couriers, and let the apps of their schools read what is answered."""
    app.extensions[COURIER_CALLER] = _caller

    def allow_origin(response: Response) -> Response:
        origin = flask.g.get("courier_origin")
        if origin is not None:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.vary.add("Origin")
        return response

    app.after_request(allow_origin)


def _caller() -> "Courier":
    from server.courier.passes import caller  # noqa: PLC0415 - only where a pass is shown

    return caller()
