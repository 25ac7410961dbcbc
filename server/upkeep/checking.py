"""Reading the own log for damage, and noting when it is next to be compared with the upstream."""

from dataclasses import dataclass
from typing import Any

from server import clock
from server.db import write_transaction
from server.operations.catalogue import catalogue
from server.operations.port import server_port
from server.upkeep.limits import AUDIT_EVERY_MS, CHECK_EVERY_MS, RECORDS_A_NIGHT, TABLES_WRONG
from sync import apply
from sync.limits import REBUILD_BATCH
from sync.storage.port import LogPort

_AUDITED = "audit.at-ms"
_CHECKED = "check.at-ms"
# Where the comparison of the tables goes on.
_PLACE = "check.record"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: `operations` looked at, `broken` rows that were set aside, `lost` ones
    in all (they come again from the upstream), `records` whose merged state was wrong and has been
    made again from the log."""

    operations: int
    broken: int
    lost: int
    records: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def check(*, tables: bool = False) -> Checked:
    """Read every row; with `tables` merge every record again and compare. Safe while serving."""
    with write_transaction() as session:
        store, port = server_port(session)
        found = list(store.broken())
        for row, op in found:
            store.set_aside(row, op)
        records = apply.remerge_all(store, catalogue().registry, port) if tables else 0
        store.set_state(_CHECKED, str(clock.now_ms()))
        return Checked(store.count(), len(found), store.lost().count(), records)


def check_tables() -> int:
    """Merge a night's share of the records again, from where the last night ended; returns how many
    were not what the log says, and have been made again. Those of the last round stay noted.

    Logs are compared with the node above, and tables here with the log: so they are compared with
    the tables above, too, without a byte on the link.
    """
    wrong = 0
    for _ in range(RECORDS_A_NIGHT // REBUILD_BATCH):
        with write_transaction() as session:
            store, port = server_port(session)
            if store.count_pending():
                break  # what another worker has yet to apply is not wrong
            place = store.state(_PLACE) or ""
            found, place = apply.remerge_some(
                store, catalogue().registry, port, place, REBUILD_BATCH
            )
            wrong += found
            store.set_state(_PLACE, place)
            if found:
                so_far = int(store.state(TABLES_WRONG) or 0)
                store.set_state(TABLES_WRONG, str(so_far + found))
        if not place:
            break
    return wrong


def check_due(store: LogPort) -> bool:
    """Whether a day has passed since the last check; the first is due a day after the start."""
    return _due(store, _CHECKED, CHECK_EVERY_MS)


def audit_due(store: LogPort) -> bool:
    """Whether a day has passed since the last comparison with the upstream."""
    return _due(store, _AUDITED, AUDIT_EVERY_MS)


def audit_soon(store: LogPort) -> None:
    """Let the next exchange compare both logs."""
    store.set_state(_AUDITED, "0")


def audited(store: LogPort) -> None:
    """Note that both logs have been compared."""
    store.set_state(_AUDITED, str(clock.now_ms()))


def _due(store: LogPort, key: str, every_ms: int) -> bool:
    before = store.state(key)
    return before is not None and abs(clock.now_ms() - int(before)) >= every_ms


def begin(store: LogPort) -> None:
    """Count the first day from now."""
    for key in (_AUDITED, _CHECKED):
        if store.state(key) is None:
            store.set_state(key, str(clock.now_ms()))
