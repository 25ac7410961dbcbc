"""Resumable uploads: begun, continued from the last synced byte, finished once.

The row's `received` moves only after the bytes are on disk, and the last chunk counts only when
the whole file is kept: a kill at any point costs at most that chunk.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import DiskFull, Refusal
from server import clock
from server.access import PersonContext
from server.classroom.files import files_arrived
from server.db import db, write_transaction
from server.errors import Problem, not_allowed, not_found
from server.files.parts import upload_parts
from server.library.stores import course_store
from server.people import grants
from server.uploads import limits, ownership
from server.uploads.models import PersonalFile, Upload
from server.uploads.problems import problem, refusal

RECEIVING: Final = "receiving"
CHECKING: Final = "checking"
IMPORTING: Final = "importing"
CHOOSING: Final = "choosing"
DONE: Final = "done"
REFUSED: Final = "refused"
CONTENT: Final = "content"
_WAITING: Final = (RECEIVING, CHOOSING)
"""States in which a part lies here until its person goes on."""


class _Locks:
    """One lock per upload, so that two requests never write one part file at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: OrderedDict[str, tuple[threading.Lock, int]] = OrderedDict()

    @contextmanager
    def hold(self, upload: str) -> Iterator[None]:
        with self._guard:
            lock, users = self._locks.get(upload, (threading.Lock(), 0))
            self._locks[upload] = (lock, users + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, users = self._locks.pop(upload)
                if users > 1:
                    self._locks[upload] = (lock, users - 1)


_locks: Final = _Locks()


def begin(person: PersonContext, asked: Mapping[str, Any]) -> tuple[Upload, bool]:
    """An upload for the file described, and whether it is new.

    A file that this person has brought before is done at once; an unfinished upload of the same
    file goes on. Raises Problem 403, 413, 429, 507.
    """
    purpose, size, sha256 = asked["purpose"], asked["size"], asked["sha256"]
    if purpose == CONTENT and not grants.holds(person.roles, grants.TEACHING | grants.LEADING):
        raise not_allowed("Only teachers bring content to the library.")
    limit = limits.CONTENT_BYTES if purpose == CONTENT else limits.WORK_BYTES
    if size > limit:
        raise problem("too-large", limit_bytes=limit)
    with write_transaction() as session:
        known = _same_file(session, person.id, purpose, sha256, size)
        if known is not None:
            return known, False
        held = purpose != CONTENT and session.get(PersonalFile, (sha256, person.id)) is not None
        if not held:
            _within_quota(session, person.id, size)
            _room_for(size)
        now = clock.now_ms()
        upload = Upload(
            id=secrets.token_hex(16),
            person=person.id,
            purpose=purpose,
            size=size,
            sha256=sha256,
            name=asked["name"],
            type=asked["type"],
            received=size if held else 0,
            state=DONE if held else RECEIVING,
            progress=100 if held else 0,
            tries=0,
            launch=None,
            result=None,
            problem=None,
            created_ms=now,
            touched_ms=now,
        )
        session.add(upload)
        return upload, not held


def find(person: str, upload: str) -> Upload:
    """The person's own upload; Problem 404 for any other."""
    row = db.session().get(Upload, upload)
    if row is None or row.person != person:
        raise not_found()
    return row


def receive(person: str, upload: str, offset: int, data: bytes) -> Upload:
    """Take a chunk at `offset`.

    Raises Problem 404, 409 (wrong offset), 413, 422 (wrong hash at the end), 507 (disk full).
    """
    with _locks.hold(upload):
        db.session.rollback()  # what another request wrote while we waited must be seen
        row = find(person, upload)
        if row.state != RECEIVING or offset != row.received:
            raise wrong_offset(row)
        if upload_parts().size(upload) < row.received:
            return _start_again(row)
        if not data:
            return row
        if offset + len(data) > row.size:
            raise problem("too-large", limit_bytes=row.size)
        db.session.rollback()  # no transaction is open while the disk works
        try:
            upload_parts().write(upload, offset, data)
            if offset + len(data) < row.size:
                return _move(upload, received=offset + len(data))
            return _finish(upload)
        except DiskFull as error:
            raise problem("disk-full", **error.details) from error


def wrong_offset(row: Upload) -> Problem:
    """The chunk does not continue what is here; the answer names where to go on."""
    return Problem(
        409,
        "wrong-offset",
        "The upload continues at another offset",
        hint="The app goes on by itself from the right place.",
        headers={"Upload-Offset": str(row.received)},
        offset=row.received,
        state=row.state,
    )


def drop(person: str, upload: str) -> Upload:
    """The person gives an upload up; one that is not being imported yet ends at once."""
    with _locks.hold(upload):
        db.session.rollback()
        row = find(person, upload)
        if row.state in (RECEIVING, CHECKING, CHOOSING):
            row = _move(upload, state=REFUSED, problem=refusal("import-stopped"))
            upload_parts().drop(upload)
        return row


def choose(person: str, upload: str, launch: str) -> Upload:
    """Import the file once more, to open with the page `launch`; said again, nothing changes.

    Raises Problem 404, 410 (nothing is to be chosen any more), 422 (not one of the pages).
    """
    with _locks.hold(upload):
        db.session.rollback()
        row = find(person, upload)
        if row.launch == launch and row.state != CHOOSING:
            return row
        if row.state != CHOOSING:
            raise Problem(
                410, "gone", "Nothing is to be chosen any more", hint="Choose the file once more."
            )
        if launch not in candidates(row.problem):
            raise Problem(
                422, "invalid", "No such page", hint="Choose one of the pages that were named."
            )
        return _move(upload, state=CHECKING, launch=launch, tries=0, progress=0, problem=None)


def candidates(problem: Mapping[str, Any] | None) -> list[str]:
    """The pages of a refused file of which one may open it."""
    if problem is None or problem["code"] != Refusal.NO_LAUNCH_FILE:
        return []
    found: list[str] = problem["details"].get("candidates", [])
    return found


def sweep(now_ms: int) -> int:
    """Drop unfinished uploads that nobody continues, and old reports; returns how many."""
    day_ms = 24 * 3600 * 1000
    with write_transaction() as session:
        rows = list(session.scalars(select(Upload)))
        old = [
            row
            for row in rows
            if now_ms - row.touched_ms
            > day_ms * (limits.EXPIRY_DAYS if row.state in _WAITING else limits.FINISHED_DAYS)
            and row.state not in (CHECKING, IMPORTING)
        ]
        for row in old:
            session.delete(row)
        unfinished = (*_WAITING, CHECKING, IMPORTING)
        needed = {row.id for row in rows if row.state in unfinished}
        kept = needed - {row.id for row in old}
    upload_parts().drop_others(kept)
    return len(old)


def _same_file(
    session: Session, person: str, purpose: str, sha256: str, size: int
) -> Upload | None:
    """An earlier upload of this file by this person that still stands."""
    query = (
        select(Upload)
        .where(Upload.person == person, Upload.sha256 == sha256, Upload.size == size)
        .where(Upload.purpose == purpose, Upload.state != REFUSED)
        .order_by(Upload.created_ms.desc())
    )
    for row in session.scalars(query):
        if row.state != DONE or purpose != CONTENT:
            return row
        # Who chose the wrong page sends the file once more to choose another.
        if row.launch is None and row.result and course_store().has(row.result["manifest"]):
            return row
    return None


def _within_quota(session: Session, person: str, size: int) -> None:
    query = select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(
        Upload.person == person, Upload.state.in_(_WAITING)
    )
    count, total = session.execute(query).one()
    if count >= limits.OPEN_UPLOADS_PER_PERSON or total + size > limits.OPEN_BYTES_PER_PERSON:
        raise problem("too-many-uploads")


def _room_for(size: int) -> None:
    try:
        upload_parts().require_room(size)
    except DiskFull as error:
        raise problem("disk-full", **error.details) from error


def _move(upload: str, **changes: Any) -> Upload:
    with write_transaction() as session:
        row = session.get_one(Upload, upload)
        for name, value in changes.items():
            setattr(row, name, value)
        row.touched_ms = clock.now_ms()
        return row


def _start_again(row: Upload) -> Upload:
    """The part is shorter than was promised (another disk, a repaired one): say so."""
    moved = _move(row.id, received=upload_parts().size(row.id))
    raise wrong_offset(moved)


def _finish(upload: str) -> Upload:
    row = db.session().get_one(Upload, upload)
    db.session.rollback()
    if row.purpose == CONTENT:
        # Hashing and importing take minutes on a school's server: the importer does both.
        return _move(upload, received=row.size, state=CHECKING)
    parts = upload_parts()
    if not parts.keep(upload, row.sha256):
        parts.drop(upload)
        _move(upload, state=REFUSED, problem=refusal("hash-mismatch"))
        raise problem("hash-mismatch")
    with write_transaction() as session:
        ownership.keep(session, row.sha256, row.person, row.size, clock.now_ms())
        files_arrived(session, row.sha256, {row.person})
        done = _move(upload, received=row.size, state=DONE, progress=100)
    parts.drop(upload)
    return done
