"""A school and a hub that have met by their keys, and a folder that stands for the stick."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from server import db
from server.bundles import keys
from server.bundles.report import Report
from server.bundles.service import export, import_from, meet
from server.hub.nodes import admit
from server.identity import node_id
from server.operations.local import submit
from server.people import sealing
from sync.roads.usb import Found, Stick
from tests.server import cast
from tests.server.conftest import School, close, make_app
from tests.server.phone import Phone, SchoolClock
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["new_hub", "pair"]

NOW_MS = 1_800_000_000_000


def home(app: Flask) -> Path:
    found: Path = app.extensions["tirek.config"].home
    return found


def card(app: Flask) -> tuple[str, bytes, bytes]:
    """A node's id and its two public keys, as administrators tell each other."""
    with app.app_context():
        return node_id(), sealing.public_key(home(app)), keys.public_key(home(app))


def admit_for_sticks(hub: Flask, school: Flask, schools: list[str], name: str = "Ақбұлақ") -> str:
    """Both tell each other their keys; the school's token for the link."""
    node, key, hand = card(school)
    with hub.app_context(), db.write_transaction() as session:
        token = admit(
            session, node=node, name=name, schools=schools, public_key=key, signing_key=hand,
            now_ms=NOW_MS,
        )  # fmt: skip
    with school.app_context():
        meet(*card(hub))
    return token


@dataclass
class Carriers:
    """What a person does who walks between the two with a stick."""

    school: School
    hub: Flask
    folder: Path

    @property
    def stick(self) -> Stick:
        return Stick(self.folder)

    @property
    def school_node(self) -> str:
        return card(self.school.app)[0]

    @property
    def hub_node(self) -> str:
        return card(self.hub)[0]

    def fill_at_school(self, max_bytes: int | None = None) -> Report:
        return fill(self.school.app, self.folder, max_bytes=max_bytes)

    def fill_at_hub(self, max_bytes: int | None = None) -> Report:
        return fill(self.hub, self.folder, max_bytes=max_bytes)

    def read_at_school(self) -> Report:
        return read(self.school.app, self.folder)

    def read_at_hub(self) -> Report:
        return read(self.hub, self.folder)

    def trip(self) -> None:
        """From the school to the hub and back, all well."""
        for report in (
            self.fill_at_school(), self.read_at_hub(), self.fill_at_hub(), self.read_at_school(),
        ):  # fmt: skip
            assert report.error is None
            assert report.refused == []

    def volumes(self, recipient: str) -> list[Found]:
        return self.stick.volumes(recipient)

    def phone_at_hub(self, login: str) -> Phone:
        return Phone(self.hub, self.school.clock, login, cast.PASSWORD)


def fill(app: Flask, folder: Path, **more: int | None) -> Report:
    with app.app_context():
        return export(folder, max_bytes=more.get("max_bytes"))


def read(app: Flask, folder: Path) -> Report:
    with app.app_context():
        return import_from(folder)


@pytest.fixture
def carriers(pair: Pair, tmp_path: Path) -> Carriers:
    pair.road.token = admit_for_sticks(pair.hub, pair.school.app, [cast.AKBULAQ])
    folder = tmp_path / "stick"
    folder.mkdir()
    return Carriers(pair.school, pair.hub, folder)


@pytest.fixture
def pair_exchange(pair: Pair) -> Callable[[], None]:
    """An exchange over the link, which both have besides."""

    def run() -> None:
        assert pair.exchange().error is None

    return run


@pytest.fixture
def school_of_dala(tmp_path: Path, clock: SchoolClock) -> Iterator[Flask]:
    """Another school's node, with a record of its own."""
    app = make_app(tmp_path / "dala", clock, name_kk="Дала мектебі")
    db.upgrade(app)
    with app.app_context():
        submit("school.set", cast.DALA, {"name": "Дала мектебі", "language": "kk"})
    yield app
    close(app)
