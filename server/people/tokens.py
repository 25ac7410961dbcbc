"""Bearer tokens: 256 random bits on the phone, their SHA-256 here."""

import hashlib
import secrets

import flask
from sqlalchemy import bindparam, select

from server import clock
from server.access import PersonContext
from server.db import db, write_transaction
from server.disk import optional_write
from server.erasure.models import ErasedLogin
from server.errors import erased, not_logged_in
from server.limits import TOKEN_DAYS, TOKEN_SEEN_GRAIN_SECONDS
from server.people.directory import grants_of
from server.people.models import Token
from server.reading import Question
from server.rows import ready, table_of

_BY_DIGEST = Question(
    select(table_of(Token)).where(table_of(Token).c.sha256 == bindparam("sha256"))
)
_DAY_MS = 24 * 3600 * 1000


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def issue(person: str, writer: str, device: str, now: int) -> tuple[str, Token]:
    """A new token and its row; call inside a write transaction."""
    secret = secrets.token_urlsafe(32)
    row = Token(
        sha256=digest(secret),
        person=person,
        writer=writer,
        device=device,
        issued_ms=now,
        expires_ms=now + TOKEN_DAYS * _DAY_MS,
        seen_ms=now,
        revoked_ms=None,
    )
    db.session.add(row)
    db.session.flush()
    return secret, row


def load_person(token: str) -> PersonContext:
    """The person behind a token with the rights of today; Problem 401 otherwise.

    The same answer for an unknown, an expired and a revoked token; another one for that of a person
    who was erased.
    """
    now = clock.now_ms()
    found = _BY_DIGEST.rows(ready(db.session()), sha256=digest(token))
    row = found[0] if found else None
    if row is None and db.session.get(ErasedLogin, digest(token)) is not None:
        raise erased()
    if row is None or row.revoked_ms is not None or row.expires_ms <= now:
        raise not_logged_in()
    context = PersonContext(
        id=row.person,
        roles=grants_of(db.session(), row.person, clock.today()),
        token_id=row.id,
        writer=row.writer,
    )
    if now - row.seen_ms > TOKEN_SEEN_GRAIN_SECONDS * 1000:
        flask.g.token_seen = now  # written after the answer, see remember_seen
    return context


def remember_seen() -> None:
    """Write the coarse last_seen that load_person left for later."""
    now = flask.g.pop("token_seen", None)
    person = flask.g.get("person")
    if now is None or not isinstance(person, PersonContext):
        return
    with optional_write(), write_transaction() as session:
        row = session.get(Token, person.token_id)
        if row is not None:
            row.seen_ms = now


def revoke(token_id: int) -> None:
    """End a login; the token answers 401 from now on."""
    with write_transaction() as session:
        row = session.get(Token, token_id)
        if row is not None and row.revoked_ms is None:
            row.revoked_ms = clock.now_ms()


def revoke_all(person: str) -> None:
    """End every login of a person, as after a password reset."""
    with write_transaction() as session:
        for row in session.scalars(
            select(Token).where(Token.person == person, Token.revoked_ms.is_(None))
        ):
            row.revoked_ms = clock.now_ms()
