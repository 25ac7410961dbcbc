"""The server dies while it makes its tables: the next start finds the old state and goes on."""

from collections.abc import Callable

import pytest
from alembic import command

from server import db
from server.migrations import runner
from tests.faults import tables
from tests.faults.victim import Victim
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock

POINTS = [
    pytest.param("table-made", 1, marks=pytest.mark.slow),
    pytest.param("table-made", 12, marks=pytest.mark.slow),
    ("tables-made", 1),
]


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_the_first_start(new_victim: Callable[..., Victim], point: str, nth: int) -> None:
    fresh = new_victim("fresh")

    fresh.start_and_die(point, nth)

    assert tables.names(fresh.home) == set()
    fresh.start_again()
    assert {"person", "log", "alembic_version"} <= tables.names(fresh.home)
    assert tables.is_sound(fresh.home)


@pytest.mark.parametrize(("point", "nth"), [("table-made", 3), ("tables-made", 1)])
def test_an_upgrade_of_a_folder_with_people_in_it(
    new_victim: Callable[..., Victim], point: str, nth: int
) -> None:
    old = new_victim("old")
    of_the_first_revision(old)
    before = tables.rows(old.home)
    assert [row[1:3] for row in before["person"]] == [("Серікбаева", "Ару")]
    assert "log" not in before

    old.start_and_die(point, nth)

    assert tables.rows(old.home) == before
    assert tables.is_sound(old.home)
    old.start_again()
    after = tables.rows(old.home)
    assert after["person"] == before["person"]
    assert after["alembic_version"] != before["alembic_version"]
    assert "log" in after


def of_the_first_revision(victim: Victim) -> None:
    """A database that an upgrade has left at its first revision, with a pupil in it."""
    victim.home.mkdir(parents=True)  # and so without the tables of this release
    app = make_app(victim.home, SchoolClock(0))
    with app.app_context():
        engine, metadata = db.db.engine, db.target_metadata()
        with engine.begin() as connection:
            command.upgrade(runner.settings(connection, metadata), "0001_school")
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO person (id, family_name, given_name)"
                " VALUES ('aru', 'Серікбаева', 'Ару')"
            )
    close(app)
