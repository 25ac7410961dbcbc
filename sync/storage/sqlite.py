"""The log on SQLite, and what both databases have in common.

The caller owns the connection and its transaction: writers begin with BEGIN IMMEDIATE, so that
row numbers, feed numbers and the node's own seq are allocated by one writer at a time. Nothing is
cached between calls, because another process may write between two transactions.
"""

from sync.storage.narrow import NarrowRows
from sync.storage.pending import PendingRows
from sync.storage.pruned import PrunedRows
from sync.storage.records import RecordRows
from sync.storage.seals import SealRows


class LogStore(PrunedRows, RecordRows, SealRows, PendingRows):
    """All of sync.storage.port.LogPort on one SQLAlchemy connection."""


class SqliteLog(NarrowRows, LogStore):
    """The same where rows are narrow."""
