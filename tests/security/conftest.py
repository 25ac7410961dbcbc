"""A school that is worth attacking, and everybody who might."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.ground import Ground, lay
from tests.server.conftest import MONDAY_MS, School, close, make_app, passwords_are_worked_out_once
from tests.server.conftest import _cast_home as with_cast
from tests.server.phone import SchoolClock

__all__ = ["passwords_are_worked_out_once"]


@pytest.fixture(scope="session")
def ground_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ground]:
    """A data folder with the cast and their work, made once and copied for each module."""
    home = with_cast(tmp_path_factory.mktemp("ground") / "home")
    clock = SchoolClock(MONDAY_MS)
    school = School(make_app(home, clock), home, clock)
    ground = lay(school)
    close(school.app)
    return home, ground


@pytest.fixture(scope="module")
def ground(
    ground_home: tuple[Path, Ground], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    """The attacked school under an application of its own."""
    home, laid = ground_home
    copied = tmp_path_factory.mktemp("attacked") / "home"
    shutil.copytree(home, copied)
    app = make_app(copied, SchoolClock(MONDAY_MS))
    yield laid.under(app)
    close(app)
