"""A school and its hub, which gets certificates from an authority of the test's."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from server import clock
from server.certificates import settling
from server.certificates.naming import give
from server.certificates.ordering import order_due
from server.certificates.standing import standing
from server.db import write_transaction
from tests.server.bundles.conftest import Carriers, carriers
from tests.server.phone import SchoolClock
from tests.server.trust.conftest import Exchange, Trusting, link, trusting
from tests.server.upstream.conftest import new_hub, pair
from tests.support.authority import PublicAuthority

__all__ = ["Carriers", "Exchange", "carriers", "link", "new_hub", "pair", "trusting"]

NAME = "s0421.mektep.example"


@dataclass
class Naming:
    """The two, the authority that the hub asks, and what each of them does beside requests."""

    trusting: Trusting
    authority: PublicAuthority

    @property
    def school(self) -> Flask:
        return self.trusting.school

    @property
    def hub(self) -> Flask:
        return self.trusting.hub

    def call(self, name: str | None, node: str | None = None) -> None:
        with self.hub.app_context(), write_transaction() as session:
            give(session, node or self.trusting.school_node, name)

    def settle(self) -> None:
        with self.school.app_context():
            settling.settle()

    def order(self) -> int:
        with self.hub.app_context():
            self.authority.now_ms = clock.now_ms()
            return order_due(self.authority)

    def standing(self) -> dict[str, Any]:
        with self.school.app_context():
            return standing()

    def forward(self, days: float) -> None:
        """Time passes, for both."""
        school_clock: SchoolClock = self.trusting.carriers.school.clock
        school_clock.forward(days=days)
        self.trusting.hub_clock.forward(days=days)


@pytest.fixture
def naming(trusting: Trusting) -> Naming:
    return Naming(trusting, PublicAuthority(trusting.hub_clock.unix_ms))
