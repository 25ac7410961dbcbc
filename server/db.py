"""The database: one engine whose transactions lose nothing, and the one place that commits.

SQLAlchemy's default SQLite transactions lose updates silently, since a transaction that began
as a reader is upgraded too late. So the driver's own transaction handling is switched off, and
BEGIN is ours: deferred for readers, IMMEDIATE for writers. PostgreSQL's transactions are in
server.postgres.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final, TypeVar

import flask
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Mapper, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry

from server.limits import BUSY_TIMEOUT_MS, MAX_TRANSACTION_TRIES, TRY_AGAIN_SECONDS

_Answer = TypeVar("_Answer")

_WRITE: Final = "tirek_write"
_WITHIN: Final = "tirek_within"
_WAIT: Final = "tirek_wait"
_IN_WRITE: Final = "tirek_in_write"
_EVERYWHERE: Final = None
_CONNECTION: Final = "tirek_connection"


_registries: Final[dict[str, registry]] = {}


class Model(DeclarativeBase):
    """Base of every table of server/; give each an explicit `__tablename__`.

    Projections carry no foreign keys to each other: operations arrive in any order, and a row
    whose neighbour has not come yet is normal.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init_subclass__(cls, **given: Any) -> None:
        # All classes of a registry are made ready when the first of them is used. With a registry
        # for each domain a box does so only for the tables that it works with.
        domain = cls.__module__
        if domain not in _registries:
            _registries[domain] = registry(metadata=Model.metadata)
        cls._sa_registry = _registries[domain]
        super().__init_subclass__(**given)


def mappers() -> Iterator[Mapper[Any]]:
    """Of all classes that are loaded."""
    for one in _registries.values():
        yield from one.mappers


class _Session(FlaskSession):
    """On the database that its application context works on (server.shards)."""

    def get_bind(self, *_: Any, **__: Any) -> Engine:
        return db.engines[_bind(flask.g.get("shard", 0))]

    def connection(self, *given: Any, **options: Any) -> Connection:
        """The transaction's connection; SQLAlchemy looks for it anew each time it is asked."""
        transaction = self.get_transaction()
        kept = self.info.get(_CONNECTION)
        if kept is not None and kept[0] is transaction and not given and not options:
            found: Connection = kept[1]
            return found
        made = super().connection(*given, **options)
        self.info[_CONNECTION] = self.get_transaction(), made
        return made


db: Final = SQLAlchemy(
    model_class=Model, session_options={"expire_on_commit": False, "class_": _Session}
)


def configure(app: Flask, url: str) -> None:
    """Bind `app` to the database at `url` (SQLite or PostgreSQL); the file is not opened yet.

    Several PostgreSQL databases, with spaces between, are shards (server.shards).
    """
    url, *others = url.split(" ") if url.startswith("postgresql") else [url]
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_BINDS"] = {
        _bind(number): {"url": other, **_postgres().ENGINE_OPTIONS}
        for number, other in enumerate(others, 1)
    }
    if url.startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
            "connect_args": {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000},
            "pool_size": 12,
            "max_overflow": 8,
            # The one that was just used has its pages and statements ready; the others may rest.
            "pool_use_lifo": True,
        }
    else:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _postgres().ENGINE_OPTIONS
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            prepare_engine(engine)


def shards(app: Flask) -> range:
    """Numbers of the databases of `app`."""
    return range(1 + len(app.config["SQLALCHEMY_BINDS"]))


def switch_to(shard: int) -> None:
    """Let this application context work on another of its databases."""
    if flask.g.get("shard", 0) != shard:
        if in_write_transaction():
            raise RuntimeError("a transaction has one database")
        db.session.remove()
    flask.g.shard = shard


def _bind(shard: int) -> str | None:
    return f"shard-{shard}" if shard else None


