"""Joining kits: given out beforehand, used by one box, once."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock, shards
from server.bundles import keys
from server.console import directory
from server.console.limits import CLAIM_DAYS, CLAIM_SECRET_BYTES
from server.console.models import SchoolClaim
from server.db import db, write_transaction
from server.errors import Problem
from server.hub.models import DownstreamNode
from server.hub.nodes import admit, revoke
from server.identity import config, node_id
from server.people import sealing
from server.people.login import seal_for
from server.people.models import School
from server.setup.kits import Claim, SchoolKit

_DAY_MS: Final = 24 * 3600 * 1000


def make(school: str, url: str) -> SchoolKit:
    """A new kit for a school of this database; one that was not used yet is worth nothing any more.
    Where the school has a box already, whoever uses the kit takes over from it."""
    home, now = config().home, clock.now_ms()
    secret, claim = secrets.token_bytes(CLAIM_SECRET_BYTES), secrets.token_hex(8)
    with write_transaction() as session:
        known = session.get(School, school)
        assert known is not None  # noqa: S101 - the caller has found it on the list
        cancel(session, school)
        boxes = boxes_of(session, school)
        session.add(
            SchoolClaim(
                id=claim,
                school=school,
                secret=secret,
                made_ms=now,
                expires_ms=now + CLAIM_DAYS * _DAY_MS,
                ended_ms=None,
                node=None,
            )
        )
        return SchoolKit(
            url=url,
            claim=claim,
            secret=secret.hex(),
            schools=tuple(sorted(schools_beside(session, school))),
            name=known.name,
            language=known.language,
            takes_over=bool(boxes) or _was_used(session, school),
            hub=node_id(),
            key=sealing.public_key(home).hex(),
            signing_key=keys.public_key(home).hex(),
            identity=keys.identity_public(home).hex(),
        )


def cancel(session: Session, school: str) -> int:
    """End the kits of a school that were not used; returns how many. Joins a transaction."""
    rows = session.scalars(
        select(SchoolClaim).where(SchoolClaim.school == school, SchoolClaim.ended_ms.is_(None))
    ).all()
    for row in rows:
        row.secret, row.ended_ms = None, clock.now_ms()
    return len(rows)


def take(claim: Claim) -> None:
    """Admit the box that proves to hold a kit, and shut out the one that it replaces. Again by the
    same box: nothing happens. Raises Problem 403."""
    if shards.first(lambda: db.session.get(SchoolClaim, claim.claim)) is None:
        raise _refused("The hub knows no such kit")
    with write_transaction() as session:
        row = session.get(SchoolClaim, claim.claim)
        assert row is not None  # noqa: S101 - kits are never deleted
        if row.node == claim.node:
            return
        if row.secret is None or row.node is not None:
            raise _refused("The kit was used by another box, or cancelled")
        if not claim.proven(row.secret.hex()):
            raise _refused("The proof is wrong")
        if clock.now_ms() >= row.expires_ms:
            raise _refused("The kit is too old")
        _admit(session, row, claim)


def of_school(school: str) -> list[dict[str, Any]]:
    """The kits of a school of this database, the newest first, without their secrets."""
    rows = db.session.scalars(
        select(SchoolClaim).where(SchoolClaim.school == school).order_by(SchoolClaim.made_ms.desc())
    )
    now = clock.now_ms()
    return [
        {
            "made_at": clock.rfc3339(row.made_ms),
            "expires_at": clock.rfc3339(row.expires_ms),
            "node": row.node,
            "state": "used"
            if row.node
            else "cancelled"
            if row.ended_ms
            else "over"
            if row.expires_ms <= now
            else "waiting",
        }
        for row in rows
    ]


def boxes_of(session: Session, school: str) -> Sequence[DownstreamNode]:
    """The boxes that exchange for a school now."""
    rows = session.scalars(select(DownstreamNode).where(DownstreamNode.revoked_ms.is_(None)))
    return [row for row in rows if school in row.schools]


def schools_beside(session: Session, school: str) -> set[str]:
    """The school, and those that its standing boxes serve besides: who takes its box over serves
    all of them."""
    return {school, *(one for box in boxes_of(session, school) for one in box.schools)}


def _admit(session: Session, row: SchoolClaim, claim: Claim) -> None:
    before = boxes_of(session, row.school)
    # A box that serves more schools since the kit was made is not shut out by it: whoever made the
    # kit was asked about the schools of that day.
    if set(claim.schools) != schools_beside(session, row.school):
        raise _refused("The kit is for other schools")
    now, public_key = clock.now_ms(), bytes.fromhex(claim.key)
    school = session.get(School, row.school)
    for box in before:
        if box.node != claim.node:
            revoke(session, box.node, now)
    seal_for(claim.node, public_key, claim.schools)
    admit(
        session,
        node=claim.node,
        name=school.name if school is not None else claim.node,
        schools=claim.schools,
        public_key=public_key,
        signing_key=bytes.fromhex(claim.signing_key),
        now_ms=now,
    )
    admitted = session.get(DownstreamNode, claim.node)
    assert admitted is not None  # noqa: S101 - just written
    admitted.token_sha256 = bytes.fromhex(claim.token_sha256)
    row.secret, row.ended_ms, row.node = None, now, claim.node
    directory.enter(session)


def _was_used(session: Session, school: str) -> bool:
    """Whether the school ever had a box: its people and work are here."""
    rows = session.scalars(select(DownstreamNode))
    return any(school in row.schools for row in rows)


def _refused(why: str) -> Problem:
    return Problem(
        403,
        "claim-refused",
        "The joining kit is not taken",
        why,
        hint="Ask the hub's operator for a new kit for this school.",
    )
