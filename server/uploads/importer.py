"""Turning uploaded packages into content: one at a time, beside the requests.

The state stands in the table, so a killed import is taken up again at the next start.
"""

import hashlib
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from flask import Flask
from sqlalchemy import select

from content.errors import ContentRefused, DiskFull
from server import clock
from server.db import db, write_transaction
from server.disk import is_full
from server.files.parts import upload_parts
from server.library.index import refresh
from server.library.stores import course_store, library_copies, original_store
from server.uploads import limits
from server.uploads.models import Upload
from server.uploads.problems import LANGUAGES, content_refusal, refusal
from server.uploads.service import (
    CHECKING,
    CHOOSING,
    DONE,
    IMPORTING,
    REFUSED,
    candidates,
    sweep,
)

if TYPE_CHECKING:
    from content.storing import Imported, Piece

log = logging.getLogger(__name__)

_EXTENSION: Final = "tirek.importer"
_IDLE_SECONDS: Final = 3600.0
"""Seconds between two looks for old uploads when nothing else wakes the importer."""


class Stopped(Exception):
    """The server is stopping: the import starts again with the next one."""


class Importer:
    """Runs pending imports; `stop` ends the one under way at its next chunk."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._given_up: set[str] = set()
        self._converting: str | None = None

    def start(self) -> None:
        """Work in a thread of its own until `stop`."""
        self._thread = threading.Thread(target=self._run, name="importer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """There is something to import."""
        self._wake.set()

    def give_up(self, upload: str) -> None:
        """The person no longer wants this one: it ends at its next step."""
        self._given_up.add(upload)

    def is_converting(self, upload: str) -> bool:
        """Whether a film, recording or photo of this one is being made phone-sized just now."""
        return self._converting == upload

    def run_pending(self) -> int:
        """Import everything that waits, oldest first; returns how many uploads ended."""
        ended = 0
        with self._app.app_context():
            while not self._stop.is_set() and (upload := _next()) is not None:
                self._import(upload)
                ended += 1
        return ended

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                with self._app.app_context():
                    sweep(clock.now_ms())
                self.run_pending()
            except Stopped:
                return
            except Exception:
                # The table still says what waits; the next wake tries again.
                log.exception("importer failed")
            self._wake.wait(_IDLE_SECONDS)

    def _import(self, upload: str) -> None:
        # every format's reader: heavy, and only needed when somebody brings a lesson
        from content.importer import import_file  # noqa: PLC0415
        from content.media_sizing import Sizer, SizingCancelled  # noqa: PLC0415

        row = _started(upload)
        if row is None:
            return
        shown = [0]

        def ended_early() -> bool:
            return self._stop.is_set() or upload in self._given_up

        def progress(done: int, total: int) -> None:
            if ended_early():
                raise Stopped
            percent = done * 100 // total if total else 0
            if percent >= shown[0] + limits.PROGRESS_STEP_PERCENT:
                shown[0] = percent
                _change(upload, progress=min(percent, 99))

        def at_work(encoding: bool) -> None:
            self._converting = upload if encoding else None

        try:
            if not _is_whole(upload, row.sha256):
                _end(upload, REFUSED, problem=refusal("hash-mismatch"))
                return
            _change(upload, state=IMPORTING)
            sizer = Sizer(course_store(), original_store(), cancelled=ended_early, at_work=at_work)
            imported = import_file(
                upload_parts().path(upload),
                row.name,
                course_store(),
                progress,
                sizer=sizer,
                launch=row.launch,
                libraries=library_copies(),
            )
        except (Stopped, SizingCancelled):
            if upload in self._given_up:
                self._given_up.discard(upload)
                _end(upload, REFUSED, problem=refusal("import-stopped"))
                return
            _change(upload, state=CHECKING, tries=row.tries - 1)
            raise Stopped from None
        except ContentRefused as error:
            refused = content_refusal(error)
            if row.launch is None and candidates(refused):
                _change(upload, state=CHOOSING, touched_ms=clock.now_ms(), problem=refused)
            else:
                _end(upload, REFUSED, problem=refused)
        except DiskFull as error:
            _end(upload, REFUSED, problem=refusal("disk-full", **error.details))
        except Exception as error:
            log.exception("import failed")
            why = "disk-full" if is_full(error) else "import-failed"
            _end(upload, REFUSED, problem=refusal(why))
        else:
            refresh(course_store())
            _end(upload, DONE, progress=100, result=result_of(imported))


def result_of(imported: "Imported") -> dict[str, Any]:
    """What the teacher is told, and what `course.publish` needs.

    `manifest` to `bytes` are the first thing to open; `lessons` are all of them, as a cartridge
    may hold many; `phone_bytes` is what a phone keeps for all.
    """
    return {
        **_piece(imported.pieces[0]),
        "title": imported.title,
        "phone_bytes": imported.phone_bytes,
        "lessons": [
            {"title": lesson.title, "items": [_piece(piece) for piece in lesson.pieces]}
            for lesson in imported.lessons
        ],
        "report": [
            {
                "code": note.code,
                "subject": note.subject,
                "messages": {language: note.message(language) for language in LANGUAGES},
            }
            for note in imported.report
        ],
    }


def _piece(piece: "Piece") -> dict[str, Any]:
    description = piece.description
    return {
        "manifest": piece.manifest_sha256,
        "format": description.format,
        "title": description.title,
        "launch": description.launch,
        "bytes": description.total_bytes,
    }


def importer_of(app: Flask) -> Importer:
    """The application's one importer; its thread runs only under `tirek serve`."""
    found: Importer = app.extensions.setdefault(_EXTENSION, Importer(app))
    return found


def _next() -> str | None:
    session = db.session()
    query = select(Upload.id).where(Upload.state.in_((CHECKING, IMPORTING)))
    found = session.scalars(query.order_by(Upload.touched_ms, Upload.id)).first()
    session.rollback()
    return found


def _started(upload: str) -> Upload | None:
    """Count one more try; None, and the upload has ended, when there were enough."""
    with write_transaction() as session:
        row = session.get_one(Upload, upload)
        if row.tries < limits.IMPORT_TRIES:
            row.tries += 1
            row.state = CHECKING
            row.progress = 0
            return row
    _end(upload, REFUSED, problem=refusal("import-interrupted"))
    return None


def _is_whole(upload: str, sha256: str) -> bool:
    try:
        with upload_parts().path(upload).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _change(upload: str, **changes: Any) -> None:
    with write_transaction() as session:
        row = session.get_one(Upload, upload)
        for name, value in changes.items():
            setattr(row, name, value)


def _end(upload: str, state: str, **changes: Any) -> None:
    _change(upload, state=state, touched_ms=clock.now_ms(), **changes)
    upload_parts().drop(upload)
