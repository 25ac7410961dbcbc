"""The files part of an exchange: chunks of personal files up, ranges of files down."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sync.asking import AgentPort, Course, Road, Shelf, Tried
from sync.core.errors import RoadFailed
from sync.limits import (
    MAX_LACKING_BLOBS,
    MAX_RANGE_BYTES,
    MAX_WANTED_BLOBS,
    REQUEST_OVERHEAD_BYTES,
)
from sync.peer import Offset
from sync.plan import chunk_room
from sync.storage.port import UPSTREAM, LogPort, Units


@dataclass(frozen=True, slots=True)
class Transfers:
    units: Units
    road: Road
    port: AgentPort

    def next_up(self, store: LogPort, course: Course) -> str | None:
        for sha in store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS):
            if sha not in course.skip and self.port.file_size(sha) is not None:
                return sha
        return None

    def send_chunk(self, course: Course, urgent: Callable[[Course], bool]) -> Tried:
        """Ask where to go on with one file, then send chunks while nothing more urgent waits."""
        with self.units.read() as unit:
            sha = self.next_up(unit.store, course)
        size = None if sha is None else self.port.file_size(sha)
        if sha is None or size is None:
            return Tried.NOTHING
        try:
            at = self._count(course, lambda: self.road.file_offset(sha), 0)
            while not at.complete:
                allowed = chunk_room(course.budget, course.summary.spent)
                chunk = self.port.read_file(sha, at.offset, allowed)
                if not chunk and at.offset < size:
                    return Tried.NOTHING
                offset = at.offset
                send = partial(self.road.send_chunk, sha, offset, size, chunk)
                at = self._count(course, send, len(chunk))
                if not at.complete and at.offset <= offset:
                    course.skip.add(sha)
                    return Tried.PROGRESS
                if not at.complete and urgent(course):
                    return Tried.PROGRESS
        except RoadFailed as error:
            return self._skip(course, sha, error)
        with self.units.write() as unit:
            unit.store.set_blob_held(UPSTREAM, sha)
            self.port.file_acked(unit, sha)
        course.summary.files_up += 1
        return Tried.PROGRESS

    def next_lacking(self, course: Course, shelf: Shelf) -> str | None:
        lacking = self.port.lacking(shelf, MAX_LACKING_BLOBS)
        return next((sha for sha in lacking if sha not in course.skip), None)

    def fetch(self, shelf: Shelf, course: Course) -> Tried:
        """One range of one file; a broken file starts again in the next exchange."""
        sha = self.next_lacking(course, shelf)
        if sha is None:
            return Tried.NOTHING
        have = self.port.part_size(shelf, sha)
        most = min(MAX_RANGE_BYTES, chunk_room(course.budget, course.summary.spent))
        try:
            data, size = self._range(course, shelf, sha, have, most)
        except RoadFailed as error:
            return self._skip(course, sha, error)
        finally:
            course.summary.requests += 1
            course.summary.bytes_up += REQUEST_OVERHEAD_BYTES
        course.summary.bytes_down += len(data)
        if data:
            self.port.write_part(shelf, sha, have, data)
        if have + len(data) < size:
            return Tried.PROGRESS if data else Tried.NOTHING
        if not self.port.finish_part(shelf, sha):
            course.skip.add(sha)
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
    ) -> tuple[bytes, int]:
        if shelf is Shelf.PERSONAL:
            return self.road.personal(sha, offset, length)
        address = course.about.get("content")
        return self.road.content(address if isinstance(address, str) else "", sha, offset, length)

    def _skip(self, course: Course, sha: str, error: RoadFailed) -> Tried:
        """One file that the upstream will not take or give must not hold up the others."""
        if error.status not in (403, 404, 416, 422):
            raise error
        course.skip.add(sha)
        return Tried.PROGRESS

    def _count(self, course: Course, call: Callable[[], Offset], size: int) -> Offset:
        course.summary.requests += 1
        course.summary.bytes_up += size + REQUEST_OVERHEAD_BYTES
        return call()
