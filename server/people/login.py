"""Logging in: a password, a token for the device, and a writer for its work."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock, shards
from server.config import Config
from server.db import db, write_transaction
from server.errors import Problem
from server.identity import node_id
from server.limits import SAME_LOGIN_CANDIDATES
from server.operations.local import submit
from server.people import candidates, envelopes, passwords, sealing, tokens
from server.people.directory import grants_of, kept_record, people_of_schools
from server.people.grants import RoleGrant, schools
from server.people.models import Credential, Person
from server.people.names import fold_login
from server.people.throttle import THROTTLE, Throttle

FIRST_EPOCH: Final = 1


@dataclass(frozen=True, slots=True)
class Login:
    """A fresh login: `token` is shown this once."""

    token: str
    expires_ms: int
    person: Person
    roles: tuple[RoleGrant, ...]
    writer: str


def bad_credentials() -> Problem:
    """One answer for a wrong password and for a login that does not exist."""
    return Problem(
        401,
        "bad-credentials",
        "The login or the password is wrong",
        hint="Check the letters and the keyboard's language, or ask your teacher.",
    )


def which_school() -> Problem:
    """So many have this login that no password is tried; this tells of none of them."""
    return Problem(
        409,
        "which-school",
        "Several people here have this login",
        hint="Write the name or the number of your school as well, and where it is.",
    )


def log_in(login: str, password: str, device: str, address: str, school: str = "") -> Login:
    """Verify, then issue a token and a writer. `school`: what the person calls their school, which
    matters where many have the login.

    Raises Problem 401 bad-credentials, 409 which-school and 429 too-many-attempts.
    """
    throttle: Throttle = flask.current_app.extensions[THROTTLE]
    name = fold_login(login)
    seconds = clock.now_ms() / 1000
    throttle.check(name, address, seconds)
    schools = _asked_of(name, school)
    person = shards.first(lambda: _verified(db.session(), name, password, schools))
    if person is None:
        throttle.failed(name, address, seconds)
        raise bad_credentials()
    throttle.succeeded(name, address)
    return open_session(person, device)


def open_session(person: Person, device: str) -> Login:
    """A token and a writer for a person who has proved who they are.

    Whoever has two records gets in as the kept one, by the way in of either.
    """
    person = db.session.get(Person, kept_record(db.session(), person.id)) or person
    now = clock.now_ms()
    roles = grants_of(db.session(), person.id, clock.today())
    writer = secrets.token_hex(8)
    with write_transaction():
        submit(
            "writer.issue",
            writer,
            {
                "writer": writer,
                "person": person.id,
                "school": min(schools(roles), default=None),
                "label": device,
            },
        )
        token, row = tokens.issue(person.id, writer, device, now)
    return Login(token, row.expires_ms, person, roles, writer)


def _asked_of(name: str, school: str) -> frozenset[str] | None:
    """The schools whose people are asked for the password; None where few have the login at all.

    Raises Problem 409 which-school, before any password is tried: so this is no guess, and costs
    none of those that a person has.
    """
    if not _are_too_many(name, None):
        return None
    named: set[str] = set()
    shards.first(lambda: named.update(candidates.schools_named(db.session(), school)))
    if not candidates.is_clear(named) or _are_too_many(name, frozenset(named)):
        raise which_school()
    return frozenset(named)


def _are_too_many(name: str, schools: frozenset[str] | None) -> bool:
    def here() -> bool | None:
        found = candidates.with_login(db.session(), name, schools)
        return candidates.are_too_many(found) or None

    return shards.first(here) is not None


def _verified(
    session: Session, name: str, password: str, schools: frozenset[str] | None
) -> Person | None:
    """The person whose verifier fits. The slow part runs outside any transaction."""
    home = _home()
    rows = candidates.with_login(session, name, schools)
    session.rollback()
    for person, sealed in rows[:SAME_LOGIN_CANDIDATES]:
        verifier = envelopes.verifier_in(sealed, person.id, home)
        if verifier is not None and passwords.verify(verifier, password):
            return person
    if not rows:
        passwords.verify_nobody(password)
    return None


def set_password(person: str, password: str, *, school: str | None = None) -> None:
    """Write a credential sealed for this node and every peer whose key is known.

    Joins an open write transaction. Logins that exist stay valid: see tokens.revoke_all.
    """
    set_verifier(person, passwords.make_verifier(password), school=school)


def set_verifier(person: str, verifier: str, *, school: str | None = None) -> None:
    """As set_password, for a verifier made before the transaction: making one takes 30 ms."""
    with write_transaction() as session:
        serving = schools(grants_of(session, person, clock.today()))
        keys = envelopes.readers(session, serving | ({school} if school else set()))
        fields = {"person": person, "school": school, **_written(session, verifier, person, keys)}
        submit("credential.set", f"{person}~password", fields)


def seal_for(node: str, public_key: bytes, schools: Collection[str] | None = None) -> int:
    """Remember a peer's key and write every verifier that this node can open for it, too: of the
    people of `schools`, if they are given.

    Returns how many credentials were written; 0 when the key was known already. Joins an open
    write transaction.
    """
    own = node_id()
    with write_transaction() as session:
        replaced = node in sealing.known_keys(session)
        if not sealing.remember_key(session, node, public_key):
            return 0
        query = select(Credential).where(Credential.node == own)
        if schools is not None:
            query = query.where(Credential.person.in_(people_of_schools(session, schools)))
        rows = session.scalars(query).all()
        keys = sealing.known_keys(session)
        written = 0
        for row in rows:
            verifier = envelopes.verifier_in(row.sealed, row.person, _home())
            if verifier is None:
                continue
            others = select(Credential).where(Credential.person == row.person)
            kept = {c.node: c.sealed for c in session.scalars(others)}
            if node in kept and not replaced:
                # It came from there, or from somebody who knew that key: sending every password
                # back would be half of what a new node's first exchange costs.
                continue
            if kept.keys() <= keys.keys():
                known = {reader: keys[reader] for reader in {*kept, node}}
                fields = _written(session, verifier, row.person, known)
            else:
                # Nobody here can write for those whose keys are unknown: theirs stays as it is.
                found = {reader: envelopes.parts(some) for reader, some in kept.items()}
                sealed = {reader: some for reader, (some, _) in found.items()}
                sealed[node] = sealing.seal(verifier, row.person, public_key)
                fields = {
                    "sealed": sealed,
                    "box": next((box for _, box in found.values() if box), None),
                }
            submit("credential.set", f"{row.person}~password", {"person": row.person, **fields})
            written += 1
    return written


def _written(
    session: Session, verifier: str, person: str, keys: Mapping[str, bytes]
) -> dict[str, Any]:
    """The fields of a credential that exactly these nodes can open."""
    made = envelopes.envelope(session, keys)
    return {"sealed": dict(made.sealed), "box": made.box(verifier, person)}


def _home() -> Any:
    config: Config = flask.current_app.extensions["tirek.config"]
    return config.home
