"""Which operations are erased, and taking their payload out of every place that has it."""

from collections.abc import Collection

from sync.core import canonical
from sync.core.knowledge import EMPTY, IntervalSet, Key, Knowledge
from sync.storage.base import STORED_COLUMNS, Rows, stored
from sync.storage.port import Entry

# In `applied`: never to be merged, whatever is learnt or upgraded.
NEVER = 2
# Merged, and the whole merge state of its record: there is no row in merge_state (SQLite only).
ALONE = 1
# Merged. A row is logged so before it is known to stand alone, and SQLite has a byte for 3 and none
# for 1: the other way round each row would grow in its full page, and split it.
MERGED = 3


class ErasureRows(Rows):
    def erased(self, keys: Collection[Key] | None = None) -> Knowledge:
        """What orders name, of these writers' epochs or of all."""
        found = Knowledge()
        if keys is None:
            rows = self._all("SELECT writer, epoch, intervals FROM erased")
        elif self._one("SELECT 1 FROM erased LIMIT 1") is None:
            return found
        else:
            rows = []
            for key in sorted(keys):
                rows += self._all(
                    "SELECT writer, epoch, intervals FROM erased WHERE writer = ? AND epoch = ?",
                    key,
                )
        for writer, epoch, raw in rows:
            found[writer, epoch] = IntervalSet.from_bytes(bytes(raw))
        return found

    def erase(self, ids: Knowledge) -> list[Entry]:
        """Remember that these are erased, and make stubs of those that are here; returns them as
        they were. Second operations under the ids go, too."""
        gone: list[Entry] = []
        known = self.erased(ids.keys())
        for key, numbers in ids.items():
            before = known.get(key, EMPTY)
            raw = before.union(numbers).to_bytes()
            self._run(
                "INSERT INTO erased (writer, epoch, intervals) VALUES (?,?,?)"
                " ON CONFLICT (writer, epoch) DO UPDATE SET intervals = excluded.intervals",
                (*key, raw),
            )
            for low, high in numbers.spans:
                gone += self._stubbed(key, low, high)
                self._run(
                    "DELETE FROM forks WHERE writer = ? AND epoch = ? AND seq BETWEEN ? AND ?",
                    (*key, low, high),
                )
        return gone

    def drop_writer(self, writer: str) -> None:
        """Forget whom a writer belonged to."""
        self._run("DELETE FROM writers WHERE writer = ?", (writer,))

    def _stubbed(self, key: Key, low: int, high: int) -> list[Entry]:
        rows = self._all(
            f"SELECT {STORED_COLUMNS} FROM operations o WHERE writer = ? AND epoch = ?"  # noqa: S608 - a constant
            " AND seq BETWEEN ? AND ?",
            (*key, low, high),
        )
        lines = [line for line in map(stored, rows) if not canonical.is_stub(line.op)]
        stubs = [(line.row, canonical.stub_of(line.op)) for line in lines]
        self._run_many(
            "UPDATE operations SET body = ?, kind = ?, record = ?, applied = ? WHERE id = ?",
            [(canonical.encode(op), op.kind, op.record, NEVER, row) for row, op in stubs],
        )
        return [Entry(line.op, line.verdict) for line in lines]
