"""A hub, schools of two regions, and operators with rights as a test grants them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server import db
from server.console import directory, operators
from server.operations.local import submit
from tests.server import cast
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import Phone, SchoolClock
from tests.server.upstream.conftest import new_hub, pair

__all__ = ["new_hub", "pair"]

EVERYTHING = ("boxes", "publish", "operators")
AQMOLA, TURKISTAN = "Ақмола", "Түркістан"


@dataclass
class Hub:
    """The hub under test; `operator` logs somebody in with what was granted."""

    app: Flask
    clock: SchoolClock

    def operator(self, login: str, *rights: str, region: str = "", district: str = "") -> Phone:
        with self.app.app_context():
            made = operators.add(login, "Сейтқали", "Дана", cast.PASSWORD)
            operators.grant(made.person, region, district, rights)
        return Phone(self.app, self.clock, login, cast.PASSWORD)

    def school(
        self, school: str, name: str, region: str, district: str = "", at: Any = None
    ) -> None:
        """A school on the list; `at` is its place on the map."""
        latitude, longitude = at or (None, None)
        place = {
            "region": region, "district": district, "latitude": latitude, "longitude": longitude,
        }  # fmt: skip
        with self.app.app_context(), db.write_transaction() as session:
            submit("school.set", school, {"name": name, "language": "kk"})
            directory.place_school(session, school, place, name=name, language="kk")


@pytest.fixture
def new_box(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """An empty data folder under an application of its own."""
    made: list[Flask] = []

    def make(name: str = "box", clock: SchoolClock | None = None, **more: str) -> Flask:
        app = make_app(tmp_path / name, clock or SchoolClock(MONDAY_MS), **more)
        db.upgrade(app)
        made.append(app)
        return app

    yield make
    for app in made:
        close(app)


@pytest.fixture
def hub(new_box: Callable[..., Flask]) -> Hub:
    clock = SchoolClock(MONDAY_MS)
    return Hub(new_box("hub", clock, role="hub"), clock)
