"""Running and checking migrations on one connection, in one transaction."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import SAWarning

from server.db import writing_options
from sync.storage.tables import has


def settings(connection: Connection, metadata: Sequence[MetaData]) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = list(metadata)
    return config


def run(engine: Engine, metadata: Sequence[MetaData]) -> None:
    """All revisions that are missing, or none: an error or a kill leaves the old tables."""
    with _foreign_keys_off(engine) as connection, connection.begin():
        command.upgrade(settings(connection, metadata), "head")


def write_revision(engine: Engine, metadata: Sequence[MetaData], name: str, message: str) -> Path:
    """Write versions/<name>.py with what the models have and the database has not.

    For developers: run it on a database that stands at the last revision, then read the file.
    """
    with engine.connect() as connection:
        command.revision(settings(connection, metadata), message, autogenerate=True, rev_id=name)
        connection.rollback()
    return Path(__file__).parent / "versions" / f"{name}.py"


def differences(engine: Engine, metadata: Sequence[MetaData]) -> list[Any]:
    """How the database differs from the models; empty when migrations and models agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "target_metadata": list(metadata),
                "compare_type": _differs(engine),
                "include_object": _belongs(engine.dialect.name),
            },
        )
        with warnings.catch_warnings():
            # it says so of every index over an expression that it leaves out
            warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
            return list(compare_metadata(context, list(metadata)))  # type: ignore[arg-type]


def _belongs(dialect: str) -> Any:
    """Whether a table or index of the models is one of this kind of database."""

    def belongs(found: Any, _name: Any, sort: str, *_: Any) -> bool:
        return sort not in ("table", "index") or has(dialect, found)

    return belongs


def _differs(engine: Engine) -> Any:
    """How a column's type in the database is compared with the model's."""
    if engine.dialect.name == "sqlite":
        return True
    from server.postgres import same_type  # noqa: PLC0415 - a school has no use for it

    def differs(_context: Any, _column: Any, _model: Any, *types: Any) -> bool | None:
        return False if same_type(*types) else None

    return differs


@contextmanager
def _foreign_keys_off(engine: Engine) -> Iterator[Connection]:
    """A writer's connection on which tables may be rebuilt without their children noticing."""
    with engine.connect().execution_options(**writing_options()) as connection:
        sqlite = engine.dialect.name == "sqlite"
        driver: Any = connection.connection.dbapi_connection
        if sqlite:  # only outside a transaction does the switch take effect
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")
