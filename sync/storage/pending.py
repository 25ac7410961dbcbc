"""What has been taken into the log and is applied later, by whichever worker finds the time.

An operation that waits here is in the log, known, and acknowledged; only the tables and the feeds
do not have it yet.
"""

from collections.abc import Collection, Iterable
from typing import Final

from sync.limits import MAX_KEYS_PER_QUERY
from sync.storage.base import STORED_COLUMNS, Rows, chunks, stored
from sync.storage.port import Stored

_COLUMNS: Final = ("school", "operation")


class PendingRows(Rows):
    def defer_applying(self, rows: Collection[int]) -> None:
        """Let these rows of the log wait."""
        homes = self._homes_of(rows)
        self._copy("pending", _COLUMNS, [(home, row) for row, home in homes.items()])

    def pending_schools(self, limit: int) -> list[str]:
        """Homes of what waits: a few, those that have waited longest first."""
        rows = self._all(
            "SELECT school FROM pending GROUP BY school ORDER BY min(operation) LIMIT ?", (limit,)
        )
        return [row[0] for row in rows]

    def pending_of(self, school: str, limit: int) -> list[Stored]:
        """What waits under a home, in the order of the log."""
        rows = self._all(
            f"SELECT {STORED_COLUMNS} FROM pending p JOIN operations o"  # noqa: S608 - a constant
            " ON o.id = p.operation AND o.school = p.school WHERE p.school = ?"
            " ORDER BY p.operation LIMIT ?",
            (school, limit),
        )
        return [stored(row) for row in rows]

    def end_pending(self, school: str, rows: Iterable[int]) -> None:
        """These have been applied. Named one by one: a transaction that is still open may have
        left lower ones."""
        for batch in chunks(rows, MAX_KEYS_PER_QUERY):
            marks = ",".join("?" * len(batch))
            self._run(
                f"DELETE FROM pending WHERE school = ? AND operation IN ({marks})",  # noqa: S608
                (school, *batch),
            )

    def count_pending(self) -> int:
        return int(self._one("SELECT count(*) FROM pending")[0])
