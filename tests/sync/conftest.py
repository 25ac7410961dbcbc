from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.postgres import Spares, Templates
from tests.sync.toy import HUB, SCHOOL, Database, make_tables


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def on_both_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """The module's tests run once on each; all have to hold on both."""
    if request.param == "postgresql":
        templates: Templates = request.getfixturevalue("postgres")
        Database.elsewhere = Spares(templates, "toy", fill)
    yield
    Database.elsewhere = None


def fill(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        make_tables(connection)
    engine.dispose()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Database]:
    yield from _node(tmp_path / "school.db", SCHOOL, feeds=False)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Database]:
    yield from _node(tmp_path / "hub.db", HUB, feeds=True)


def _node(path: Path, node: str, *, feeds: bool) -> Iterator[Database]:
    database = Database(path, feeds=feeds)
    with database.write() as unit:
        unit.store.initialise(node, "1" * 16, f"{node[:2]}ff{node[4:]}")
    yield database
    database.close()
