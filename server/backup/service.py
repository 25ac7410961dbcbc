"""Copies as the command line, the schedule and the status ask for them."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from flask import current_app

from server import clock
from server.backup import making
from server.backup.errors import BackupFailed
from server.backup.limits import MAX_FOLDERS, RETRY_HOURS
from server.backup.making import About, Busy, Hooks, Made, Stopped
from server.backup.vault import FOLDER, Vault, key_ids
from server.config import Config
from server.db import db, write_transaction
from server.identity import config, node_id
from server.operations.port import log_store

_LAST: Final = "backup.last"
_FAILED: Final = "backup.failed"


def make(disk: Path, hooks: Hooks | None = None) -> Made:
    """Copy this node to `disk`, and note how it went. Raises BackupFailed."""
    version, behind = current_app.config["API_VERSION"], clock.doubt() == "behind"
    about = About(node_id(), version, clock.now_ms(), behind)
    db.session().rollback()
    try:
        made = making.create(config(), disk, about, hooks or Hooks())
    except (Stopped, Busy):
        raise  # nothing is wrong with the disk
    except BackupFailed as error:
        _note(_FAILED, {"at_ms": about.now_ms, "disk": str(disk), "code": error.code,
                        "subject": error.subject, "hint": error.hint})  # fmt: skip
        raise
    _note(_LAST, {"at_ms": about.now_ms, **made.to_json(), "same_disk": same_disk(disk)})
    _note(_FAILED, None)
    return made


def facts() -> dict[str, Any]:
    """`last`: the last copy that stands; `failed`: the last try since then that did not get there.
    Both null before the first."""
    store = log_store(db.session())
    return {
        name: json.loads(store.state(key) or "null")
        for name, key in (("last", _LAST), ("failed", _FAILED))
    }


def has_failed(disk: Path) -> bool:
    """Whether the last try on this disk failed, and so lately that it is left alone."""
    failed = facts()["failed"]
    if failed is None or failed["disk"] != str(disk):
        return False
    return bool(0 <= clock.now_ms() - failed["at_ms"] < RETRY_HOURS * 3_600_000)


def disks(settings: Config) -> Iterator[Path]:
    """Mounted disks that want copies."""
    root = Path("/")
    found = (path for p in settings.backup_folders for path in root.glob(p.removeprefix("/")))
    yield from islice((path for path in found if (path / FOLDER).is_dir()), MAX_FOLDERS)


def vaults(disk: Path) -> list[Vault]:
    """Whatever keys open them."""
    return [Vault(disk, key_id) for key_id in key_ids(disk)]


def listed(disk: Path) -> list[dict[str, Any]]:
    """Every copy on a disk, the oldest first; `made` as RFC 3339."""
    rows = [
        {
            "copy": name,
            "made": clock.rfc3339(copy.header.made_ms),
            "node": copy.header.node,
            "files": copy.header.files,
            "bytes": copy.header.plain_bytes,
            "new_bytes": copy.header.new_bytes,
            "key": vault.root.name,
        }
        for vault in vaults(disk)
        for name, copy in vault.sound().items()
    ]
    return sorted(rows, key=lambda row: str(row["copy"]))


def same_disk(disk: Path) -> bool:
    """Whether a copy there would die with this box's own disk."""
    return disk.stat().st_dev == config().home.stat().st_dev


def _note(key: str, value: Any) -> None:
    with write_transaction() as session:
        log_store(session).set_state(key, json.dumps(value, ensure_ascii=False))