def prepare_engine(engine: Engine) -> None:
    """Give `engine` our transactions (see the module's text)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        _postgres().widen(target_metadata())
        _postgres().prepare(engine)
        event.listen(engine, "begin", _postgres_begin)


def _postgres() -> ModuleType:
    from server import postgres  # noqa: PLC0415 - a school has no use for its memory

    return postgres


def _sqlite_connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged operation survives a power cut
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _is_write(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_WRITE))


def _sqlite_begin(connection: Connection) -> None:
    if _is_write(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # Every request begins so, and nothing can go wrong: the file is first read by what follows.
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN DEFERRED").close()


def _postgres_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    within = options.get(_WITHIN)
    free = _postgres().begin(
        connection, write=_is_write(connection), within=within, wait=options.get(_WAIT, True)
    )
    if not free:
        raise Busy(", ".join(within or ()))


def writing_options(within: Collection[str] | None = _EVERYWHERE) -> dict[str, Any]:
    """Execution options that make a connection's next transaction a writer's."""
    return {_WRITE: True, _WITHIN: within}


class Busy(Exception):
    """Somebody else writes within one of these schools."""


@contextmanager
def write_transaction(
    within: Collection[str] | None = _EVERYWHERE, *, wait: bool = True
) -> Iterator[Session]:
    """A transaction that may write: BEGIN IMMEDIATE, commit at the end, roll back on an error.

    A read that went before it on this session is ended first (its snapshot could be stale), so
    reload what you decide on. Called inside another write transaction, it joins that one, and
    the outer one commits. No network and no file work inside.

    `within` names the schools whose work is done. On PostgreSQL those of other schools then go on
    at the same time, and the transaction may be given up for one of them: see `again`. SQLite has
    one writer anyway. Without `wait`, Busy is raised where others write within the same schools.
    """
    session: Session = db.session()
    if session.info.get(_IN_WRITE):
        _must_cover(session.info.get(_WITHIN), within)
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside write_transaction()")
    session.rollback()
    try:
        session.connection(execution_options={**writing_options(within), _WAIT: wait})
        session.info[_IN_WRITE] = True
        session.info[_WITHIN] = within
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_IN_WRITE, None)
        session.info.pop(_WITHIN, None)


def is_quiet(turn: str) -> bool:
    """Whether nobody is in a transaction that may be committed after this moment: on SQLite one
    that writes anything, on PostgreSQL one that has taken its turn (server.rows) under this name.

    It waits for nobody, and ends what the session has read so far: that may be older.
    """
    session: Session = db.session()
    session.rollback()
    if db.engine.dialect.name != "sqlite":
        free = bool(_postgres().is_free(session.connection(), turn))
        session.rollback()
        return free
    borrowed = db.engine.raw_connection()
    try:
        driver: Any = borrowed.driver_connection
        driver.execute("PRAGMA busy_timeout=0").close()
        try:
            driver.execute("BEGIN IMMEDIATE").close()
            driver.execute("ROLLBACK").close()
        except sqlite3.OperationalError:
            return False
        finally:
            driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()
    finally:
        borrowed.close()
    return True


def _must_cover(outer: Collection[str] | None, inner: Collection[str] | None) -> None:
    if outer is not None and (inner is None or not set(inner) <= set(outer)):
        raise RuntimeError("a transaction within some schools may not go beyond them")


def again(call: Callable[[], _Answer]) -> _Answer:
    """What `call` answers, which makes one transaction within schools; called again, a bounded
    number of times, when the database gave that transaction up for another one."""
    if db.engine.dialect.name == "sqlite":
        return call()
    for tried in range(1, MAX_TRANSACTION_TRIES):
        try:
            return call()
        except Exception as error:
            if not _postgres().may_run_again(error):
                raise
            db.session().rollback()
            time.sleep(tried * TRY_AGAIN_SECONDS * random.random())  # noqa: S311 - no secret
    return call()


def in_write_transaction() -> bool:
    """Whether the current session is inside write_transaction()."""
    return bool(db.session().info.get(_IN_WRITE))


def upgrade(app: Flask) -> None:
    """Bring the database of `app` to this release: tables, the node's identity, kept operations.

    All revisions run in one transaction, so that a power cut leaves the old state or the new.
    """
    from server.identity import settle  # noqa: PLC0415 - it imports this module
    from server.migrations.standing import is_current  # noqa: PLC0415 - only used here

    with app.app_context():
        for shard in shards(app):
            switch_to(shard)
            engine = db.engines[_bind(shard)]
            if not is_current(engine):
                from server.migrations.runner import run  # noqa: PLC0415 - Alembic is heavy

                run(engine, target_metadata())
            settle()
        switch_to(0)


def target_metadata() -> list[MetaData]:
    """The tables that a node's database has: server's and sync's."""
    from server.domains import parts  # noqa: PLC0415 - domains import this module
    from sync.storage.tables import metadata as sync_metadata  # noqa: PLC0415

    for _module in parts("models"):
        pass
    return [Model.metadata, sync_metadata]
