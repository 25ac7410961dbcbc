"""A hub, a school whose box runs 0.9 and trusts a key, and releases signed with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.console import background, operators
from server.db import db
from server.install.releases import KEY
from server.releases import publishing, standing, taking
from server.releases.models import ReleaseProgress
from server.releases.telling import tell
from server.upgrades.service import Upgrades
from tests.server import cast
from tests.server.conftest import School
from tests.server.install.test_releases import Box
from tests.server.phone import Phone
from tests.server.upgrades.test_upgrades import Quick, opener, public, release, running
from tests.server.upstream.conftest import Pair, new_hub, pair
from tests.support import databases

__all__ = ["new_hub", "pair"]

ALL = {"regions": [], "languages": [], "share": 100}
ZONE = ZoneInfo("Asia/Almaty")


@dataclass
class Fleet:
    """The pair, and root's part at the school."""

    pair: Pair
    root: Path
    folder: Path

    @property
    def upgrades(self) -> Upgrades:
        return Upgrades(self.pair.school.home, self.root)

    def runs(self) -> tuple[str | None, str | None]:
        """The release that runs, and the one that is wished for."""
        return self.upgrades.current, self.upgrades.wanted

    def publish(self, version: str, audience: dict[str, Any] | None = ALL, **how: Any) -> str:
        made = release(self.folder / f"made {version}", version, **how)
        with self.pair.hub.app_context():
            return publishing.publish(made, audience)

    def withdraw(self, record: str) -> None:
        with self.pair.hub.app_context():
            publishing.withdraw(record)

    def clock(self, moment: str) -> None:
        """It is this time of this day at the school."""
        told = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        self.pair.school.clock.unix_ms = int(told.timestamp() * 1000)

    def look(self) -> None:
        with self.pair.school.app.app_context():
            taking.look()
            db.session.rollback()

    def switch(self, *, broken: set[str] | None = None) -> None:
        """Root does what is wished for, as systemd would have it do."""
        service = Box(self.root)
        service.broken = broken or set()
        Quick(self.root, service, wait_seconds=0.01).do_wanted(opener(self.root))

    def exchange(self) -> None:
        self.pair.exchange()
        self.pair.exchange()

    def stage(self) -> tuple[str, str | None]:
        with self.pair.school.app.app_context():
            told = standing.told()
            return told["stage"], told["reason"]

    def told(self) -> dict[str, Any]:
        """What operators see of the latest release, after the school has told."""
        with self.pair.school.app.app_context():
            tell()
        self.exchange()
        with self.pair.hub.app_context():
            background.complete()
        found: dict[str, Any] = self.operator.get("/api/v1/console/releases").get_json()
        first: dict[str, Any] = found["releases"][0]
        return first

    @cached_property
    def operator(self) -> Phone:
        """Dana, who publishes for the whole country."""
        with self.pair.hub.app_context():
            made = operators.add("dana", "Сейтқали", "Дана", cast.PASSWORD)
            operators.grant(made.person, "", "", ("publish", "operators"))
        return self.pair.phone_at_hub("dana")

    def progress(self) -> ReleaseProgress | None:
        with self.pair.school.app.app_context():
            return db.session.query(ReleaseProgress).one_or_none()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def hub_kind(school: School, request: pytest.FixtureRequest) -> Iterator[str]:
    """The hub's database; the school, which is there already, stays on its own file."""
    yield from databases.use(request.param, request)


@pytest.fixture
def fleet(hub_kind: str, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    for app, kind in ((pair.school.app, "sqlite"), (pair.hub, hub_kind)):
        with app.app_context():
            assert db.engine.dialect.name == kind
    root = tmp_path / "root"
    (root / KEY).parent.mkdir(parents=True)
    (root / KEY).write_text(f"{public()}\n", encoding="ascii")
    home = root / "var/lib/tirek"
    home.mkdir(parents=True)
    (pair.school.home / "upgrades").mkdir(mode=0o700)
    (home / "upgrades").symlink_to(pair.school.home / "upgrades")
    running(root, Box(root))
    monkeypatch.setattr("server.upgrades.service.ROOT", root)
    monkeypatch.setattr("server.install.releases.time.sleep", lambda _: None)
    made = Fleet(pair, root, tmp_path)
    made.clock("2026-11-23 12:00")
    return made
