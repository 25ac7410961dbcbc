# ruff: noqa: S608 - only constants of this package are ever interpolated into SQL
"""Writing the log on SQLite, where a row has numbers in place of names.

Of two hundred bytes that stand in a row beside its body, most say again what thousands of rows say:
who wrote it and judged it, its kind. Those have numbers here, a record that is a UUID its 16 bytes,
and the body is kept without what the columns say (sync.storage.thin). Everything else sees the view
`operations` (sync.storage.views).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from sync.core import canonical
from sync.core.knowledge import Key
from sync.core.ops import OpId
from sync.core.verdict import OUTCOMES
from sync.limits import MAX_KEYS_PER_QUERY, ROWS_PACKED_AT_ONCE
from sync.storage import bodies, thin
from sync.storage.base import chunks, sound_operation
from sync.storage.erasures import ALONE, NEVER
from sync.storage.log import LogRows
from sync.storage.plain import Plain
from sync.storage.views import NEAR

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NEAR_BYTES: Final = 4
_COLUMNS: Final = (
    "id, life, seq, hash, body, outcome, order_hlc, rank, reason, judge, seen, kind, record,"
    " priority, applied"
)
_BODY: Final = 4
_INSERT: Final = f"INSERT INTO log ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_OUTCOMES: Final = {name: number for number, name in enumerate(OUTCOMES)}


class NarrowRows(LogRows):
    _beside = 64

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._plain = Plain(connection)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._plain.all(sql, values)

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._plain.one(sql, values)

    def _run(self, sql: str, values: Sequence[Any] = ()) -> None:
        self._plain.run(sql, values)

    def _run_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        self._plain.many(sql, rows)

    def _insert(self, rows: list[tuple[Any, ...]]) -> None:
        """Rows of the columns of `operations`, their bodies thin already."""
        if not rows:
            return
        lives = self._lives({(row[1], row[2]) for row in rows})
        names = self._names({name for row in rows for name in (row[10], row[12])})
        self._run_many(
            _INSERT,
            [
                (row, lives[writer, epoch], seq, digest, body, _OUTCOMES[outcome], order, rank,
                 reason, names[judge], seen - (order >> 16), names[kind], _key(record), priority,
                 applied)
                for row, writer, epoch, seq, digest, body, outcome, order, rank, reason, judge,
                seen, kind, record, priority, applied, _home in rows
            ],
        )  # fmt: skip

    def _kept(self, body: bytes, order: int, own: bytes | None = None) -> bytes:
        return bodies.kept(thin.thinned(body, order), own)

    def pack_bodies(self, after_row: int) -> int:
        own = self.own_dictionary()
        rows = self._all(
            "SELECT id, hash, body, order_hlc FROM operations WHERE id > ? ORDER BY id LIMIT ?",
            (after_row, ROWS_PACKED_AT_ONCE),
        )
        if not rows:
            return 0
        packed: dict[int, bytes] = {}
        for row, digest, body, order in rows:
            op = sound_operation(digest, body, self._connection)
            if op is not None:
                packed[row] = self._kept(canonical.encode(op), order, own)
        # Shortened where they lie, rows would leave their pages half empty for ever.
        span = rows[0][0], rows[-1][0]
        lying = self._all(f"SELECT {_COLUMNS} FROM log WHERE id BETWEEN ? AND ? ORDER BY id", span)
        self._run("DELETE FROM log WHERE id BETWEEN ? AND ?", span)
        self._run_many(
            _INSERT,
            [(*row[:_BODY], packed.get(row[0], row[_BODY]), *row[_BODY + 1 :]) for row in lying],
        )
        return int(span[1])

    def last_row(self) -> int:
        """The highest row of the log; 0 while it is empty."""
        return int(self._one("SELECT coalesce(max(id), 0) FROM log")[0])

    def records(self, after: str = "") -> Iterator[str]:
        """Every record that an operation names, in an order of its own, after this one."""
        sql = (
            f"SELECT DISTINCT record FROM log WHERE {NEAR} >= ? AND record > ?"
            f" ORDER BY {NEAR}, record LIMIT ?"
        )
        while rows := self._all(sql, (_near(after), _key(after), MAX_KEYS_PER_QUERY)):
            for (found,) in rows:
                after = found if isinstance(found, str) else str(UUID(bytes=found))
                yield after

    def _of_records(self, records: Sequence[str]) -> tuple[str, list[Any]]:
        marks = ",".join("?" * len(records))
        near = [_near(record) for record in records]
        return f"o.near IN ({marks}) AND o.record IN ({marks})", [*near, *records]

    def _mark_alone(self, ops: Collection[OpId]) -> None:
        lives = self._lives({(op.writer, op.epoch) for op in ops})
        self._run_many(
            f"UPDATE log SET applied = {ALONE} WHERE life = ? AND seq = ? AND applied <> {NEVER}",
            [(lives[op.writer, op.epoch], op.seq) for op in ops],
        )

    def _lives(self, keys: Collection[Key]) -> dict[Key, int]:
        """Numbers of writers' epochs; new ones get theirs now."""
        found = self._known_lives(keys)
        if len(found) < len(keys):
            self._run_many(
                "INSERT INTO lives (writer, epoch) VALUES (?, ?)", sorted(set(keys) - found.keys())
            )
            found = self._known_lives(keys)
        return found

    def _known_lives(self, keys: Iterable[Key]) -> dict[Key, int]:
        found: dict[Key, int] = {}
        for some in chunks(sorted(keys), MAX_KEYS_PER_QUERY):
            marks = ",".join(["(?,?)"] * len(some))
            rows = self._all(
                f"SELECT writer, epoch, n FROM lives WHERE (writer, epoch) IN (VALUES {marks})",
                [part for key in some for part in key],
            )
            found.update(((row[0], row[1]), row[2]) for row in rows)
        return found

    def _names(self, names: Collection[str]) -> dict[str, int]:
        """Numbers of kinds and judges, likewise."""
        marks = ",".join("?" * len(names))
        sql = f"SELECT name, n FROM log_names WHERE name IN ({marks})"
        every = sorted(names)
        found: dict[str, int] = dict(self._all(sql, every))
        if len(found) < len(every):
            new = [(name,) for name in every if name not in found]
            self._run_many("INSERT INTO log_names (name) VALUES (?)", new)
            found = dict(self._all(sql, every))
        return found


def _key(record: str) -> bytes | str:
    return bytes.fromhex(record.replace("-", "")) if _UUID.fullmatch(record) else record


def _near(record: str) -> bytes | str:
    key = _key(record)
    return key[:_NEAR_BYTES] if isinstance(key, bytes) else key
