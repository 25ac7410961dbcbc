"""Where a person is logged in, and how a lost phone is signed out."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.accounts.limits import MAX_DEVICES
from server.db import write_transaction
from server.errors import not_found
from server.people.models import Token


def of_person(session: Session, person: str) -> list[dict[str, Any]]:
    """The person's logins that are valid now, the last used first."""
    query = (
        select(Token)
        .where(
            Token.person == person, Token.revoked_ms.is_(None), Token.expires_ms > clock.now_ms()
        )
        .order_by(Token.seen_ms.desc(), Token.id.desc())
        .limit(MAX_DEVICES)
    )
    return [
        {
            "id": row.id,
            "device": row.device,
            "issued_at": clock.rfc3339(row.issued_ms),
            "seen_at": clock.rfc3339(row.seen_ms),
        }
        for row in session.scalars(query)
    ]


def sign_out(person: str, token: int) -> None:
    """End one login. Work on that phone which has not been sent stays there, and goes when its
    owner logs in on it again."""
    with write_transaction() as session:
        row = session.get(Token, token)
        if row is None or row.person != person:
            raise not_found()
        row.revoked_ms = row.revoked_ms or clock.now_ms()
