"""A school and a hub that have met, with a stick and a link between them, and a clock each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from server import clock
from server.bundles import keys
from server.db import db
from server.identity import node_id
from server.trust import rotating
from server.trust.believing import hands, standing
from sync.core.certificates import Certificate
from tests.server.bundles.conftest import Carriers, carriers, home, school_of_dala
from tests.server.phone import SchoolClock
from tests.server.upstream.conftest import new_hub, pair

__all__ = ["carriers", "new_hub", "pair", "school_of_dala"]


@dataclass
class Trusting:
    """The two, and what each believes of the other."""

    carriers: Carriers
    hub_clock: SchoolClock

    @property
    def school(self) -> Flask:
        return self.carriers.school.app

    @property
    def hub(self) -> Flask:
        return self.carriers.hub

    @property
    def school_node(self) -> str:
        return self.carriers.school_node

    @property
    def hub_node(self) -> str:
        return self.carriers.hub_node


def certificates(app: Flask, node: str) -> list[Certificate]:
    """Those of a node that `app` believes."""
    with app.app_context():
        return standing(db.session(), node)


def hands_of(app: Flask, node: str) -> list[bytes]:
    with app.app_context():
        return hands(db.session(), node)


def own_hand(app: Flask) -> bytes:
    with app.app_context():
        return keys.public_key(home(app))


def own_id(app: Flask) -> str:
    with app.app_context():
        return node_id()


def rotate(app: Flask) -> bytes:
    with app.app_context():
        return bytes.fromhex(rotating.rotate())


def lose(app: Flask, name: str) -> None:
    """A key's file is gone."""
    key: Path = home(app) / "keys" / name
    key.unlink()


@pytest.fixture
def trusting(carriers: Carriers) -> Trusting:
    own = SchoolClock(carriers.school.clock.unix_ms)
    clock.install(carriers.hub, own)
    return Trusting(carriers, own)


Exchange = Callable[[], None]


@pytest.fixture
def link(trusting: Trusting, pair: object) -> Exchange:
    """An exchange over the link, which must go well."""

    def run() -> None:
        assert pair.exchange().error is None  # type: ignore[attr-defined]

    return run
