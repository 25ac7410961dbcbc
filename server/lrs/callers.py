"""Who calls the record store: a client by its key, or a person of the school by their token."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import flask
from sqlalchemy import bindparam, select

from server.access import PERSON_LOADER, PersonContext
from server.db import db
from server.errors import Problem, not_allowed, not_logged_in
from server.lrs import actors
from server.lrs.gate import Gate
from server.lrs.models import ClientKey
from server.lrs.values import JsonObject

WRITE: Final = "statements/write"
READ_MINE: Final = "statements/read/mine"
READ: Final = "statements/read"
STATE: Final = "state"
PROFILE: Final = "profile"
DEFINE: Final = "define"
ALL_READ: Final = "all/read"
ALL: Final = "all"
SCOPES: Final = (WRITE, READ_MINE, READ, STATE, PROFILE, DEFINE, ALL_READ, ALL)
"""Scopes by their names in xAPI-Comm 4.2."""

DEFAULT_SCOPES: Final = (WRITE, READ_MINE, DEFINE)
_OWN_SCOPES: Final = frozenset({WRITE, READ_MINE, STATE, PROFILE, DEFINE})
AU_KEY: Final = "au-"
"""How the key of what a launch opened begins; app.extensions[AU_CALLER] knows its caller."""
AU_CALLER: Final = "tirek.au_caller"
HOME: Final = "https://tirek.invalid"
"""Of the accounts that this system itself names: an address that can never be somebody else's."""
CLIENT_ACCOUNT: Final = "client-"
"""How the name in the account of a client begins; its key follows."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `own` is the one agent that may be spoken for, None for clients.

    `gate` adds the rules of whoever launched the caller.
    """

    id: str
    school: str
    scopes: frozenset[str]
    authority: JsonObject
    person: str | None = None
    own: str | None = None
    gate: Gate | None = None
    needs_consent: bool = False
    """It is given what others sent only where no learner without consent is named, and documents
    only of learners with consent."""

    def may(self, scope: str) -> bool:
        """Whether the scope was granted, by its name or by a wider one."""
        return scope in self.scopes or ALL in self.scopes

    def require(self, scope: str, *, reading: bool = False) -> None:
        """Problem 403 without the scope; `all/read` is enough where `reading`."""
        if not (self.may(scope) or (reading and ALL_READ in self.scopes)):
            raise not_allowed(f"This key lacks the scope {scope}.")

    @property
    def reads_all(self) -> bool:
        """Whether statements of other authorities are shown."""
        return self.may(READ) or ALL_READ in self.scopes

    def require_reading(self) -> None:
        """Problem 403 for one who may read no statement at all."""
        if not self.reads_all:
            self.require(READ_MINE)

    def require_own(self, actor: JsonObject) -> None:
        """Problem 403 where a person speaks for, or asks about, another agent."""
        if self.own is not None and actors.identifier(actor) != self.own:
            raise not_allowed(
                "The agent must be the person's own account, or the learner of the launch."
            )


def is_client(identifier: str) -> bool:
    """Whether this identifier of an agent (server.lrs.actors) stands for one of our clients."""
    home, _, name = identifier.rpartition("|")
    return name.startswith(CLIENT_ACCOUNT) and home.startswith(f"account|{HOME}")


def is_ours(account: JsonObject) -> bool:
    """Whether an account is one that this system gives, in whichever school."""
    page = account["homePage"]
    return bool(page == HOME or page.startswith(f"{HOME}/"))


def person_of(agent: JsonObject | None) -> str | None:
    """Id of the person behind an account of ours; None for any other agent or group."""
    account = (agent or {}).get("account")
    return str(account["name"]) if account and is_ours(account) else None


def account_of(school: str, name: str) -> JsonObject:
    """The agent that stands for a person or a client of a school."""
    page = f"{HOME}/schools/{quote(school, safe='')}" if school else HOME
    return {"objectType": "Agent", "account": {"homePage": page, "name": name}}


def load(authorization: str) -> Caller:
    """The caller behind an Authorization header: Basic key:secret, or Bearer token.

    Raises Problem 401 without asking for Basic: a browser would show pupils a password box.
    """
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "basic":
        return _client(rest.strip())
    token = rest.strip()
    if scheme.lower() != "bearer" or not token or len(token) > 200:
        raise not_logged_in()
    find: Callable[[str], PersonContext] = flask.current_app.extensions[PERSON_LOADER]
    return _person(find(token))


_KEY: Final = select(ClientKey.__table__).where(ClientKey.key == bindparam("key"))


def _client(encoded: str) -> Caller:
    try:
        key, _, secret = base64.b64decode(encoded[:1000], validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise _unknown() from None
    if key.startswith(AU_KEY):
        launched: Callable[[str, str], Caller] = flask.current_app.extensions[AU_CALLER]
        return launched(key, secret)
    row = db.session().connection().execute(_KEY, {"key": key[:80]}).first()
    kept = bytes(row.sha256) if row is not None else bytes(32)
    right = hmac.compare_digest(kept, digest(secret))
    if row is None or not right or row.revoked_ms is not None:
        raise _unknown()
    scopes = frozenset(row.scopes)
    return Caller(row.key, row.school, scopes, row.authority, needs_consent=not row.by_law)


def _person(person: PersonContext) -> Caller:
    schools = sorted({grant.school for grant in person.roles if grant.school})
    agent = account_of(schools[0] if schools else "", person.id)
    return Caller(
        id=person.id,
        school=schools[0] if schools else "",
        scopes=_OWN_SCOPES,
        authority=agent,
        person=person.id,
        own=actors.identifier(agent),
    )


def _unknown() -> Problem:
    return not_logged_in("This key and secret are not known here.")


def digest(secret: str) -> bytes:
    """What is kept of a secret: it is 256 random bits, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()
