"""A hub and two schools that only ever meet on sticks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.carried.places import (
    CarryingHubPort,
    CarryingSchoolPort,
    HubPlace,
    SchoolPlace,
    met,
)
from tests.sync.carried.trips import OTHER
from tests.sync.toy import HUB, SCHOOL, Database


@pytest.fixture
def central(hub: Database) -> HubPlace:
    return HubPlace(HUB, hub, CarryingHubPort({SCHOOL: ("s1",), OTHER: ("s2",)}))


@pytest.fixture
def place(school: Database) -> SchoolPlace:
    return met(SchoolPlace(SCHOOL, HUB, school, CarryingSchoolPort(("s1",))))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SchoolPlace]:
    database = Database(tmp_path / "other.db")
    with database.write() as unit:
        unit.store.initialise(OTHER, "1" * 16, "5cff000000000002")
    yield met(SchoolPlace(OTHER, HUB, database, CarryingSchoolPort(("s2",))))
    database.close()
