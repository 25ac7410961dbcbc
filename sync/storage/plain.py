"""SQL as text, straight to the driver of the connection's own transaction.

SQLAlchemy takes 60 µs around each statement, SQLite 5 for most of them; a request that keeps one
statement of a lesson sends forty. `?` stands where a value goes, on PostgreSQL too.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Plain:
    """Statements on one connection. Errors are those that SQLAlchemy raises."""

    __slots__ = ("_connection", "_driver")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver: Any = None

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row."""
        driver = self._sqlite()
        if driver is None:
            return list(self._execute(sql, tuple(values)).fetchall())
        try:
            found: list[Any] = driver.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._told(sql, error) from error
        return found

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row, None where there is none."""
        driver = self._sqlite()
        if driver is None:
            return self._execute(sql, tuple(values)).fetchone()
        try:
            cursor = driver.execute(sql, values)
            row = cursor.fetchone()
            cursor.close()
        except sqlite3.Error as error:
            raise self._told(sql, error) from error
        return row

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Nothing is wanted back."""
        driver = self._sqlite()
        if driver is None:
            self._execute(sql, tuple(values))
            return
        try:
            driver.execute(sql, values).close()
        except sqlite3.Error as error:
            raise self._told(sql, error) from error

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Once for each row."""
        if not rows:
            return
        driver = self._sqlite()
        if driver is None:
            self._execute(sql, rows)
            return
        try:
            driver.executemany(sql, rows).close()
        except sqlite3.Error as error:
            raise self._told(sql, error) from error

    def _sqlite(self) -> Any:
        """SQLite's connection; None elsewhere, and before SQLAlchemy has begun the transaction."""
        if self._driver is None and self._connection.dialect.name == "sqlite":
            self._driver = self._connection.connection.driver_connection
        return self._driver if self._connection.in_transaction() else None

    def _execute(self, sql: str, values: Any) -> Any:
        if self._connection.dialect.name != "sqlite":
            sql = _translated(sql)
        return self._connection.exec_driver_sql(sql, values)

    def _told(self, sql: str, error: sqlite3.Error) -> BaseException:
        return DBAPIError.instance(
            sql, None, error, sqlite3.Error, dialect=self._connection.dialect
        )


@cache
def _translated(sql: str) -> str:
    return sql.replace("?", "%s")
