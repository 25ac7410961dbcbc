"""The server itself: its database, keys, ports, copies and roads.

Nothing here changes the data folder, and nothing needs the database to be whole: it is read with
SQLite alone, past the application.
"""

import contextlib
import json
import socket
import sqlite3
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from server.backup import recovery
from server.backup.above import ARRIVED, FAILED, wanted
from server.backup.database import check
from server.backup.errors import NoRoom, NoRoomHere
from server.config import Config
from server.doctor import web
from server.doctor.findings import Finding
from server.doctor.limits import (
    CERTIFICATE_SOON_DAYS,
    CONNECT_SECONDS,
    MAX_LISTED,
    OLD_ABOVE_DAYS,
    OLD_BACKUP_DAYS,
    RELEASE_WAITS_DAYS,
    SILENT_UPSTREAM_DAYS,
)
from server.lock import is_held
from server.releases.saying import WAITING
from server.upkeep.limits import TABLES_WRONG

_DAY_MS: Final = 24 * 3600 * 1000
_FORBIDDEN: Final = 0o077


class Program:
    """One node's settings and folder, as they are on the disk."""

    def __init__(self, config: Config, now_ms: int) -> None:
        self._config = config
        self._now_ms = now_ms
        self._state = _state_of(config)

    def look(self, *, thorough: bool, roads: bool) -> Iterator[Finding]:
        """`thorough` reads the whole database; `roads` tries ports and the node above."""
        yield from self.database(thorough=thorough)
        yield from self.clock()
        yield from self.keys()
        yield from self.backup()
        yield from self.release()
        yield from self.rung(ask=roads)
        yield from self.upstream(ask=roads)
        if roads:
            yield from self.ports()
            yield from addresses(self._config.port)

    def database(self, *, thorough: bool) -> Iterator[Finding]:
        """Whether every page is what it should be, and operations are missing."""
        path = self._config.home / "tirek.sqlite"
        if not self._config.database.startswith("sqlite"):
            return
        if not path.exists():
            yield Finding("database-none", "ok")
            return
        found = check(path) if thorough or self._state is None else ["ok"]
        if self._state is None or found != ["ok"]:
            yield Finding("database-damaged", "bad", {"what": found[0]})
            return
        yield Finding("database-ok", "ok", {"bytes": path.stat().st_size})
        lost = _count(path, "SELECT count(*) FROM damaged")
        if lost:
            yield Finding("log-lost", "warning", {"count": lost})
        wrong = self._json(TABLES_WRONG)
        if wrong:
            yield Finding("tables-wrong", "warning", {"count": wrong})

    def clock(self) -> Iterator[Finding]:
        """What the server has made of a clock that contradicts what it knew."""
        kept = self._json("clock.mark")
        if isinstance(kept, list) and len(kept) == 3 and kept[2] in {"behind", "ahead"}:
            yield Finding(f"clock-{kept[2]}", "bad", {"at_ms": kept[1]})

    def keys(self) -> Iterator[Finding]:
        """Whether others on this machine may read the node's secrets."""
        folders = [self._config.home / "keys", self._config.home / "web"]
        if not folders[0].is_dir():
            return
        opened = [
            path.name
            for folder in folders
            for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
            if path.suffix != ".pub" and path.stat().st_mode & _FORBIDDEN
        ]
        if opened:
            yield Finding("keys-open", "bad", {"files": ", ".join(opened[:MAX_LISTED])})
        else:
            yield Finding("keys-ok", "ok")

    def backup(self) -> Iterator[Finding]:
        """How old the last copy is, and where it lies."""
        if not self._config.database.startswith("sqlite") or self._state is None:
            return
        if not recovery.exists(self._config.home):
            yield Finding("backup-no-key", "warning")
            return
        if recovery.unseen(self._config.home):
            yield Finding("backup-key-unseen", "warning")
        last, above = self._json("backup.last"), self._copy_above()
        yield from self._copy_failed()
        yield from above
        if not last:
            if above and above[0].values:
                yield Finding("backup-only-above", "warning")
            else:
                yield Finding("backup-none", "warning")
            return
        days = max(0, (self._now_ms - last["at_ms"]) // _DAY_MS)
        told = {"days": days, "disk": last["disk"], "at_ms": last["at_ms"]}
        if days > OLD_BACKUP_DAYS:
            yield Finding("backup-old", "bad", told)
        elif days:
            yield Finding("backup-ok", "ok", told)
        else:
            yield Finding("backup-today", "ok", told)
        if last["damaged"]:
            told = {"count": len(last["damaged"]), "first": last["damaged"][0]}
            yield Finding("files-rotten", "bad", told)
        if last["same_disk"]:
            yield Finding("backup-same-disk", "warning", {"disk": last["disk"]})

    def _copy_failed(self) -> Iterator[Finding]:
        """Why the last copy was not made. The one for the node above lies on the box's own disk."""
        failed = self._json("backup.failed")
        spooled = self._json(FAILED) if wanted(self._config) else None
        here = spooled and spooled["code"] in {NoRoom.code, NoRoomHere.code}
        if here or (failed and failed["code"] == NoRoomHere.code):
            yield Finding("backup-no-room-here", "bad")
        elif failed and failed["code"] == NoRoom.code:
            yield Finding("backup-no-room", "bad", {"disk": failed["disk"]})
        elif failed:
            told = {"code": failed["code"], "subject": failed["subject"], "disk": failed["disk"]}
            yield Finding("backup-failed", "bad", told)

    def release(self) -> Iterator[Finding]:
        """Whether a newer release has lain here for long: it may close a hole."""
        waiting = self._json(WAITING)
        if not waiting:
            return
        days = (self._now_ms - waiting["since_ms"]) // _DAY_MS
        if days >= RELEASE_WAITS_DAYS:
            told = {"version": waiting["version"], "days": days}
            yield Finding("release-waiting", "warning", told)

    def _copy_above(self) -> list[Finding]:
        """How old the sealed copy at the node above is, where there is to be one; first what lies
        there, then what stands against the next one."""
        if not wanted(self._config):
            return []
        noted, failed = self._json(ARRIVED), self._json(FAILED)
        key = recovery.key_id(recovery.public(self._config.home))
        found = [Finding("copy-above-none", "advice")]
        if noted and noted["key"] == key:
            days = max(0, (self._now_ms - noted["made_ms"]) // _DAY_MS)
            told = {"days": days, "bytes": noted["bytes"], "at_ms": noted["made_ms"]}
            if days > OLD_ABOVE_DAYS:
                found = [Finding("copy-above-old", "warning", told)]
            elif days:
                found = [Finding("copy-above", "ok", told)]
            else:
                found = [Finding("copy-above-today", "ok", told)]
        if failed and failed["code"] == "refused":
            found.append(Finding("copy-above-refused", "warning"))
        return found

    def rung(self, *, ask: bool) -> Iterator[Finding]:
        """How phones reach the app: without HTTPS they cannot keep it for hours without the LAN."""
        if self._config.tls_port is not None:
            yield from web.look(self._config, self._now_ms)
            return
        address = urlsplit(self._config.public_url or "")
        if address.scheme != "https":
            yield Finding("rung-http", "advice")
            return
        if not ask or address.hostname is None:
            return
        try:
            ends_ms = _certificate_end_ms(address.hostname, address.port or 443)
        except (OSError, ValueError) as error:
            told = {"address": self._config.public_url, "why": str(error)}
            yield Finding("rung-broken", "bad", told)
            return
        days = (ends_ms - self._now_ms) // _DAY_MS
        if ends_ms <= self._now_ms:
            yield Finding("certificate-over", "bad", {"days": -days})
        elif days < CERTIFICATE_SOON_DAYS:
            yield Finding("certificate-soon", "warning", {"days": days})
        else:
            yield Finding("certificate-ok", "ok", {"days": days})

    def upstream(self, *, ask: bool) -> Iterator[Finding]:
        """Whether the node above answers, and when it last did."""
        address = self._config.upstream_url
        if address is None:
            if self._config.role != "hub":
                yield Finding("upstream-none", "advice")
            return
        seen = (self._state or {}).get("upstream-last-contact-ms")
        days = max(0, (self._now_ms - int(seen)) // _DAY_MS) if seen else None
        parts = urlsplit(address)
        if ask:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            try:
                with socket.create_connection((parts.hostname or "", port), CONNECT_SECONDS):
                    pass
            except OSError as error:
                told = {"address": address, "why": error.strerror or str(error)}
                yield Finding("upstream-unreachable", "warning", told)
        if days is None:
            yield Finding("upstream-never", "warning", {"address": address})
        elif days >= SILENT_UPSTREAM_DAYS:
            yield Finding("upstream-silent", "warning", {"days": days, "address": address})
        else:
            yield Finding("upstream-ok", "ok", {"days": days, "address": address})

    def ports(self) -> Iterator[Finding]:
        """Whether the server holds its ports, or somebody else does."""
        ports = (self._config.port, self._config.content_port)
        if is_held(self._config.home):
            dead = [port for port in ports if not _answers(port)]
            if dead:
                yield Finding("ports-dead", "bad", {"ports": _listed(dead)})
            else:
                yield Finding("ports-ok", "ok", {"ports": _listed(ports)})
            return
        taken = [port for port in ports if _answers(port)]
        if taken:
            yield Finding("ports-taken", "bad", {"ports": _listed(taken)})
        else:
            yield Finding("not-running", "warning", {"ports": _listed(ports)})

    def _json(self, key: str) -> Any:
        return json.loads((self._state or {}).get(key) or "null")


def addresses(port: int) -> Iterator[Finding]:
    """Where phones find this box on the LAN."""
    found = lan_addresses()
    if found:
        told = ", ".join(f"http://{one}:{port}" for one in found[:MAX_LISTED])
        yield Finding("address-ok", "ok", {"addresses": told})
    else:
        yield Finding("address-none", "bad")


def lan_addresses() -> list[str]:
    """IPv4 addresses of this machine, the one that others reach it by first; no packet is sent."""
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1 (RFC 5737): only the route is asked for
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None,
                                                               socket.AF_INET)]  # fmt: skip
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]


def _state_of(config: Config) -> Mapping[str, str] | None:
    """The node's own notes; None where they cannot be read."""
    path = config.home / "tirek.sqlite"
    if not config.database.startswith("sqlite") or not path.exists():
        return {}
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
            return dict(opened.execute("SELECT key, value FROM node_state"))
    except sqlite3.DatabaseError:
        return None


def _count(path: Path, query: str) -> int:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
            return int(opened.execute(query).fetchone()[0])
    except sqlite3.DatabaseError:
        return 0


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
        return True
    return False


def _certificate_end_ms(host: str, port: int) -> int:
    """When the certificate that is shown there ends, whoever signed it; unix ms."""
    from cryptography import x509  # noqa: PLC0415 - heavy

    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # an expired one is to be read, too; nothing is sent
    with (
        socket.create_connection((host, port), CONNECT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        shown = secure.getpeercert(binary_form=True) or b""
    ends: datetime = x509.load_der_x509_certificate(shown).not_valid_after_utc
    return int(ends.astimezone(UTC).timestamp() * 1000)


def _listed(ports: Any) -> str:
    return ", ".join(str(port) for port in ports)
