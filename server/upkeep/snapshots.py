"""Snapshots as files: the hub writes one for a node, sealed to it; the node begins from it.

The same bytes travel by hand and over a link.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from server import shards
from server.audience.districts import fed_scopes
from server.bundles import keys
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.identity import config
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, server_port
from server.people import sealing
from sync import snapshots
from sync.core.ops import is_node_id
from sync.limits import MAX_SNAPSHOT_BYTES
from sync.snapshots import Snapshot, SnapshotBroken
from sync.storage.port import Cursor, Unit

_MAGIC: Final = b"TKSS1"
_ID_BYTES: Final = 8
_INFO: Final = b"tirek snapshot 1\x00"


def write(node: str, file: Path) -> dict[str, Any]:
    """Make a snapshot for an admitted node; says what is in it. Raises LookupError for others."""
    for _shard in shards.each():
        row = db.session.get(DownstreamNode, node)
        lock = sealing.known_keys(db.session()).get(node)
        if row is None or row.revoked_ms is not None or lock is None:
            db.session.rollback()
            continue
        schools = sorted(row.schools)
        db.session.rollback()
        taken, size = _made(node, schools, lock, file)
        found = {"operations": len(taken.entries), "folded": len(taken.folded)}
        return {**found, "bytes": size}
    raise LookupError(node)


def write_for(node: str, schools: Iterable[str], file: Path) -> dict[str, Cursor]:
    """Make one for a node that this server has just let in, for these schools; returns the places
    in the feeds up to which it is everything. Raises LookupError where nothing can be sealed to
    it."""
    lock = sealing.known_keys(db.session()).get(node)
    db.session.rollback()
    if lock is None:
        raise LookupError(node)
    return _made(node, sorted(schools), lock, file)[0].cursors


def _made(node: str, schools: Sequence[str], lock: bytes, file: Path) -> tuple[Snapshot, int]:
    """What is in it, and the bytes of the file."""
    scopes = fed_scopes(db.session(), schools)
    db.session.rollback()
    with ServerUnits().read() as unit:
        taken = snapshots.take(unit.store, catalogue().registry, scopes, node)
    data = snapshots.encode(taken, keys.private_key(config().home).sign)
    head = bytes.fromhex(taken.node) + bytes.fromhex(node)
    sealed = _MAGIC + head + sealing.seal_bytes(data, lock, _INFO + head)
    _put(file, sealed)
    return taken, len(sealed)


def read(file: Path) -> int:
    """Begin from a file; returns how many operations were not here. Raises SyncError."""
    raw = _get(file)
    at = len(_MAGIC)
    head = raw[at : at + 2 * _ID_BYTES]
    if raw[:at] != _MAGIC or not is_node_id(head[:_ID_BYTES].hex()):
        raise _not_ours("it is no snapshot")
    data = sealing.unseal_bytes(raw[at + len(head) :], _INFO + head, config().home)
    if data is None:
        raise _not_ours("it was sealed to another node, or is damaged")
    found = snapshots.decode(data, _has_signed)
    db.session.rollback()
    with write_transaction() as session:
        return snapshots.install(Unit(*server_port(session)), catalogue().registry, found)


def _has_signed(node: str, message: bytes, signature: bytes) -> bool:
    key = keys.known(db.session(), node)
    return key is not None and keys.verified(key, message, signature)


def _put(file: Path, data: bytes) -> None:
    """For this user's eyes, and on disk when this returns."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _get(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_SNAPSHOT_BYTES + 1)


def _not_ours(what: str) -> SnapshotBroken:
    return SnapshotBroken("snapshot", what, "have one made at the hub for this very node")
