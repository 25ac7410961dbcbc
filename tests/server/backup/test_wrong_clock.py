"""A copy made while the clock stood ahead is one night's, and not the newest for a year."""

from pathlib import Path

import pytest

from server import clock
from server.backup import above, background
from server.timekeeping.reckoning import Mark
from tests.server.backup.conftest import Copied

pytestmark = pytest.mark.sqlite
DAYS = 300


@pytest.fixture
def nightly(copied: Copied, tmp_path: Path) -> Copied:
    """Its nights are spent copying to a disk, and for a node above that never answers."""
    copied.school.restart(
        backup_folders=f"{tmp_path}/*",
        backup_at="02:00",
        upstream_url="http://hub.example",
        upstream_token="not-used",
    )
    return copied


def look(copied: Copied) -> int:
    with copied.school.app.app_context():
        return background.look()


def test_a_copy_from_a_clock_that_stood_ahead_goes_with_the_next_one(nightly: Copied) -> None:
    school = nightly.school
    assert look(nightly) == 2
    with school.app.app_context():
        spool = above.vault(school.app.extensions["tirek.config"])
        [sent] = spool.sound().values()
        above.arrived(spool.root.name, "0" * 64, sent)
    [before] = nightly.vault.names()
    school.clock.forward(days=DAYS)
    assert look(nightly) == 2
    [_, ahead] = nightly.vault.names()
    with school.app.app_context():
        [sent] = spool.sound().values()
        above.arrived(spool.root.name, "0" * 64, sent)
    school.clock.forward(days=-DAYS, seconds=18 * 3600)  # put right, and the next night
    assert look(nightly) == 2
    assert nightly.vault.names()[0] == before
    assert ahead not in nightly.vault.names()
    assert nightly.vault.names()[1:] == spool.names()
    assert [look(nightly), look(nightly)] == [0, 0]  # and not again every five minutes


def test_where_the_clock_has_fallen_back_the_copies_before_stay(nightly: Copied) -> None:
    school = nightly.school
    school.clock.forward(days=DAYS)
    assert look(nightly) == 2
    school.clock.forward(days=-DAYS)
    with school.app.app_context():
        now = clock.now_ms()
        clock.remember(Mark(now, now, "behind"))
    assert look(nightly) == 1
    assert len(nightly.vault.names()) == 2
    assert look(nightly) == 0
