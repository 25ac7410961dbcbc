"""Asking somebody who is logged in for the password once more, before what cannot be undone."""

import flask
from sqlalchemy import select

from server import clock
from server.db import db
from server.errors import Problem
from server.identity import config, node_id
from server.people import envelopes, passwords
from server.people.directory import records_of
from server.people.models import Credential
from server.people.throttle import THROTTLE, Throttle


def prove(person: str, password: str, address: str) -> None:
    """Nothing, if this is the person's password here; whoever has two records gets in by the
    password of either, and proves it by either. `address` is where the request came from.

    Raises Problem 403 password-wrong (not 401: the session is good) and 429 too-many-attempts.
    """
    throttle: Throttle = flask.current_app.extensions[THROTTLE]
    seconds = clock.now_ms() / 1000
    throttle.check(person, address, seconds)
    records = sorted(records_of(db.session(), [person])[person], key=lambda one: one != person)
    query = select(Credential.person, Credential.sealed).where(
        Credential.person.in_(records), Credential.node == node_id()
    )
    sealed = {row.person: row.sealed for row in db.session.execute(query)}
    db.session.rollback()
    for one in filter(sealed.__contains__, records):
        verifier = envelopes.verifier_in(sealed[one], one, config().home)
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
