"""The nightly copy: to every disk that wants one, and for the node above."""

import logging
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from server import clock
from server.backup import above, recovery
from server.backup.errors import BackupFailed
from server.backup.keeping import due
from server.backup.limits import LOOK_EVERY_SECONDS
from server.backup.making import Hooks
from server.backup.service import disks, facts, make
from server.backup.vault import Vault
from server.config import Config
from server.identity import config
from server.looking import Looker

log = logging.getLogger(__name__)


def look(stopped: Callable[[], bool] = lambda: False) -> int:
    """Make the copies that are due; how many were made."""
    settings = config()
    if not settings.database.startswith("sqlite") or not recovery.exists(settings.home):
        return 0
    made = _look_at_disks(settings, stopped)
    try:
        made += above.prepare(settings, Hooks(stopped=stopped))
    except BackupFailed as error:
        log.warning("no copy was made", extra={"code": error.code, "why": str(error)})
    return made


def _look_at_disks(settings: Config, stopped: Callable[[], bool]) -> int:
    key_id = recovery.key_id(recovery.public(settings.home))
    made = 0
    for disk in disks(settings):
        if stopped() or not _is_due(settings, Vault(disk, key_id)):
            continue
        try:
            done = make(disk, Hooks(stopped=stopped))
        except BackupFailed as error:
            log.warning("no copy was made", extra={"code": error.code, "why": str(error)})
            continue
        log.info("a copy was made", extra={"copy": done.name, "new_bytes": done.new_bytes})
        made += 1
    return made


def _is_due(settings: Config, vault: Vault) -> bool:
    zone = ZoneInfo(settings.timezone)

    def moment(unix_ms: int) -> datetime:
        return datetime.fromtimestamp(unix_ms / 1000, zone)

    try:
        made = [copy.header.made_ms for copy in vault.sound().values()]
    except BackupFailed:
        made = []
    failed = facts()["failed"]
    return due(
        moment(clock.now_ms()),
        map(moment, made),
        moment(failed["at_ms"]) if failed and failed["disk"] == str(vault.disk) else None,
        settings.backup_at,
    )


def start(app: Flask) -> Callable[[], None]:
    """Begin, unless there is nowhere to copy to; the answer ends it."""
    settings: Config = app.extensions["tirek.config"]
    if not settings.backup_folders and not settings.upstream_url:
        return lambda: None
    worker = Looker(app, "backup", LOOK_EVERY_SECONDS, look)
    worker.start()
    return worker.stop
