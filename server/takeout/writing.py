"""Writing a person's file as a stream: memory stays flat, however much there is."""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from sqlalchemy.orm import Session

from content.errors import DiskFull
from server import clock
from server.files.references import FILES_FIELD, SHA256, files_of
from server.identity import node_id
from server.library.stores import personal_store
from server.takeout.limits import COPY_BYTES, ROOM_BYTES, SUFFIX_CHARACTERS
from server.takeout.others import Others
from server.takeout.records import as_told, operations_of, statement_of, statements, tables
from server.takeout.words import NOTHING, README
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation

_SUFFIX: Final = re.compile(rf"\.[0-9A-Za-z]{{1,{SUFFIX_CHARACTERS}}}")
_FILE_COLUMNS: Final = {
    "submission_file": "sha256",
    "attempt_session": "cmi_blob",
}
"""Columns that name a file, besides the operations: of some rows the words have left the log."""


@dataclass(slots=True)
class Written:
    """What the file holds; `missing` files are named by records and are not on this node."""

    rows: int = 0
    operations: int = 0
    statements: int = 0
    files: int = 0
    missing: int = 0
    suffixes: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is known of the person."""
        return not (self.rows or self.operations or self.statements)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        names = ("rows", "operations", "statements", "files", "missing")
        return {name: getattr(self, name) for name in names}


def write(session: Session, person: str, target: BinaryIO, folder: Path) -> Written:
    """The file about `person` into `target`, which lies in `folder`. Raises DiskFull before the
    disk is full, OSError where it fails."""
    written = Written()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("records.json", "w", force_zip64=True) as out:
            for piece in _records(session, person, written):
                out.write(piece.encode())
        # No snapshot of the database stays open while films are copied.
        session.rollback()
        with packed.open("files.json", "w") as out:
            out.write(json.dumps(_files(written), indent=1).encode())
        for sha256, suffix in sorted(written.suffixes.items()):
            if personal_store().has(sha256):
                _copy(packed, sha256, suffix, folder)
        packed.writestr("README.txt", (NOTHING if written.empty else "") + README)
    return written


@contextmanager
def kept_whole(path: Path) -> Iterator[BinaryIO]:
    """A new file for its owner's eyes only, which is there when the block has ended well and is
    not there otherwise. Raises FileExistsError rather than write over one."""
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f"{path.name}.part")
    with suppress(FileNotFoundError):
        part.unlink()
    opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise


def _records(session: Session, person: str, written: Written) -> Iterator[str]:
    others, told = Others(session, person), Knowledge()
    head = {"person": person, "node": node_id(), "made_at": clock.rfc3339(clock.now_ms())}
    yield json.dumps(head)[:-1] + ',\n"tables": {'
    between = ""
    for name, rows in tables(session, person):
        lines = _lines(_counted(name, rows, written), others)
        first = next(lines, None)
        if first is not None:
            yield f"{between}\n{json.dumps(name)}: ["
            yield first
            yield from lines
            yield "]"
            between = ","
    yield '},\n"operations": ['
    yield from _lines(_told(operations_of(session, person, told), written), others)
    yield '],\n"statements": ['
    yield from _lines(_stated(statements(session, person, told), written), others)
    yield "]}\n"


def _lines(things: Iterable[Any], others: Others) -> Iterator[str]:
    between = "\n"
    for thing in things:
        yield between + json.dumps(others.without(thing), ensure_ascii=False)
        between = ",\n"


def _counted(name: str, rows: Iterable[Any], written: Written) -> Iterator[Any]:
    column = _FILE_COLUMNS.get(name)
    for row in rows:
        written.rows += 1
        if column is not None:
            _note(written, row[column], row.get("name"))
        yield row


def _told(ops: Iterable[Operation], written: Written) -> Iterator[Any]:
    for op in ops:
        written.operations += 1
        _note_files(op, written)
        yield as_told(op)


def _stated(ops: Iterable[Operation], written: Written) -> Iterator[Any]:
    for op in ops:
        written.statements += 1
        _note_files(op, written)
        yield statement_of(op)


def _note_files(op: Operation, written: Written) -> None:
    named = {one.sha256 for one in files_of(op)}
    stated: Any = op.fields.get(FILES_FIELD) if named else ()
    for one in stated:
        if isinstance(one, dict) and one.get("sha256") in named:
            _note(written, one["sha256"], one.get("name"))
    _note(written, op.fields.get("cmi_blob"), None)


def _note(written: Written, sha256: Any, name: Any) -> None:
    if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
        return
    suffix = Path(name).suffix if isinstance(name, str) else ""
    known = written.suffixes.get(sha256)
    written.suffixes[sha256] = known or (suffix if _SUFFIX.fullmatch(suffix) else "")


def _files(written: Written) -> list[dict[str, Any]]:
    store, listed = personal_store(), []
    for sha256, suffix in sorted(written.suffixes.items()):
        here = store.has(sha256)
        written.files += here
        written.missing += not here
        listed.append({"sha256": sha256, "file": f"files/{sha256}{suffix}", "here": here})
    return listed


def _copy(packed: zipfile.ZipFile, sha256: str, suffix: str, folder: Path) -> None:
    """Stored as it is: photos and films are packed already."""
    store = personal_store()
    size, free = store.size(sha256), shutil.disk_usage(folder).free
    if free < size + ROOM_BYTES:
        raise DiskFull(str(folder), needed_bytes=size + ROOM_BYTES, free_bytes=free)
    member = zipfile.ZipInfo(f"files/{sha256}{suffix}")
    member.compress_type = zipfile.ZIP_STORED
    out: IO[bytes]
    with store.open(sha256) as source, packed.open(member, "w", force_zip64=True) as out:
        shutil.copyfileobj(source, out, COPY_BYTES)
