"""What a hub notes of the sealed copies that it keeps, and when it lets go of them.

The copies of a box that was shut out stay for KEEP_GONE_DAYS: whoever replaces a stolen box needs
the last one. So do those of a node that the hub does not know (it may itself have been restored).
"""

import logging
import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server import clock, shards
from server.backup.below import FOLDER, Kept, Shelf
from server.backup.limits import KEEP_GONE_DAYS
from server.backup.models import KeptCopy
from server.console import audit
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.hub.nodes import NODE_ID
from server.identity import config
from server.operations.port import log_store

log = logging.getLogger(__name__)

REMOVED: Final = "copies-removed"
"""In the operators' record."""
_KEPT_MS: Final = KEEP_GONE_DAYS * 24 * 3600 * 1000
_LEAVING: Final = ".leaving-"
_NOTED: Final = "copies.noted"


def note(session: Session, node: str, last: Kept) -> None:
    """The newest copy of a node. Joins an open write transaction of its database."""
    told = {"received_ms": last.received_ms, "made_ms": last.made_ms, "bytes": last.bytes}
    session.merge(KeptCopy(node=node, **told))


def is_first() -> bool:
    """Whether the folder was never looked through: the copies are older than the table."""
    return log_store(db.session()).state(_NOTED) is None


def tidy() -> int:
    """Bring the table in step with the folder and remove copies whose time is over; returns of how
    many nodes. What a cut leaves is removed the next time."""
    home = config().home / FOLDER
    removed = 0
    for folder in sorted(home.iterdir()) if home.is_dir() else ():
        if folder.name.startswith(_LEAVING):
            shutil.rmtree(folder)
        elif NODE_ID.fullmatch(folder.name):
            removed += _settle(folder)
    for _shard in shards.each():
        _forget_missing(home)
    with write_transaction() as session:
        log_store(session).set_state(_NOTED, "1")
    return removed


def ends_ms(revoked_ms: int) -> int:
    """Until when (unix ms) the copies of a node stay that was shut out then."""
    return revoked_ms + _KEPT_MS


def _settle(folder: Path) -> bool:
    """One node's; whether its copies were removed."""
    node = folder.name
    row = shards.first(lambda: db.session.get(DownstreamNode, node))
    schools = list(row.schools) if row is not None else []
    gone_ms = _last_ms(folder) if row is None else row.revoked_ms
    if gone_ms is not None and clock.now_ms() >= ends_ms(gone_ms):
        _remove(folder, schools, "unknown" if row is None else "shut-out")
        return True
    last = Shelf(config().home, node, config().backup_quota).newest()
    noted = db.session.get(KeptCopy, node)
    if last is not None and (noted is None or noted.received_ms != last.received_ms):
        db.session.rollback()
        with write_transaction() as session:
            note(session, node, last)
    db.session.rollback()
    return False


def _last_ms(folder: Path) -> int:
    """When something came from a node that is not known."""
    arrived = Shelf(config().home, folder.name, config().backup_quota).last_ms() or 0
    return max(arrived, int(folder.stat().st_mtime * 1000))


def _remove(folder: Path, schools: list[str], why: str) -> None:
    node = folder.name
    db.session.rollback()
    named: list[str | None] = [*schools] or [None]
    for school in named:
        audit.note_own(REMOVED, school, {"node": node, "why": why})
    leaving = folder.rename(folder.with_name(_LEAVING + node))
    shutil.rmtree(leaving)
    log.info("sealed copies of a node are gone", extra={"node": node, "why": why})


def _forget_missing(home: Path) -> None:
    listed = db.session.scalars(select(KeptCopy.node)).all()
    missing = [node for node in listed if not (home / node).is_dir()]
    db.session.rollback()
    if missing:
        with write_transaction() as session:
            session.execute(delete(KeptCopy).where(KeptCopy.node.in_(missing)))
