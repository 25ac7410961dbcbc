"""Asking somebody who is logged in for the password once more, before what cannot be undone."""

import flask
from sqlalchemy import select

from server import clock
from server.db import db
from server.errors import Problem
from server.identity import config, node_id
from server.people import envelopes, passwords
from server.people.models import Credential
from server.people.throttle import THROTTLE, Throttle


def prove(person: str, password: str, address: str) -> None:
    """Nothing, if this is the person's password here. `address` is where the request came from.

    Raises Problem 403 password-wrong (not 401: the session is good) and 429 too-many-attempts.
    """
    throttle: Throttle = flask.current_app.extensions[THROTTLE]
    seconds = clock.now_ms() / 1000
    throttle.check(person, address, seconds)
    sealed = db.session.scalar(
        select(Credential.sealed).where(Credential.person == person, Credential.node == node_id())
    )
    db.session.rollback()
    verifier = envelopes.verifier_in(sealed, person, config().home) if sealed else None
    if verifier is not None and passwords.verify(verifier, password):
        throttle.succeeded(person, address)
        return
    throttle.failed(person, address, seconds)
    raise Problem(
        403,
        "password-wrong",
        "The password is wrong",
        hint="Type the password by which you log in here.",
    )
