"""Loads: exports that lie ready in parts, until another one has more to say."""

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.blobs import sync_folder
from server import clock
from server.bundles import volumes
from server.bundles.report import WORK
from server.courier.limits import KEPT_LOADS, REMEMBERED_LOADS
from server.courier.models import Load, OutgoingPart
from server.db import db, write_transaction
from server.identity import config
from server.library.stores import personal_store
from server.operations.port import log_store
from sync.carried.volumes import Carried, Export, Filled, next_counter
from sync.core import cbor
from sync.core.knowledge import Knowledge
from sync.limits import MAX_ACK_ROWS, PART_TARGET_BYTES, SMALL_PIECE_BYTES
from sync.roads.courier import part_id
from sync.storage.port import UPSTREAM

_making: Final = threading.Lock()
"""Two phones that ask at once get the same load."""


class NobodyAbove(Exception):
    """There is no node above whose keys are known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part as a courier is told of it; sizes in bytes."""

    id: str
    bytes: int
    priority: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A load that lies here. `facts` counts works, operations, files, lesson_files,
    acknowledged, left and bytes."""

    node: str
    number: int
    made_ms: int
    facts: dict[str, int]
    parts: tuple[Part, ...]


def prepare(node: str | None, max_bytes: int, *, keep_hours: int | None = None) -> Ready:
    """A load for `node`: the last one, if a new one would say nothing else.

    With `keep_hours` it is mail, and leaves out what lies in mailboxes already. Raises
    NobodyAbove, and DiskFull where the disk does not hold it.
    """
    if node is None:
        raise NobodyAbove("nobody")
    with _making:
        follow(node)
        volumes.index_content()  # what was published since the last load
        digest = hashlib.sha256(
            volumes.digest(node) + repr((max_bytes, keep_hours, _custody(node))).encode()
        ).digest()
        last = _last(node)
        if last is not None and last[0] == digest and _lie(last[1]):
            return last[1]
        return _make(node, digest, max_bytes, keep_hours)


def part_path(part: str, node: str | None = None) -> Path | None:
    """Where an outgoing part lies (for `node` only, if given); None once it is gone."""
    session = db.session()
    row = session.get(OutgoingPart, part)
    session.rollback()
    if row is None or (node is not None and row.node != node):
        return None
    path = _folder(row.node) / part
    return path if path.is_file() else None


def operations_in(session: Session, part: str, node: str) -> Knowledge | None:
    """What went to `node` in this part; None for a part that is not remembered."""
    row = session.get(OutgoingPart, part)
    if row is None or row.node != node:
        return None
    return Knowledge.from_value(cbor.decode(row.operations), MAX_ACK_ROWS)


def in_custody(session: Session, node: str) -> Knowledge:
    """What mailboxes on the way to `node` hold."""
    found = Knowledge()
    rows = select(OutgoingPart.operations).where(
        OutgoingPart.node == node, OutgoingPart.custody.is_(True)
    )
    for operations in session.scalars(rows):
        found = found.union(Knowledge.from_value(cbor.decode(operations), MAX_ACK_ROWS))
    return found


def follow(node: str) -> None:
    """From now on what is logged here waits for the node above. Raises NobodyAbove."""
    with write_transaction() as session:
        if not volumes.can_write_to(session, node):
            raise NobodyAbove(node)
        if node == volumes.above():
            log_store(session).follow(UPSTREAM)


def _custody(node: str) -> bytes:
    session = db.session()
    found = in_custody(session, node).digest()
    session.rollback()
    return found


def _last(node: str) -> tuple[bytes, Ready] | None:
    session = db.session()
    try:
        load = session.scalar(
            select(Load).where(Load.node == node).order_by(Load.number.desc()).limit(1)
        )
        if load is None:
            return None
        rows = session.scalars(
            select(OutgoingPart)
            .where(OutgoingPart.node == node, OutgoingPart.number == load.number)
            .order_by(OutgoingPart.place)
        )
        parts = tuple(Part(row.id, row.size, row.priority) for row in rows)
        return load.digest, Ready(node, load.number, load.made_ms, load.facts, parts)
    finally:
        session.rollback()


def _lie(ready: Ready) -> bool:
    return all((_folder(ready.node) / part.id).is_file() for part in ready.parts)


def _make(node: str, digest: bytes, max_bytes: int, keep_hours: int | None) -> Ready:
    with write_transaction() as session:
        number = next_counter(log_store(session), clock.now_ms())
        skip = in_custody(session, node) if keep_hours is not None else Knowledge()
    folder = _folder(node)
    made: list[tuple[Part, Knowledge]] = []

    def put(filled: Filled) -> None:
        part = Part(part_id(filled.data), len(filled.data), filled.priority)
        personal_store().require_room(len(filled.data))
        keep_file(folder, part.id, filled.data)
        made.append((part, filled.operations))

    export = Export(
        number,
        max_bytes,
        volume_bytes=PART_TARGET_BYTES,
        piece_bytes=SMALL_PIECE_BYTES,
        keep_hours=keep_hours,
        skip=skip,
    )
    done = volumes.write(node, put, export)
    now = clock.now_ms()
    facts = _facts(done)
    with write_transaction() as session:
        session.add(Load(node=node, number=number, digest=digest, facts=facts, made_ms=now))
        for place, (part, operations) in enumerate(made):
            session.add(_row(node, number, place, part, operations))
        kept = _forget(session, node)
    _remove_others(folder, kept)
    return Ready(node, number, now, facts, tuple(part for part, _ in made))


def _row(node: str, number: int, place: int, part: Part, operations: Knowledge) -> OutgoingPart:
    return OutgoingPart(
        id=part.id,
        node=node,
        number=number,
        place=place,
        size=part.bytes,
        priority=part.priority,
        operations=cbor.encode(operations.to_value()),
        settled_ms=None,
        custody=False,
    )


def _facts(done: Carried) -> dict[str, int]:
    return {
        "works": done.kinds[WORK],
        "operations": done.operations,
        "files": done.files,
        "lesson_files": done.content,
        "acknowledged": done.acknowledged,
        "left": done.left,
        "bytes": done.bytes,
    }


def _forget(session: Session, node: str) -> set[str]:
    """Drop the rows of the oldest loads; the ids whose files should stay."""
    numbers: Sequence[int] = session.scalars(
        select(Load.number).where(Load.node == node).order_by(Load.number.desc())
    ).all()
    for old in numbers[REMEMBERED_LOADS:]:
        session.execute(delete(Load).where(Load.node == node, Load.number == old))
        session.execute(
            delete(OutgoingPart).where(OutgoingPart.node == node, OutgoingPart.number == old)
        )
    young = select(OutgoingPart.id).where(
        OutgoingPart.node == node, OutgoingPart.number.in_(numbers[:KEPT_LOADS])
    )
    return set(session.scalars(young))


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in kept:
            path.unlink(missing_ok=True)


def keep_file(folder: Path, name: str, data: bytes) -> None:
    """On disk when this returns, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.tmp"
    with unfinished.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(folder / name)
    sync_folder(folder)


def _folder(node: str) -> Path:
    return config().home / "courier" / node
