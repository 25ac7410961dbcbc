"""Telling the server's stories on SQLite and on PostgreSQL.

A data folder on PostgreSQL holds the name of its database. A folder that is a copy of a template
gets a copy of the template's database, when the first application is made on it.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.postgres import Templates

# Folders and modules of tests/server whose stories are told on PostgreSQL at every run.
AT_EVERY_RUN = (
    "operations", "changes", "hub", "lrs", "test_db", "test_roster", "test_exchange",
    "test_statements", "test_documents",
)  # fmt: skip
# They look into the SQLite file, or are about it; in the words of a test's id.
ONLY_SQLITE = (
    "test_migrations", "test_disk", "test_config", "test_serve", "test_order", "demo", "test_cli",
    "cli", "test_login.py::test_no_password", "bundles",
)  # fmt: skip
SQLITE = "tirek.sqlite"
"""The database's file in a data folder."""
_NAME, _TEMPLATE = "database", "database-template"


class _Now:
    """The databases of the test that runs; None where it runs on SQLite."""

    templates: Templates | None = None
    made: list[str]


def on_both(metafunc: pytest.Metafunc) -> None:
    """Let a test that has an application run on both databases."""
    if "database_kind" not in metafunc.fixturenames:
        return
    place = metafunc.definition.nodeid
    words = place.replace("::", "/").replace(".py", "").split("/")
    if metafunc.definition.get_closest_marker("sqlite") or set(words) & set(ONLY_SQLITE):
        return
    if metafunc.definition.get_closest_marker("postgresql"):
        metafunc.parametrize("database_kind", ["postgresql"], indirect=True)
        return
    slow = () if set(words) & set(AT_EVERY_RUN) else (pytest.mark.slow,)
    kinds = ["sqlite", pytest.param("postgresql", marks=slow)]
    metafunc.parametrize("database_kind", kinds, indirect=True)


def use(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Until the end of the test every application is on a database of this kind."""
    if kind == "sqlite":
        yield kind
        return
    templates: Templates = request.getfixturevalue("postgres")
    _Now.templates, _Now.made = templates, []
    yield kind
    _Now.templates = None
    for name in _Now.made:
        templates.server.drop(name)


def begin(home: Path) -> None:
    """Give a data folder that does not exist yet its empty tables, which every other one of the
    run has as well: making them takes longer than most tests."""
    if _Now.templates is None and not home.exists():
        home.mkdir(parents=True)
        shutil.copy(_migrated(), home / SQLITE)


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tirek-tables-"))
    atexit.register(shutil.rmtree, folder)
    migrate(f"sqlite:///{folder / SQLITE}")
    return folder / SQLITE


def environment_for(home: Path) -> dict[str, str]:
    """The same as environment variables, for a command on this folder."""
    named = {f"TIREK_{key.upper()}": value for key, value in settings_for(home).items()}
    return {"TIREK_HOME": str(home), **named}


def settings_for(home: Path) -> dict[str, str]:
    """Settings that put the data of this folder where the running test has its databases."""
    if _Now.templates is None or (home / SQLITE).exists():
        return {}
    server, file = _Now.templates.server, home / _NAME
    if not file.exists():
        template = home / _TEMPLATE
        if template.exists():
            name = server.create(template.read_text())
        else:
            name = _Now.templates.copy("migrated", migrate).rpartition("/")[2].partition("?")[0]
        home.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
        _Now.made.append(name)
    return {"database_url": server.url(file.read_text())}


def as_template(home: Path) -> Path:
    """Copies of this folder will have copies of its database, which stays until the end."""
    (home / _NAME).rename(home / _TEMPLATE)
    _Now.made.remove((home / _TEMPLATE).read_text())
    return home


def migrate(url: str) -> None:
    """Give an empty database its tables."""
    from server.db import prepare_engine, target_metadata
    from server.migrations import runner

    engine = sa.create_engine(url)
    prepare_engine(engine)
    runner.run(engine, target_metadata())
    engine.dispose()
