"""Login cards: a secret in a QR code that logs its owner in, never a password.

A person has one valid card: a new one ends the one before, and so does a new password.
"""

import base64
import hashlib
import io
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock, shards
from server.accounts.limits import CARD_DAYS, CARD_SECRET_BYTES
from server.accounts.models import LoginCard
from server.db import db, write_transaction
from server.headers import origin_of_app
from server.identity import config
from server.people.models import Person
from server.rows import rows_of

_DAY_MS: Final = 24 * 3600 * 1000
_PATH: Final = re.compile(r'<path[^>]* d="(?P<d>[^"]+)"')
_QUIET: Final = 4  # light modules around the code (ISO/IEC 18004, section 9.1)


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as an SVG draws it: a square of `size` modules, and the path of the dark ones."""

    size: int
    path: str


def issue(people: Collection[str]) -> dict[str, str]:
    """New secrets by person; joins an open write transaction."""
    made = {
        person: base64.b32encode(secrets.token_bytes(CARD_SECRET_BYTES)).decode().rstrip("=")
        for person in people
    }
    now = clock.now_ms()
    with write_transaction() as session:
        revoke(session, made)
        for person, secret in made.items():
            card = LoginCard(sha256=_digest(secret), person=person, issued_ms=now)
            session.add(card)
    return made


def revoke(session: Session, people: Collection[str]) -> None:
    """End these people's cards; inside a write transaction."""
    query = select(LoginCard).where(
        LoginCard.person.in_(list(people)), LoginCard.revoked_ms.is_(None)
    )
    for card in session.scalars(query):
        card.revoked_ms = clock.now_ms()


def owner(secret: str) -> Person | None:
    """Whom a card lets in, or None for one that is unknown, too old or ended."""
    return shards.first(lambda: _owner(db.session(), secret))


def _owner(session: Session, secret: str) -> Person | None:
    card = session.scalar(select(LoginCard).where(LoginCard.sha256 == _digest(secret)))
    now = clock.now_ms()
    if card is None or card.revoked_ms is not None or now > card.issued_ms + CARD_DAYS * _DAY_MS:
        return None
    person = session.get(Person, card.person)
    session.rollback()
    with write_transaction() as writing:
        used = writing.get(LoginCard, card.id)
        if used is not None:
            used.used_ms = now
    return person


def waiting(session: Session, people: Collection[str]) -> dict[str, int]:
    """Who has a card that lets them in and was never used → when it was made, unix ms."""
    since = clock.now_ms() - CARD_DAYS * _DAY_MS
    return {
        row.person: row.issued_ms
        for row in rows_of(session, LoginCard, sorted(people), by="person")
        if row.revoked_ms is None and row.used_ms is None and row.issued_ms >= since
    }


def address() -> str:
    """Where the school's app is, as the caller's own browser reaches it."""
    return origin_of_app(config())


def path_of(secret: str) -> str:
    """What follows the app's address. The secret stands after the #, which no browser sends."""
    return f"/login#card={secret}"


def code(secret: str) -> Code:
    """What a phone's camera opens."""
    return drawn(address() + path_of(secret))


def drawn(text: str) -> Code:
    """Any text as a code."""
    import segno  # noqa: PLC0415 - only where something is printed

    made = segno.make(text, error="m", micro=False)
    picture = io.BytesIO()
    made.save(picture, kind="svg", xmldecl=False, border=_QUIET, omitsize=True)
    found = _PATH.search(picture.getvalue().decode())
    if found is None:
        raise RuntimeError("the QR code has no path")
    return Code(int(made.symbol_size(border=_QUIET)[0]), found["d"])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.strip().upper().encode()).digest()
