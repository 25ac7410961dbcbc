"""The road over emulated links: it arrives, whole, whatever the link does."""

from pathlib import Path

import pytest

from server import db
from server.app import create_app
from server.config import Config
from server.people import accounts
from tests.linklab import runs
from tests.linklab.lab import missing
from tests.linklab.profiles import PROFILES, REFERENCE


@pytest.fixture(autouse=True, scope="module")
def _possible() -> None:
    """Skipped with a word where there can be no lab."""
    reason = missing()
    if reason is not None:
        pytest.skip(reason)


def test_a_file_crosses_the_lab() -> None:
    run = runs.download(PROFILES["quick"], 1, 200_000)
    assert run.told["bytes"] == 200_000
    assert run.down > 200_000
    assert run.told["connections"] == 1


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_new_phone_gets_what_is_its_persons_over_a_link_that_is_cut(tmp_path: Path) -> None:
    app = create_app(Config.load({"TIREK_HOME": str(tmp_path), "TIREK_ROLE": "hub"}))
    db.upgrade(app)
    with app.app_context():
        new = accounts.NewAccount("aru", "Оспанова", "Ару", "teacher", None)
        made = accounts.add(new)
        db.db.session.remove()
        db.db.engine.dispose()

    run = runs.phone(REFERENCE, 1, tmp_path, made.login, made.password)

    assert run.told["records"] > 0
    assert run.down > 0


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(set(PROFILES) - {"quick"}))
def test_a_file_arrives_over_every_link_with_little_sent_twice(name: str) -> None:
    run = runs.download(PROFILES[name], 1, 200_000)
    assert run.told["bytes"] == 200_000
    assert run.down < 2 * 200_000


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_after_a_cut_the_session_is_resumed_and_no_operation_is_lost() -> None:
    run = runs.session(REFERENCE, 3, 9_000)
    assert run.told["operations"] == 9_000
    assert run.told["connections"] > 1
    assert run.told["resumed"] >= 1
    # A frame at most for each cut.
    assert run.told["resent"] <= run.told["connections"] * 2 * 33_000
