"""What all tests share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, sync_playwright

from tests.support.effort import examples
from tests.support.postgres import Templates, cluster

if TYPE_CHECKING:
    from tests.support.workers import WholeModules

settings.register_profile(
    "tirek",
    max_examples=examples(100),
    deadline=None,  # a busy machine is no failure
    derandomize=True,  # the same run twice gives the same answer
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("tirek")


MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's own name of it
ROOM_BYTES = 6 << 30
"""A whole run leaves a good gigabyte, and what fails is kept."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Thousands of databases that are synced to the disk lie in memory where there is room: what
    a disk does when it fails is played by tests/faults, and how fast one is by tests/bench."""
    if config.option.basetemp is not None or not MEMORY.is_dir():
        return
    if shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
        config.option.basetemp = str(MEMORY / f"tirek-tests-{os.getpid()}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What passed is not looked at again, and its memory is wanted."""
    place = Path(session.config.option.basetemp or "")
    ours = place.parent == MEMORY and not hasattr(session.config, "workerinput")
    if ours and exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(place, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> "WholeModules":
    """Several processes share the tests out by module, in the order below."""
    from tests.support.workers import WholeModules

    config.option.loadscopereorder = False
    return WholeModules(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is left with it at the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith("tests/browser/"))


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own TIREK_* must not change what a test means."""
    kept = {"TIREK_SEED", "TIREK_SEEDS", "TIREK_STEPS", "TIREK_TEST_PACKAGES"}
    for key in [k for k in os.environ if k.startswith("TIREK_") and k not in kept]:
        monkeypatch.delenv(key)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of the run: a second one beside it refuses to start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def postgres() -> Iterator[Templates]:
    """A real PostgreSQL, started by the first test that asks for it."""
    with cluster(lingers=True) as server:
        yield Templates(server)
