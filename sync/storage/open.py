"""The log of whichever database a connection goes to."""

from sqlalchemy import Connection

from sync.storage.sqlite import LogStore, SqliteLog


def open_log(connection: Connection, home: str = "") -> LogStore:
    """The log on this connection, in the caller's transaction; `home` as in PostgresLog."""
    if connection.dialect.name == "sqlite":
        return SqliteLog(connection)
    from sync.storage.postgres import PostgresLog  # noqa: PLC0415 - a school never needs it

    return PostgresLog(connection, home)
