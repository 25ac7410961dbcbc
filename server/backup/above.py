"""The sealed copy that goes to the node above: made at night beside the data, sent bit by bit.

`above/` of the data folder is a disk of copies like any other (server.backup.vault) with one copy
on it: the database, settings, keys and the cold log. A next one is made when that one has arrived.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import current_app

from server import clock
from server.backup import files, making, recovery
from server.backup.errors import BackupFailed
from server.backup.keeping import due
from server.backup.listing import Copy
from server.backup.making import About, Busy, Extent, Hooks, Stopped
from server.backup.vault import FOLDER, Vault
from server.config import Config
from server.db import db, write_transaction
from server.identity import node_id
from server.operations.port import log_store
from server.upstream.budgets import kept_out
from server.upstream.turn import room
from server.upstream.windows import Cargo

SPOOL: Final = "above"
ARRIVED: Final = "backup.above"
FAILED: Final = "backup.above-failed"
_SENT: Final = "backup.above-sent"
OF_THE_NODE_ABOVE: Final = frozenset({"refused", "full"})
"""Codes of what the node above has said; the others are of making the copy here."""
_EXTENT: Final = Extent(files.ABOVE, lambda made: sorted(made)[-1:])


@dataclass(frozen=True, slots=True)
class Standing:
    """`arrived`: of the last copy that is whole above, the id of its `key`, its `list` (SHA-256),
    `made_ms`, `at_ms` of its arrival and `bytes`; `failed`: what stands against the next one, with
    `at_ms` and `code`. None where there is nothing to tell."""

    arrived: Mapping[str, Any] | None
    failed: Mapping[str, Any] | None


def wanted(settings: Config) -> bool:
    """Whether this node is to keep a copy above, and can: a hub over HTTP, and a key on paper."""
    return bool(
        settings.backup_above
        and settings.role != "hub"
        and settings.upstream_url
        and settings.upstream_kind == "hub"
        and settings.database.startswith("sqlite")
        and recovery.exists(settings.home)
    )


def standing() -> Standing:
    """As noted here."""
    return Standing(_noted(ARRIVED), _noted(FAILED))


def vault(settings: Config) -> Vault:
    """Where the copy for the node above lies."""
    key_id = recovery.key_id(recovery.public(settings.home))
    return Vault(settings.home / SPOOL, key_id)


def prepare(settings: Config, hooks: Hooks) -> bool:
    """Make the next copy for the node above if it is due; whether one was made."""
    if not wanted(settings) or not _is_due(settings):
        return False
    disk, about = settings.home / SPOOL, About(node_id(), _program(), clock.now_ms())
    (disk / FOLDER).mkdir(parents=True, exist_ok=True)
    db.session().rollback()
    try:
        making.create(settings, disk, about, hooks, _EXTENT)
    except (Stopped, Busy):
        raise
    except BackupFailed as error:
        failed(error.code)
        raise
    _forget_other_keys(settings, disk)
    past = standing().failed
    if past is not None and past["code"] not in OF_THE_NODE_ABOVE:
        _note(FAILED, None)
    return True


def arrived(key: str, of: str, copy: Copy) -> None:
    """The node above has all of a copy, whose list has the SHA-256 `of`."""
    told = {
        "key": key,
        "list": of,
        "made_ms": copy.header.made_ms,
        "at_ms": clock.now_ms(),
        "bytes": sum(one.size for one in copy.objects.values()),
    }
    _note(ARRIVED, told)
    _note(FAILED, None)


def failed(code: str) -> None:
    """Why there is no newer copy above: a code of BackupFailed, or `refused` and `full`."""
    _note(FAILED, {"at_ms": clock.now_ms(), "code": code})


def left_today(settings: Config) -> int:
    """Bytes that may still be sent on this day of the school."""
    return max(0, settings.backup_above - _sent_today(settings))


def sent(settings: Config, count: int) -> None:
    """So many bytes have been sent."""
    day, before = _today(settings), _sent_today(settings)
    _note(_SENT, {"day": day, "bytes": before + count})


def _sent_today(settings: Config) -> int:
    noted = _noted(_SENT)
    return int(noted["bytes"]) if noted and noted["day"] == _today(settings) else 0


def _today(settings: Config) -> str:
    return _moment(settings, clock.now_ms()).date().isoformat()


def _moment(settings: Config, unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, ZoneInfo(settings.timezone))


def _is_due(settings: Config) -> bool:
    now = standing()
    names = vault(settings).names()
    made_ms = None
    if names:
        last = vault(settings).sound().get(names[-1])
        if last is not None:
            made_ms = last.header.made_ms
            if now.arrived is None or now.arrived["made_ms"] != made_ms:
                refused = now.failed is not None and now.failed["code"] == "refused"
                if not refused:
                    return False  # it is still on its way
    if Cargo.FILES in kept_out(*room(settings.home)):
        return False  # what room there is belongs to people's work
    return due(
        _moment(settings, clock.now_ms()),
        [] if made_ms is None else [_moment(settings, made_ms)],
        _moment(settings, now.failed["at_ms"]) if now.failed else None,
        settings.backup_at,
    )


def _forget_other_keys(settings: Config, disk: Path) -> None:
    """Copies that open with a former paper need not be sent any more."""
    import shutil  # noqa: PLC0415 - once in a paper's life

    for folder in (disk / FOLDER).iterdir():
        if folder != vault(settings).root:
            shutil.rmtree(folder)


def _program() -> str:
    version: str = current_app.config["API_VERSION"]
    return version


def _noted(key: str) -> Any:
    session = db.session()
    noted = log_store(session).state(key)
    session.rollback()  # no snapshot is held open for as long as the link takes
    return json.loads(noted or "null")


def _note(key: str, value: Any) -> None:
    with write_transaction() as session:
        log_store(session).set_state(key, json.dumps(value))
