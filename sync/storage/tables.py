"""The tables of the sync layer, for migrations; they live in the node's one database.

On PostgreSQL the large ones are partitioned (sync.storage.partitions), and their keys have the
partition's column, too. On SQLite the log lies in narrow rows, and `operations` is a view of them
(sync.storage.narrow): a table that only one of the two has says so in `info`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import UserDefinedType

from sync.storage.views import VIEWS

metadata = MetaData()


class _BytesOrText(UserDefinedType[bytes | str]):
    """What SQLite keeps as it is given."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Its name in SQL."""
        return "BLOB"


# In the `info` of a table or index: the one dialect that has it.
ONLY = "only"

# SQLite only gives a rowid to INTEGER; PostgreSQL needs 64 bits.
_Id = BigInteger().with_variant(Integer(), "sqlite")

operations = Table(
    "operations",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("writer", String(16), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("outcome", String(9), nullable=False),
    Column("order_hlc", BigInteger, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reason", String(80)),
    Column("judge", String(16), nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("record", String(80), nullable=False),
    Column("priority", Integer, nullable=False),
    # 0 for held operations and for kinds unknown here; the rest is in sync.storage.erasures.
    Column("applied", Integer, nullable=False),
    # Where PostgreSQL keeps it: the home of its writer. Empty on SQLite, which is one place.
    Column("school", String(80), nullable=False, server_default=""),
    UniqueConstraint("writer", "epoch", "seq", "school", name="uq_operations_id"),
    info={ONLY: "postgresql"},
)
Index("ix_operations_record", operations.c.record)
# PostgreSQL's has WHERE applied = 0 (sync.storage.partitions). Said here, it would load that
# database's whole dialect, 3 MB, on every school's box.
Index("ix_operations_unapplied", operations.c.id)

# The same rows on SQLite; sync.storage.narrow says what stands in them.
log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("life", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("order_hlc", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reason", String(80)),
    Column("judge", Integer, nullable=False),
    # After the ordering time, in ms.
    Column("seen", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    # 16 bytes where it is a UUID, else text.
    Column("record", _BytesOrText, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("applied", Integer, nullable=False),
    UniqueConstraint("life", "seq", name="uq_log_id"),
    info={ONLY: "sqlite"},
)
Index("ix_log_unapplied", log.c.id, sqlite_where=text("applied = 0"))

# A writer's epoch, and its number in this database.
lives = Table(
    "lives",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("writer", String(16), nullable=False),
    Column("epoch", Integer, nullable=False),
    UniqueConstraint("writer", "epoch", name="uq_lives_id"),
    info={ONLY: "sqlite"},
)

# Names of kinds and judges that stand in the log, and their numbers in this database.
log_names = Table(
    "log_names",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    UniqueConstraint("name", name="uq_log_names_name"),
    info={ONLY: "sqlite"},
)

writers = Table(
    "writers",
    metadata,
    Column("writer", String(16), primary_key=True),
    # None for a node's own writer.
    Column("person", String(80), index=True),
    Column("node", String(16), nullable=False),
    Column("school", String(80)),
    Column("label", Text),
    Column("issued_ms", BigInteger, nullable=False),
)

# The school under which PostgreSQL keeps a writer's operations: given when the first of them comes,
# and never changed, so that an operation that comes by two roads finds itself.
homes = Table(
    "homes",
    metadata,
    Column("writer", String(16), primary_key=True),
    Column("school", String(80), nullable=False),
)

knowledge = Table(
    "knowledge",
    metadata,
    Column("writer", String(16), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("intervals", LargeBinary, nullable=False),
    # What of it survives the loss of this machine's disk; equal to `intervals` on a node whose
    # policy calls a synced commit durable.
    Column("durable", LargeBinary, nullable=False),
    # Hash chain over 1..prefix.
    Column("prefix", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
)

peer_acks = Table(
    "peer_acks",
    metadata,
    Column("peer", String(16), primary_key=True),
    Column("writer", String(16), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("received", LargeBinary, nullable=False),
    Column("durable", LargeBinary, nullable=False),
)

waiting = Table(
    "waiting",
    metadata,
    Column("peer", String(16), primary_key=True),
    Column("priority", Integer, primary_key=True),
    Column("operation", _Id, primary_key=True, autoincrement=False),
    Column("bytes", Integer, nullable=False),
    sqlite_with_rowid=False,
)

cursors = Table(
    "cursors",
    metadata,
    Column("peer", String(16), primary_key=True),
    Column("scope", String(120), primary_key=True),
    Column("incarnation", String(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("scope", String(120), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("operation", _Id, nullable=False),
    # The operation's own, so that its partition is known.
    Column("school", String(80), nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

# What has been taken into the log and not been applied yet, where another worker does that.
pending = Table(
    "pending",
    metadata,
    Column("school", String(80), primary_key=True),
    Column("operation", _Id, primary_key=True, autoincrement=False),
)

merge_state = Table(
    "merge_state",
    metadata,
    Column("family", String(64), primary_key=True),
    Column("record", String(80), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

forks = Table(
    "forks",
    metadata,
    Column("writer", String(16), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("verdict", LargeBinary, nullable=False),
    # The peer that sent it, empty for a phone of this node.
    Column("peer", String(16), nullable=False),
)

blob_uploads = Table(
    "blob_uploads",
    metadata,
    Column("peer", String(16), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    # wanted: the peer asked for it; held: the peer has verified it.
    Column("state", String(6), nullable=False),
)

node_state = Table(
    "node_state",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

# What is left in the log of an operation that lies in the cold log: all but its payload.
pruned = Table(
    "pruned",
    metadata,
    Column("writer", String(16), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("outcome", String(9), nullable=False),
    Column("order_hlc", BigInteger, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reason", String(80)),
    Column("judge", String(16), nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("record", String(80), nullable=False),
    sqlite_with_rowid=False,
)

# The highest number that a feed had given when its rows were last swept: numbers only grow, and
# whoever stands below it may lack what was pruned.
feed_floors = Table(
    "feed_floors",
    metadata,
    Column("scope", String(120), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# This node's own dictionaries for bodies (sync.storage.bodies): rows name them, so none is removed.
dictionaries = Table(
    "dictionaries",
    metadata,
    Column("name", LargeBinary(4), primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Rows that were found broken and taken out of the log, until the operation comes again.
damaged = Table(
    "damaged",
    metadata,
    Column("writer", String(16), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("operation", _Id, nullable=False),
)

# Operations whose payload an order has erased: whatever comes under these ids is kept as a stub.
erased = Table(
    "erased",
    metadata,
    Column("writer", String(16), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("intervals", LargeBinary, nullable=False),
)

# Seals of frames that came down (sync.core.seals), and which seal shows an operation.
seals = Table(
    "seals",
    metadata,
    Column("seal", String(16), primary_key=True),
    Column("signer", String(16), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
)

sealed = Table(
    "sealed",
    metadata,
    Column("operation", _Id, primary_key=True, autoincrement=False),
    Column("seal", String(16), nullable=False, index=True),
    Column("place", Integer, nullable=False),
)


def has(dialect: str, thing: Table | Index) -> bool:
    """Whether a database of this kind has the table or index."""
    return bool(thing.info.get(ONLY, dialect) == dialect)


def make(connection: Connection) -> None:
    """All of it, in an empty database."""
    dialect = connection.dialect.name
    metadata.create_all(
        connection, tables=[table for table in metadata.sorted_tables if has(dialect, table)]
    )
    if dialect == "sqlite":
        for view in VIEWS:
            connection.exec_driver_sql(view)
