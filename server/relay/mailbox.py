"""The mailbox itself: volumes by name on disk, and a row for each.

Nothing here is opened. What is read of a volume stands in its clear, signed header: whom it is
from and for, how urgent it is, and for how long it wants to be kept.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server import clock
from server.bundles import volumes
from server.courier.loads import keep_file
from server.db import db, write_transaction
from server.errors import Problem
from server.identity import config
from server.library.stores import personal_store
from server.relay.limits import KEEP_HOURS, LONGEST_KEEP_HOURS, MAX_ITEMS
from server.relay.models import MailItem, RelaySatellite
from sync.core.errors import SyncError
from sync.core.registry import MAX_PRIORITY
from sync.frames.bundle import Header, Volume
from sync.limits import MAX_PART_BYTES
from sync.roads.courier import part_id

LYING: Final = "lying"
PASSED: Final = "passed"
DONE: Final = "done"
DROPPED: Final = "dropped"
EXPIRED: Final = "expired"
_HOUR_MS: Final = 3_600_000


def leave(satellite: str, data: bytes) -> str:
    """Keep a volume that `satellite` has made, until the node above has it: its name.

    Again is the same as once. Raises server.bundles.volumes.Left for what is no volume of it, and
    Problem `mailbox-full` where its quota is spent.
    """
    name, header = part_id(data), header_of(data)
    if header.sender != satellite:
        raise volumes.Left("unknown-sender")
    _keep(name, satellite, header, data, quota=True)
    return name


def put_for(satellite: str, name: str, data: bytes) -> None:
    """Keep a volume that the node above has made for `satellite`. Raises Left."""
    header = header_of(data)
    if part_id(data) != name or header.recipient != satellite:
        raise volumes.Left("wrong-recipient")
    _keep(name, satellite, header, data, quota=False)


def header_of(data: bytes) -> Header:
    """What a volume says in clear; raises Left where it is damaged."""
    if len(data) > MAX_PART_BYTES:
        raise volumes.Left("damaged")
    try:
        volume = Volume(io.BytesIO(data), len(data))
        for _section in volume.read():
            pass  # every hash is looked at, so that no room is given to what nobody can take
    except SyncError as error:
        raise volumes.Left(volumes.reason_of(error)) from error
    return volume.header


def listed(satellite: str) -> dict[str, Any]:
    """What a satellite is told: `mail` for it, `held` of its own here or on its way, `done` whose
    answer lies here, `dropped` with the reason."""
    session = db.session()
    rows = session.scalars(
        select(MailItem).where(MailItem.satellite == satellite).order_by(*_ORDER)
    ).all()
    session.rollback()
    own = [row for row in rows if row.sender == satellite]
    return {
        "mail": [
            {"id": row.id, "bytes": row.size, "priority": row.priority}
            for row in rows
            if row.recipient == satellite and row.state == LYING
        ],
        "held": [row.id for row in own if row.state in (LYING, PASSED)],
        "done": [row.id for row in own if row.state == DONE],
        "dropped": {row.id: row.reason for row in own if row.state == DROPPED},
    }


def to_pass_on() -> list[tuple[str, str]]:
    """(name, satellite) of what waits for the node above, the most urgent first."""
    session = db.session()
    rows = session.scalars(
        select(MailItem)
        .where(MailItem.state == LYING, MailItem.sender == MailItem.satellite)
        .order_by(*_ORDER)
    ).all()
    session.rollback()
    return [(row.id, row.satellite) for row in rows]


def lying_for(satellite: str) -> set[str]:
    """Names of what the node above has made for a satellite and is here."""
    session = db.session()
    found = set(session.scalars(select(MailItem.id).where(MailItem.recipient == satellite)))
    session.rollback()
    return found


def read(name: str, satellite: str | None = None) -> bytes | None:
    """The bytes of a volume (of or for `satellite` only, if given); None when they are not here."""
    session = db.session()
    row = session.get(MailItem, name)
    session.rollback()
    if row is None or (satellite is not None and row.satellite != satellite):
        return None
    path = _path(name)
    return path.read_bytes() if path.is_file() else None


def mark(names: Sequence[str], state: str, reason: str | None = None) -> None:
    """Note what has become of volumes; the bytes of what no longer lies here are let go."""
    with write_transaction() as session:
        for name in names:
            row = session.get(MailItem, name)
            if row is not None:
                row.state, row.reason = state, reason
    for name in names:
        _path(name).unlink(missing_ok=True)


def answered(satellite: str) -> None:
    """The node above has answered what was passed on of this satellite; the answer lies here."""
    with write_transaction() as session:
        rows = select(MailItem).where(MailItem.satellite == satellite, MailItem.state == PASSED)
        for row in session.scalars(rows):
            row.state = DONE


def _ask_again(satellite: str) -> None:
    """An answer was too old: the node above is asked for it once more."""
    with write_transaction() as session:
        rows = select(MailItem).where(MailItem.satellite == satellite, MailItem.state == DONE)
        for row in session.scalars(rows):
            row.state = PASSED


def forget(names: Sequence[str], satellite: str) -> None:
    """The satellite has taken these, or has heard what became of them."""
    with write_transaction() as session:
        for name in names:
            row = session.get(MailItem, name)
            if row is not None and row.satellite == satellite:
                session.delete(row)
    for name in names:
        _path(name).unlink(missing_ok=True)


def expire() -> int:
    """Drop what is too old and has not been passed on; its maker hears of it. How many."""
    now = clock.now_ms()
    session = db.session()
    old = session.scalars(
        select(MailItem).where(MailItem.state == LYING, MailItem.expires_ms <= now)
    ).all()
    session.rollback()
    own = [row.id for row in old if row.sender == row.satellite]
    mark(own, DROPPED, EXPIRED)
    for row in old:
        if row.id not in own:
            forget([row.id], row.satellite)
            _ask_again(row.satellite)
    return len(old)


_ORDER: Final = (MailItem.priority, MailItem.came_ms, MailItem.place)


def _keep(name: str, satellite: str, header: Header, data: bytes, *, quota: bool) -> None:
    session = db.session()
    known = session.get(MailItem, name)
    lies = known is not None and (known.state != LYING or _path(name).is_file())
    if quota and not lies:
        _require_quota(session, satellite, len(data))
    session.rollback()
    if lies:
        return
    personal_store().require_room(len(data))
    keep_file(_path(name).parent, name, data)
    hours = min(header.keep_hours or KEEP_HOURS, LONGEST_KEEP_HOURS)
    now = clock.now_ms()
    with write_transaction() as writing:
        writing.merge(
            MailItem(
                id=name,
                satellite=satellite,
                sender=header.sender,
                recipient=header.recipient,
                size=len(data),
                priority=MAX_PRIORITY if header.priority is None else header.priority,
                place=header.part,
                came_ms=now,
                expires_ms=now + hours * _HOUR_MS,
                state=LYING,
                reason=None,
            )
        )


def _require_quota(session: Session, satellite: str, size: int) -> None:
    count, used = session.execute(
        select(func.count(), func.coalesce(func.sum(MailItem.size), 0)).where(
            MailItem.satellite == satellite, MailItem.state == LYING, MailItem.sender == satellite
        )
    ).one()
    row = session.get(RelaySatellite, satellite)
    quota = row.quota_bytes if row is not None else 0
    if used + size > quota or count >= MAX_ITEMS:
        raise Problem(
            507,
            "mailbox-full",
            "The mailbox of this school is full",
            hint="Nothing is lost: it waits at the school until the relay has passed its mail on.",
            quota_bytes=quota,
            used_bytes=int(used),
        )


def _path(name: str) -> Path:
    return config().home / "mail" / name


def unanswered() -> set[str]:
    """Satellites of which something was passed on, whose answer is not here yet."""
    session = db.session()
    found = set(session.scalars(select(MailItem.satellite).where(MailItem.state == PASSED)))
    session.rollback()
    return found
