"""What all tests share."""

from collections.abc import Iterator
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
    import os

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
    with cluster() as server:
        yield Templates(server)
