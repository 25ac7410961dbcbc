"""Folders with the cast in them, for servers that run as processes and are killed."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from server import db
from tests.faults import dial as dials
from tests.faults.dial import Dial
from tests.faults.power import Power, compiled
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock
from tests.support.ports import free_ports

LONG_AGO: Final = "2000-01-01"


@pytest.fixture(scope="session")
def power(tmp_path_factory: pytest.TempPathFactory) -> Power:
    """What watches the disk from below."""
    library = compiled(tmp_path_factory.mktemp("power"))
    if library is None:
        pytest.skip("no C compiler here: the disk cannot be watched from below")
    return Power(library)


@pytest.fixture
def dial(tmp_path: Path) -> Dial:
    """A clock that the test sets."""
    library = dials.compiled(tmp_path)
    if library is None:
        pytest.skip("no C compiler here: a process keeps the machine's clock")
    return Dial(library, tmp_path / "clock")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cast, with roles that hold on whatever day this machine believes it is."""
    home = tmp_path_factory.mktemp("faults") / "home"
    app = make_app(home, SchoolClock(time.time_ns() // 1_000_000))
    db.upgrade(app)
    with app.app_context():
        cast.build()
        cast.role(
            cast.MARAT, "teacher", cast.AKBULAQ, cast.CLASS_5, "mathematics", starts_on=LONG_AGO
        )
        cast.role(cast.AIZHAN, "admin", cast.AKBULAQ, starts_on=LONG_AGO)
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, starts_on=LONG_AGO)
        cast.enrol(cast.TIMUR, cast.DALA_7, cast.DALA, 7, starts_on=LONG_AGO)
    close(app)
    return home


@pytest.fixture
def new_victim(tmp_path: Path) -> Iterator[Callable[..., Victim]]:
    """`new_victim("hub", TIREK_ROLE="hub")`: a node in a folder of its own, stopped at the end."""
    made: list[Victim] = []

    def make(name: str, **env: str) -> Victim:
        port, content_port = free_ports(2)
        made.append(Victim(tmp_path / name, port, content_port, env=env))
        return made[-1]

    yield make
    for victim in made:
        victim.stop()


@pytest.fixture
def victim(folder: Path, new_victim: Callable[..., Victim]) -> Victim:
    """The school's server on its own copy of the cast."""
    made = new_victim("home")
    shutil.copytree(folder, made.home)
    return made


@pytest.fixture(scope="module")
def lasting_victim(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    """The same, running, for all tests of a file that kill nothing."""
    home = tmp_path_factory.mktemp("lasting") / "home"
    shutil.copytree(folder, home)
    port, content_port = free_ports(2)
    made = Victim(home, port, content_port)
    made.start()
    yield made
    made.stop()
