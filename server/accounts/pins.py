"""PINs of pupils: given by the school, never chosen, and of use only on a tablet of the class."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count

import flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.accounts.guessing import GUESSES, Guesses
from server.accounts.limits import PIN_DIGITS
from server.accounts.models import Pin
from server.accounts.operations import PIN_SUFFIX
from server.config import Config
from server.db import write_transaction
from server.identity import node_id
from server.operations.local import submit
from server.people import envelopes, passwords
from server.people.directory import grants_of
from server.people.grants import schools


def guesses() -> Guesses:
    """The counters of this application."""
    found: Guesses = flask.current_app.extensions[GUESSES]
    return found


def make_pin() -> str:
    """Random digits, each sequence as likely as any other."""
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def verifiers(texts: Mapping[str, str]) -> dict[str, str]:
    """Verifiers by key: made before a transaction, on every core, for each takes 30 ms."""
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        return dict(zip(texts, pool.map(passwords.make_verifier, texts.values()), strict=True))


def set_pin(person: str, verifier: str, school: str | None) -> None:
    """Write the PIN's verifier for every node that serves the school; joins a transaction."""
    with write_transaction() as session:
        serving = schools(grants_of(session, person, clock.today()))
        keys = envelopes.readers(session, serving | ({school} if school else set()))
        made = envelopes.envelope(session, keys)
        fields = {
            "person": person,
            "school": school,
            "sealed": dict(made.sealed),
            "box": made.box(verifier, person),
        }
        submit("pin.set", person + PIN_SUFFIX, fields)
    guesses().forgive(person)


def fits(session: Session, person: str, pin: str) -> bool:
    """Whether this is the person's PIN. The slow part runs outside any transaction."""
    config: Config = flask.current_app.extensions["tirek.config"]
    query = select(Pin.sealed).where(Pin.person == person, Pin.node == node_id())
    sealed = session.scalar(query)
    session.rollback()
    verifier = sealed and envelopes.verifier_in(sealed, person, config.home)
    if not verifier:
        passwords.verify_nobody(pin)
        return False
    return passwords.verify(verifier, pin)
