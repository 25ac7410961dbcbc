"""The files part of an exchange: chunks of personal files up, ranges of files down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sync import starting
from sync.asking import AgentPort, Course, Download, Flight, Later, Road, Shelf, Tried, Upload
from sync.core.errors import RoadFailed, SyncError
from sync.limits import (
    MAX_LACKING_BLOBS,
    MAX_WANTED_BLOBS,
    REQUEST_OVERHEAD_BYTES,
)
from sync.peer import Offset
from sync.plan import chunk_bytes, range_bytes, room
from sync.storage.port import UPSTREAM, LogPort, Units

_A = TypeVar("_A")
# HTTP statuses that concern one file and not the exchange.
_ABOUT_THE_FILE = frozenset({403, 404, 416, 422})


class _Piece(NamedTuple):
    """A range of a file that was asked for."""

    shelf: Shelf
    sha: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Transfers:
    units: Units
    road: Road
    port: AgentPort

    # --- up --------------------------------------------------------------------------------
    def can_send(self, store: LogPort, course: Course) -> bool:
        """Whether a chunk could leave now, or the question where a file goes on."""
        upload = course.upload
        if upload is not None:
            return upload.next is not None and not upload.ended
        return self._next_up(store, course) is not None

    def send(self, course: Course) -> Flight | None:
        """Let the next chunk leave; for a new file first the question where it goes on."""
        upload = course.upload
        if upload is not None and upload.next is not None:
            return self._send_chunk(course, upload, upload.next)
        with self.units.read() as unit:
            sha = self._next_up(unit.store, course)
        size = None if sha is None else self.port.file_size(sha)
        if sha is None or size is None:
            return None
        course.upload = upload = Upload(sha, size)
        _count(course, 0)
        later = self.road.file_offset(sha)
        return Flight(lambda: self._asked(course, upload, later))

    def _asked(self, course: Course, upload: Upload, later: Later[Offset]) -> Tried:
        at = self._answer(course, upload.sha256, later)
        if at is None:
            course.upload = None
        elif at.complete:
            self._held(course, upload)
        else:
            upload.next = at.offset
        return Tried.PROGRESS

    def _send_chunk(self, course: Course, upload: Upload, offset: int) -> Flight | None:
        allowed = room(course.budget, course.spent, chunk_bytes(self.road.speed().up))
        chunk = self.port.read_file(upload.sha256, offset, allowed)
        if not chunk and offset < upload.size:
            course.skip.add(upload.sha256)
            course.upload = None
            return None
        upload.next = offset + len(chunk)
        upload.ended = upload.next >= upload.size
        _count(course, len(chunk))
        later = self.road.send_chunk(upload.sha256, offset, upload.size, chunk)
        return Flight(lambda: self._sent(course, upload, later, offset, offset + len(chunk)))

    def _sent(
        self, course: Course, upload: Upload, later: Later[Offset], offset: int, expected: int
    ) -> Tried:
        at = self._answer(course, upload.sha256, later)
        if course.upload is not upload:
            return Tried.NOTHING
        if at is None:
            course.upload = None
        elif at.complete:
            self._held(course, upload)
        elif at.offset <= offset:
            # It stands still or was damaged: the next exchange begins with it again.
            course.skip.add(upload.sha256)
            course.upload = None
        elif at.offset != expected:
            upload.next, upload.ended = at.offset, False
        return Tried.PROGRESS

    def _held(self, course: Course, upload: Upload) -> None:
        with self.units.write() as unit:
            unit.store.set_blob_held(UPSTREAM, upload.sha256)
            self.port.file_acked(unit, upload.sha256)
        course.summary.files_up += 1
        course.upload = None

    def _next_up(self, store: LogPort, course: Course) -> str | None:
        for sha in store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS):
            if sha not in course.skip and self.port.file_size(sha) is not None:
                return sha
        return None

    # --- a snapshot to begin from ----------------------------------------------------------
    def ask_for_start(self, course: Course) -> None:
        """Where the node above has said that we are far behind, let it make a snapshot, or go on
        with the one that is half here."""
        if not starting.far(course.about.get(starting.BEHIND)):
            with self.units.read() as unit:
                settled = starting.settled(unit.store)
            if not settled:
                self.port.forget_start()
                with self.units.write() as unit:
                    starting.begun(unit.store)
            return
        _count(course, 0)
        try:
            offer = starting.decode(self.road.snapshot()())
        except RoadFailed as error:
            if error.status is None:
                raise
            return  # it has none for us: the feeds bring everything
        with self.units.write() as unit:
            if starting.accept(unit.store, offer):
                course.start = offer.sha256

    def _begin(self, course: Course, sha: str) -> None:
        """A snapshot that cannot be believed is left alone, and the feeds go on."""
        course.start = None
        try:
            course.summary.operations_down += self.port.begin_from(sha)
        except SyncError as error:
            with self.units.write() as unit:
                starting.refuse(unit.store, sha, error.subject)
            return
        with self.units.write() as unit:
            starting.begun(unit.store, sha)
        course.feed = True

    # --- down ------------------------------------------------------------------------------
    def next_down(self, course: Course, shelf: Shelf) -> str | None:
        """A file of which another range can be asked for now. Of one whose size is not known yet
        only a first range is, while there are other files; the last one's second range is asked
        for on the chance that it is there."""
        unknown = None
        for sha in self._lacking(course, shelf):
            down = course.downloads.get((shelf, sha))
            if sha in course.skip:
                continue
            if down is None or self._goes_on(shelf, sha, down):
                return sha
            if down.size is None and not down.guessed:
                unknown = unknown or sha
        return unknown

    def _lacking(self, course: Course, shelf: Shelf) -> Sequence[str]:
        if shelf is Shelf.START:
            return () if course.start is None else (course.start,)
        return self.port.lacking(shelf, MAX_LACKING_BLOBS)

    def _goes_on(self, shelf: Shelf, sha: str, down: Download) -> bool:
        """Whether more of a file of known size is to be asked for."""
        return down.size is not None and self.port.hole(shelf, sha, down.asked)[0] < down.size

    def fetch(self, course: Course, shelf: Shelf) -> Flight | None:
        """Ask for the next range of one file; a broken file starts again in the next exchange."""
        sha = self.next_down(course, shelf)
        if sha is None:
            return None
        down = course.downloads.get((shelf, sha))
        if down is None:
            down = course.downloads[shelf, sha] = Download(self.port.part_size(shelf, sha))
        else:
            down.guessed = down.size is None
        most_now = range_bytes(self.road.speed().down)
        if shelf is Shelf.START:
            length = room(course.frames(), 0, most_now)
        else:
            length = room(course.budget, course.spent, most_now)
        offset, most = self.port.hole(shelf, sha, down.asked)
        for bound in (most, None if down.size is None else down.size - offset):
            length = length if bound is None else min(length, bound)
        if length <= 0:
            return None
        down.asked = offset + length
        _count(course, 0)
        later = self._range(course, shelf, sha, offset, length)
        piece = _Piece(shelf, sha, offset, length)
        return Flight(
            lambda: self._fetched(course, piece, later),
            length,
            piece=True,
            records=shelf is Shelf.START,
        )

    def _fetched(self, course: Course, piece: _Piece, later: Later[tuple[bytes, int]]) -> Tried:
        shelf, sha, offset, length = piece
        found = self._answer(course, sha, later)
        if found is None:
            if shelf is Shelf.START:
                course.start = None
                course.skip.discard(sha)
            return Tried.PROGRESS
        data, size = found
        course.summary.bytes_down += len(data)
        if shelf is Shelf.START:
            course.summary.records += len(data)
        down = course.downloads.get((shelf, sha))
        if down is None or offset != self.port.part_size(shelf, sha):
            return Tried.NOTHING  # a range before this one came short
        if data:
            self.port.write_part(shelf, sha, offset, data)
        end = offset + len(data)
        if self.port.part_size(shelf, sha) < size:
            # What was asked for beyond a short answer is asked for again.
            down.asked = end if len(data) < length else max(end, down.asked)
            down.size = size
            return Tried.PROGRESS if data else Tried.NOTHING
        del course.downloads[shelf, sha]
        if not self.port.finish_part(shelf, sha):
            if shelf is Shelf.START:
                course.start = None
            else:
                course.skip.add(sha)
        elif shelf is Shelf.START:
            self._begin(course, sha)
        elif shelf is Shelf.COURSE:
            course.summary.content_down += 1
        else:
            course.summary.files_down += 1
            with self.units.write() as unit:
                # What came from there need not be sent there: its tick is due.
                unit.store.set_blob_held(UPSTREAM, sha)
                self.port.file_came(unit, sha)
        return Tried.PROGRESS

    def _range(
        self, course: Course, shelf: Shelf, sha: str, offset: int, length: int
    ) -> Later[tuple[bytes, int]]:
        if shelf is Shelf.PERSONAL:
            return self.road.personal(sha, offset, length)
        if shelf is Shelf.START:
            return self.road.snapshot_range(sha, offset, length)
        address = course.about.get("content")
        return self.road.content(address if isinstance(address, str) else "", sha, offset, length)

    # --- both ------------------------------------------------------------------------------
    def _answer(self, course: Course, sha: str, later: Later[_A]) -> _A | None:
        """None when the upstream will not take or give this file, which must not hold up the
        others."""
        try:
            return later()
        except RoadFailed as error:
            if error.status not in _ABOUT_THE_FILE:
                raise
            course.skip.add(sha)
            return None


def _count(course: Course, size: int) -> None:
    course.summary.requests += 1
    course.summary.bytes_up += size + REQUEST_OVERHEAD_BYTES
