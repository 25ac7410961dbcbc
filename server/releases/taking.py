"""At a box: a release that is all here is verified once more, the box copied, and the switch asked
for; afterwards what root has left is read. Each step may be cut, and the next look goes on.

Root switches (server.install.releases), and goes back when the new release does not answer.
"""

import logging
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.errors import BlobMissing
from server import clock
from server.backup import recovery
from server.backup.errors import BackupFailed
from server.backup.service import disks, has_failed, make
from server.db import db
from server.identity import config
from server.library.stores import course_store
from server.releases.choosing import (
    NOT_SIGNED,
    ROOM,
    chosen,
    has_room,
    note,
    signed,
    unfit,
    upgrades_here,
)
from server.releases.lessons import are_over
from server.releases.models import Release, ReleaseProgress
from server.releases.saying import note_waiting, said, say
from server.releases.timing import Say, may_switch
from server.upgrades.release_file import BadRelease, payload, read
from server.upgrades.service import Upgrades

log = logging.getLogger(__name__)

COPY: Final = "copy"
DAMAGED: Final = "damaged"


def look() -> None:
    """One look: how the last switch ended, and whether another is due."""
    here, session = upgrades_here(), db.session()
    if here.current is None or config().role == "hub":
        return
    _settle(session, here)
    release = chosen(session, here)
    _call_off(session, here, release)
    _note_waiting(session, here, release)
    if release is None:
        return
    if release.version == here.current:
        _is_current(session, release)
    elif _is_due(session, release):
        _take(course_store(), release, here)


def _settle(session: Session, here: Upgrades) -> None:
    """Read what has become of the switches that were asked for."""
    under_way = select(Release, ReleaseProgress).join(
        ReleaseProgress, ReleaseProgress.release == Release.id
    )
    asked = session.execute(under_way.where(ReleaseProgress.asked_ms.is_not(None))).all()
    for release, progress in asked:
        if progress.taken_ms or progress.failed_ms or here.wanted == release.version:
            continue
        outcome, now = here.outcome(), clock.now_ms()
        if here.current == release.version:
            note(release.id, taken_ms=now, reason=None)
        elif outcome is None or outcome["wanted"] != release.version:
            note(release.id, asked_ms=None)  # the wish was never laid, or was lost
        else:
            code = outcome.get("code") or "not-installed"
            if code == ROOM:  # it may be made any day
                note(release.id, asked_ms=None, reason=ROOM)
                continue
            note(release.id, asked_ms=None, failed_ms=now, reason=code)
            log.error("a release was not taken", extra={"release": release.version, "why": code})


def _call_off(session: Session, here: Upgrades, release: Release | None) -> None:
    """A wish for what was withdrawn meanwhile is taken back, if root has not begun."""
    wanted = here.wanted
    if wanted is None or (release is not None and release.version == wanted):
        return
    ours = select(Release.id).join(ReleaseProgress, ReleaseProgress.release == Release.id)
    ours = ours.where(Release.version == wanted, ReleaseProgress.asked_ms.is_not(None))
    ours = ours.where(ReleaseProgress.taken_ms.is_(None))
    for mine in session.scalars(ours).all():
        here.forget_wish()
        note(mine, asked_ms=None)


def _note_waiting(session: Session, here: Upgrades, release: Release | None) -> None:
    version = since_ms = None
    if release is not None and release.version != here.current:
        progress = session.get(ReleaseProgress, release.id)
        if progress is not None and progress.received_ms and not progress.failed_ms:
            version, since_ms = release.version, progress.received_ms
    note_waiting(session, version, since_ms)


def _is_current(session: Session, release: Release) -> None:
    """It runs already: a stick has brought it, or the box was made with it."""
    progress = session.get(ReleaseProgress, release.id)
    if progress is None or progress.taken_ms is None:
        note(release.id, taken_ms=clock.now_ms(), reason=None)


def _is_due(session: Session, release: Release) -> bool:
    progress, wish = session.get(ReleaseProgress, release.id), said(session)
    if progress is None or progress.asked_ms or progress.taken_ms or progress.failed_ms:
        return False
    if not course_store().has(release.file):
        return False
    if progress.received_ms is None:
        note(release.id, received_ms=clock.now_ms())
        return _is_due(session, release)
    # By a wrong clock it might be noon, and a lesson.
    if clock.doubt() is not None and wish.now != release.id:
        return False
    zone = ZoneInfo(config().timezone)
    moment, received = (
        datetime.fromtimestamp(ms / 1000, zone) for ms in (clock.now_ms(), progress.received_ms)
    )
    return may_switch(moment, received, release.id, wish, lambda: are_over(session, moment))


def _take(store: BlobStore, release: Release, here: Upgrades) -> None:
    """Signature, hash, room, copy, and then the wish."""
    db.session.rollback()  # no snapshot is held while files are read
    if not _is_whole(store, release):
        return  # it was lost or has rotted: it comes again
    reason = unfit(release, here) or _damage(store, release, here)
    if reason is not None:
        _end(release, reason)
        return
    lacks = ROOM if not has_room(store, release) else None if _copied(release) else COPY
    if lacks is not None:
        note(release.id, reason=lacks)
        _said_is_done(release)
    elif _still_chosen(release, here):
        _ask(store, release, here)


def _ask(store: BlobStore, release: Release, here: Upgrades) -> None:
    try:
        version = here.take(store.path(release.file))
    except BadRelease:
        _end(release, NOT_SIGNED)
    except OSError as error:
        log.warning("a release cannot be laid ready", extra={"why": str(error)})
        note(release.id, reason=ROOM)
    else:
        note(release.id, asked_ms=clock.now_ms(), reason=None)
        here.apply(version)
        _said_is_done(release)


def _still_chosen(release: Release, here: Upgrades) -> bool:
    """Whether it was not withdrawn while the copy was made."""
    db.session.rollback()
    latest = chosen(db.session(), here)
    return latest is not None and latest.id == release.id


def _is_whole(store: BlobStore, release: Release) -> bool:
    """Whether the file is here as it was published; else it is removed and asked for again."""
    try:
        whole = store.verify(release.file)
    except BlobMissing:
        whole = False
    if not whole:
        store.delete(release.file)
        note(release.id, received_ms=None)
    return whole


def _damage(store: BlobStore, release: Release, here: Upgrades) -> str | None:
    """Whether the file's own signed part is another than the record's, or its payload not what
    that says."""
    try:
        with store.open(release.file) as stream:
            manifest = read(stream, here.key())
            for _piece in payload(stream, manifest):
                pass
            return None if manifest == signed(release, here) else DAMAGED
    except BadRelease:
        return DAMAGED


def _copied(release: Release) -> bool:
    """A copy that has been read back, on every disk that wants copies; True where there is none:
    then the database that root puts aside is the way back. A disk that has just failed is tried
    again after some hours, or when somebody says «now»."""
    settings = config()
    if not settings.database.startswith("sqlite") or not recovery.exists(settings.home):
        return True
    now = said(db.session()).now == release.id
    for disk in disks(settings):
        if not now and has_failed(disk):
            return False
        try:
            make(disk)
        except BackupFailed as error:
            log.warning("no copy before a release", extra={"code": error.code, "why": str(error)})
            return False
    return True


def _end(release: Release, reason: str) -> None:
    log.error("a release was not taken", extra={"release": release.version, "why": reason})
    note(release.id, failed_ms=clock.now_ms(), reason=reason)
    _said_is_done(release)


def _said_is_done(release: Release) -> None:
    """«Now» was now: it is tried once, however it ends."""
    wish = said(db.session())
    if wish.now == release.id:
        say(Say(None, wish.not_before))
