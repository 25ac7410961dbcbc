"""Keys of clients: made, listed and revoked by hand."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from server import clock
from server.db import db, write_transaction
from server.lrs.callers import CLIENT_ACCOUNT, SCOPES, account_of, digest
from server.lrs.limits import MAX_KEY_NAME_CHARS
from server.lrs.models import ClientKey


class NewKey(NamedTuple):
    """A key and its secret, which is nowhere else."""

    key: str
    secret: str


def add(name: str, school: str, scopes: Sequence[str], *, by_law: bool = False) -> NewKey:
    """A new client; its statements carry an authority with its name and the key. `by_law`: see
    set_by_law.

    Raises ValueError for a name or a scope that cannot be.
    """
    if not 0 < len(name.strip()) <= MAX_KEY_NAME_CHARS:
        raise ValueError(f"a name has 1 to {MAX_KEY_NAME_CHARS} characters")
    for scope in scopes:
        if scope not in SCOPES:
            raise ValueError(f"{scope} is none of {', '.join(SCOPES)}")
    made = NewKey(secrets.token_hex(12), secrets.token_hex(32))
    with write_transaction() as session:
        session.add(
            ClientKey(
                key=made.key,
                sha256=digest(made.secret),
                name=name.strip(),
                school=school,
                scopes=sorted(set(scopes)),
                authority={
                    **account_of(school, f"{CLIENT_ACCOUNT}{made.key}"),
                    "name": name.strip(),
                },
                created_ms=clock.now_ms(),
                revoked_ms=None,
                by_law=by_law,
            )
        )
    return made


def everyone() -> list[ClientKey]:
    """All keys, the oldest first."""
    return list(db.session().scalars(select(ClientKey).order_by(ClientKey.created_ms)))


def rotate(key: str) -> NewKey | None:
    """A new secret for a client whose old one may have been seen: the old one ends at once, and
    its statements stay its own. None for a key that is unknown or revoked."""
    made = NewKey(key, secrets.token_hex(32))
    with write_transaction() as session:
        row = session.get(ClientKey, key)
        if row is None or row.revoked_ms is not None:
            return None
        row.sha256 = digest(made.secret)
        return made


def set_by_law(key: str, by_law: bool) -> bool:
    """Whether the law asks the school for what this client reads: then no consent is looked for.
    False for a key that is unknown."""
    with write_transaction() as session:
        row = session.get(ClientKey, key)
        if row is None:
            return False
        row.by_law = by_law
        return True


def revoke(key: str) -> bool:
    """Shut a client out at once; its statements stay. Whether the key was known."""
    with write_transaction() as session:
        row = session.get(ClientKey, key)
        if row is None:
            return False
        row.revoked_ms = row.revoked_ms or clock.now_ms()
        return True
