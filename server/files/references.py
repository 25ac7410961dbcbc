"""The files that operations refer to, noted while the operation is applied."""

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from server.files.models import FileReference
from server.operations.spec import Entry
from server.rows import put
from sync.core.ops import Operation
from sync.storage.port import UPSTREAM
from sync.storage.tables import blob_uploads

SHA256: Final = re.compile(r"[0-9a-f]{64}")
FILES_FIELD: Final = "files"
"""Every kind names its files here, as a list of {sha256, name, type, size}."""


class File(NamedTuple):
    """A personal file as an operation states it; `size` in bytes."""

    sha256: str
    size: int


def files_of(op: Operation) -> Iterator[File]:
    """The well-formed files of an operation; what an unknown kind puts there is left alone."""
    stated = op.fields.get(FILES_FIELD)
    for item in stated if isinstance(stated, list) else ():
        if not isinstance(item, dict):
            continue
        sha, size = item.get("sha256"), item.get("size")
        if isinstance(sha, str) and SHA256.fullmatch(sha) and isinstance(size, int) and size >= 0:
            yield File(sha, size)


def refers(op: Operation) -> bool:
    """Whether the operation names any file: nearly all name none."""
    return next(files_of(op), None) is not None


def note(session: Session, entry: Entry, schools: Collection[str]) -> None:
    """Remember what the operation refers to; again is the same as once, but for an author who
    was not known before."""
    op = entry.op
    for file in files_of(op):
        for school in sorted(schools) or [""]:
            put(
                session,
                FileReference,
                {
                    "sha256": file.sha256,
                    "operation": str(op.id),
                    "school": school,
                    "size": file.size,
                    "person": entry.author,
                    "judge": entry.verdict.node,
                },
            )


def belongs_to(session: Session, sha256: str, schools: Collection[str]) -> bool:
    """Whether an operation of one of these schools refers to the file."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    FileReference.sha256 == sha256, FileReference.school.in_(list(schools))
                )
            )
        )
    )


def owners(session: Session, sha256: str, schools: Collection[str] | None = None) -> list[str]:
    """The persons (of these schools only, if given) whose operations refer to the file."""
    query = (
        select(FileReference.person)
        .where(FileReference.sha256 == sha256, FileReference.person.is_not(None))
        .distinct()
        .order_by(FileReference.person)
    )
    if schools is not None:
        query = query.where(FileReference.school.in_(list(schools)))
    return [person for person in session.scalars(query) if person is not None]


def referred(session: Session, schools: Collection[str]) -> Iterator[File]:
    """The files of these schools, small ones first: a text's photo before a film."""
    query = (
        select(FileReference.sha256, FileReference.size)
        .where(FileReference.school.in_(list(schools)))
        .distinct()
        .order_by(FileReference.size, FileReference.sha256)
    )
    for sha256, size in session.execute(query):
        yield File(sha256, size)


def made_elsewhere(session: Session, own: str) -> Iterator[File]:
    """The files of work that another node than `own` took in, small ones first."""
    query = (
        select(FileReference.sha256, FileReference.size)
        .where(FileReference.judge != own)
        .distinct()
        .order_by(FileReference.size, FileReference.sha256)
    )
    for sha256, size in session.execute(query):
        yield File(sha256, size)


def held_above(session: Session) -> Iterator[File]:
    """The files that the node above has verified and that are still referred to, small ones
    first."""
    query = (
        select(FileReference.sha256, FileReference.size)
        .join(blob_uploads, blob_uploads.c.sha256 == FileReference.sha256)
        .where(blob_uploads.c.peer == UPSTREAM, blob_uploads.c.state == "held")
        .distinct()
        .order_by(FileReference.size, FileReference.sha256)
    )
    for sha256, size in session.execute(query):
        yield File(sha256, size)
