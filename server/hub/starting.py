"""Snapshots that lie ready for nodes below whose feeds are far behind: one file for each node.

It stays for days, so that a slow link can fetch the same bytes over many exchanges; what has
changed since comes by the feeds. It is sealed to its node, so the disk tells nobody what is in it.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from server.db import db
from server.hub.limits import SNAPSHOT_DAYS, SNAPSHOTS_AT_ONCE
from server.hub.nodes import NodeContext
from server.identity import config
from server.operations.port import log_store
from server.upkeep import snapshots
from sync.starting import Offer
from sync.storage.port import Cursor

FOLDER: Final = "snapshots"
_DAY_S: Final = 86_400


class Busy(Exception):
    """As many as this machine bears are being made."""


def offer(node: NodeContext) -> Offer:
    """The snapshot for this node, made now unless one lies ready that still fits. Raises
    LookupError where nothing can be sealed to the node, and Busy."""
    folder = config().home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    with _turn(folder):
        made_for = _made_for(node)
        found = _ready(folder, node.node, made_for)
        if found is not None:
            return found
        _sweep(folder)
        file, note = _file(folder, node.node), _note(folder, node.node)
        note.unlink(missing_ok=True)
        whole = file.with_suffix(".new")
        cursors = snapshots.write_for(node.node, node.schools, whole)
        with whole.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        made = Offer(digest, whole.stat().st_size, cursors)
        whole.replace(file)
        told = json.dumps([made_for, made.sha256, made.size, made.cursors])
        note.write_text(told, encoding="utf-8")
        return made


def read(node: NodeContext, sha256: str, offset: int, length: int) -> tuple[bytes, int]:
    """Bytes of it, and its whole size. Raises LookupError when that is not the one that lies
    ready for this node."""
    folder = config().home / FOLDER
    found = _ready(folder, node.node, _made_for(node))
    if found is None or found.sha256 != sha256:
        raise LookupError(sha256)
    with _file(folder, node.node).open("rb") as stream:
        stream.seek(offset)
        return stream.read(length), found.size


def _made_for(node: NodeContext) -> str:
    """What it depends on besides time: this node's life, and whom the other one speaks for."""
    life = log_store(db.session()).incarnation
    db.session.rollback()
    return " ".join([life, *sorted(node.schools)])


def _ready(folder: Path, node: str, made_for: str) -> Offer | None:
    try:
        told = json.loads(_note(folder, node).read_text(encoding="utf-8"))
        before, sha256, size, cursors = told
        lies = _file(folder, node).stat()
    except (FileNotFoundError, ValueError):
        return None
    fits = before == made_for and lies.st_size == size and _young(lies.st_mtime)
    places = {scope: Cursor(*at) for scope, at in cursors.items()}
    return Offer(sha256, size, places) if fits else None


def _young(mtime: float) -> bool:
    return abs(time.time() - mtime) < SNAPSHOT_DAYS * _DAY_S


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix != ".lock" and not _young(path.stat().st_mtime):
            path.unlink(missing_ok=True)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One of few turns: each holds a school's whole log in memory for a while."""
    for number in range(SNAPSHOTS_AT_ONCE):
        handle = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            continue
        try:
            yield
        finally:
            os.close(handle)
        return
    raise Busy


def _file(folder: Path, node: str) -> Path:
    return folder / f"{node}.tks"


def _note(folder: Path, node: str) -> Path:
    return folder / f"{node}.json"
