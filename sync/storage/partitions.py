"""The shape that the large tables have on PostgreSQL: hash partitions.

The log and its queue are cut by school, feeds by scope, merge states by record. A key of a
partitioned table has to name the partition's column, which SQLite's keys do without; so the tables
are made as everywhere and then, while they are empty, replaced.
"""

from typing import Final, NamedTuple

from sqlalchemy import Connection

# Parts of each table. A school's part stays small enough for its indexes to live in memory, and a
# statement that cannot name its part still looks into only so many.
PARTITIONS: Final = 16
# Where they lie: out of sight of whoever lists the tables.
PARTS: Final = "parts"
ROW_NUMBERS: Final = "operations_row"


class _Cut(NamedTuple):
    by: str
    keys: tuple[str, ...]


_CUTS: Final = {
    "operations": _Cut(
        "school",
        (
            "ADD CONSTRAINT operations_pkey PRIMARY KEY (id, school)",
            "ADD CONSTRAINT uq_operations_id UNIQUE (writer, epoch, seq, school)",
        ),
    ),
    "pending": _Cut("school", ("ADD CONSTRAINT pending_pkey PRIMARY KEY (school, operation)",)),
    "feed": _Cut("scope", ("ADD CONSTRAINT feed_pkey PRIMARY KEY (scope, seq)",)),
    "merge_state": _Cut(
        "record", ("ADD CONSTRAINT merge_state_pkey PRIMARY KEY (family, record)",)
    ),
}
_INDEXES: Final = (
    "CREATE INDEX ix_operations_record ON operations (record)",
    "CREATE INDEX ix_operations_unapplied ON operations (id) WHERE applied = 0",
)


def partition(connection: Connection) -> None:
    """Cut the large tables, all of them still empty, into parts; PostgreSQL only."""
    connection.exec_driver_sql(f"CREATE SCHEMA {PARTS}")
    for table, cut in _CUTS.items():
        whole = f"{table}_whole"
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {whole}")
        connection.exec_driver_sql(
            f"CREATE TABLE {table} (LIKE {whole} INCLUDING DEFAULTS) PARTITION BY HASH ({cut.by})"
        )
        connection.exec_driver_sql(f"DROP TABLE {whole}")
        for part in range(PARTITIONS):
            connection.exec_driver_sql(
                f"CREATE TABLE {PARTS}.{table}_{part:02d} PARTITION OF {table}"
                f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
            )
        for key in cut.keys:
            connection.exec_driver_sql(f"ALTER TABLE {table} {key}")
    for index in _INDEXES:
        connection.exec_driver_sql(index)
    connection.exec_driver_sql(f"CREATE SEQUENCE {ROW_NUMBERS} CACHE 1")
