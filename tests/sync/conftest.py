from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.toy import HUB, SCHOOL, Database


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
