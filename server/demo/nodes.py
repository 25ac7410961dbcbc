"""The demo's two nodes on disk: made once, then only started."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask

from server import clock, db
from server.app import create_app
from server.bundles import keys
from server.config import Config
from server.demo import (
    clubs,
    courses,
    gradebook,
    inclusion,
    operator,
    quizzes,
    roster,
    templates,
    timetable,
    work,
)
from server.identity import node_id
from server.people import sealing

STATE_FILE: Final = "demo.json"
SCHOOL_NAMES: Final = {
    "TIREK_NAME_KK": "Ақбұлақ мектебі",
    "TIREK_NAME_RU": "Школа села Акбулак",
    "TIREK_NAME_EN": "Aqbulaq school",
}
HUB_NAMES: Final = {
    "TIREK_NAME_KK": "Білім орталығы",
    "TIREK_NAME_RU": "Образовательный центр",
    "TIREK_NAME_EN": "Education centre",
}


@dataclass(frozen=True)
class Ports:
    """Four ports on this machine: each node's app and its content origin."""

    school: int = 8080
    school_content: int = 8081
    hub: int = 8090
    hub_content: int = 8091

    def all(self) -> tuple[int, int, int, int]:
        """In the order in which they are looked at."""
        return (self.school, self.school_content, self.hub, self.hub_content)


class DemoNodes:
    """The data folders below `folder`, their settings, and what has been put into them.

    `demo.json` notes each stage when it is whole, so that a start that was killed goes on where it
    stopped. It holds the school's token for the hub and is readable by its owner only.
    """

    def __init__(self, folder: Path, ports: Ports) -> None:
        self._folder = folder
        self._ports = ports

    @property
    def ready(self) -> bool:
        """Whether both nodes hold all that the demo shows."""
        return bool(self._state().get("work"))

    def school_settings(self) -> dict[str, str]:
        """Environment of the school's server."""
        settings = {
            "TIREK_HOME": str(self._folder / "school"),
            "TIREK_ROLE": "school",
            "TIREK_NODE_NAME": "aqbulaq",
            "TIREK_PORT": str(self._ports.school),
            "TIREK_CONTENT_PORT": str(self._ports.school_content),
            "TIREK_SYNC_EVERY_MINUTES": "1",
            **SCHOOL_NAMES,
        }
        token = self._state().get("token")
        if token:
            settings["TIREK_UPSTREAM_URL"] = f"http://127.0.0.1:{self._ports.hub}"
            settings["TIREK_UPSTREAM_TOKEN"] = token
        return settings

    def hub_settings(self) -> dict[str, str]:
        """Environment of the hub's server; its policy is to keep every file."""
        return {
            "TIREK_HOME": str(self._folder / "hub"),
            "TIREK_ROLE": "hub",
            "TIREK_NODE_NAME": "hub",
            "TIREK_PORT": str(self._ports.hub),
            "TIREK_CONTENT_PORT": str(self._ports.hub_content),
            "TIREK_KEEP_FILES": "all",
            **HUB_NAMES,
        }

    def make_hub(self) -> None:
        """The hub with roster, courses and the school's node admitted; at once if done before."""
        if self._state().get("token"):
            return
        school = _app(self.school_settings())
        with school.app_context():
            school_node, school_key = node_id(), sealing.public_key(_home(school))
            school_hand = keys.public_key(_home(school))
        hub = _app(self.hub_settings())
        with hub.app_context():
            from server.hub.nodes import admit  # noqa: PLC0415 - needs the application's models

            hub_node, hub_key = node_id(), sealing.public_key(_home(hub))
            hub_hand = keys.public_key(_home(hub))
            with db.write_transaction() as session:
                token = admit(
                    session,
                    node=school_node,
                    name="Ақбұлақ",
                    schools=[roster.SCHOOL],
                    public_key=school_key,
                    signing_key=school_hand,
                    now_ms=clock.now_ms(),
                )
            roster.write(clock.today())
            courses.publish(courses.national(), school=None)
            templates.write()
            operator.write()
        with school.app_context(), db.write_transaction() as session:
            sealing.remember_key(session, hub_node, hub_key)
            keys.remember(session, hub_node, hub_hand)
        _close(school)
        _close(hub)
        self._note({"token": token})

    def make_work(self) -> None:
        """What the school itself adds once its roster has come down: a course and tasks."""
        if self.ready:
            return
        school = _app(self.school_settings())
        with school.app_context():
            courses.publish(courses.own(), school=roster.SCHOOL)
            timetable.write(clock.today())
            work.write(clock.today())
            gradebook.write(clock.today())
            quizzes.write()
            inclusion.write(clock.today())
            clubs.write(clock.today())
        _close(school)
        self._note({"work": True})

    def _state(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self._folder / STATE_FILE).read_text())
        except FileNotFoundError:
            return {}
        return found

    def _note(self, more: Mapping[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f"{STATE_FILE}.new"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            json.dump({**self._state(), **more}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(self._folder / STATE_FILE)


def _app(settings: Mapping[str, str]) -> Flask:
    app = create_app(Config.load(settings))
    db.upgrade(app)
    return app


def _home(app: Flask) -> Path:
    config: Config = app.extensions["tirek.config"]
    return config.home


def _close(app: Flask) -> None:
    with app.app_context():
        db.db.session.remove()
        db.db.engine.dispose()
