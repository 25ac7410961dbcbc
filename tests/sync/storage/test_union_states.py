"""A statement's text stands in the log alone: on SQLite its row there is its merge state, too, on
PostgreSQL the state refers to it."""

from typing import cast

import pytest

from sync.apply import apply, rebuild, remerge_all
from sync.core.merge import MergeState, Version
from sync.storage.base import Rows
from tests.sync.toy import ARU, MARAT, Database, judged, op, registry

pytestmark = pytest.mark.usefixtures("on_both_databases")

TEXT = "Екі жарты бір бүтін болады. "
KEY = ("statement", "u")
FIRST = op(1, "statement.make", record="u", verb="passed", text=TEXT * 20)


def take(database: Database, *made: object) -> None:
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])  # type: ignore[arg-type]


def kept(database: Database) -> int:
    """Bytes in the table of merge states."""
    with database.read() as unit:
        sizes = cast(Rows, unit.store)._all("SELECT length(body) FROM merge_state")
        return sum(size for (size,) in sizes)


def state(database: Database) -> MergeState:
    with database.read() as unit:
        return unit.store.merge_states([KEY])[KEY]


def test_one_version_is_not_kept_a_second_time_and_read_in_full() -> None:
    database = Database()
    take(database, FIRST)
    assert kept(database) < 60
    (version,) = state(database).versions
    assert version == Version(
        FIRST.id, 1, FIRST.hlc, FIRST.hlc, FIRST.kind, None, None, FIRST.fields
    )
    with database.write() as unit:
        assert remerge_all(unit.store, registry(), unit.port) == 0
    database.close()


def test_a_second_body_under_the_id_stands_beside_the_first() -> None:
    database = Database()
    take(database, FIRST)
    take(database, op(2, "statement.make", writer=MARAT, record="u", verb="failed"))
    assert [v.values["verb"] for v in state(database).heads] == ["passed", "failed"]
    database.close()


def test_a_row_that_is_set_aside_leaves_its_id_and_its_kind_until_it_comes_again() -> None:
    database = Database()
    take(database, FIRST)
    assert kept(database) < 60
    with database.write() as unit:
        (line,) = unit.store.of_record(FIRST.record)
        cast(Rows, unit.store)._run("UPDATE operations SET body = ?", (b"\x01rotten",))
        unit.store.set_aside(line.row, FIRST.id)
    (version,) = state(database).versions
    assert (version.id, version.kind, version.fields) == (FIRST.id, FIRST.kind, {})

    take(database, FIRST)

    (version,) = state(database).versions
    assert version.fields == FIRST.fields
    assert kept(database) < 60
    database.close()


def test_after_a_rebuild_it_is_as_it_was() -> None:
    database = Database()
    take(database, FIRST, op(2, "statement.make", record="v", verb="failed"))
    before, size = state(database), kept(database)
    with database.write() as unit:
        rebuild(unit.store, registry(), unit.port)
    assert (state(database), kept(database)) == (before, size)
    database.close()


def test_what_rotted_in_the_log_leaves_its_id_and_no_words() -> None:
    database = Database()
    take(database, FIRST)
    with database.write() as unit:
        cast(Rows, unit.store)._run("UPDATE operations SET body = ?", (b"\x01rotten",))
    (version,) = state(database).versions
    assert (version.id.writer, version.kind, version.fields) == (ARU, FIRST.kind, {})
    database.close()


def test_it_outlives_a_record_of_another_kind_under_the_same_name() -> None:
    database = Database()
    take(database, FIRST, op(1, "mark.give", writer=MARAT, record="u", mark="5"))
    with database.write() as unit:
        unit.store.drop_merge_state("mark", "u")
    (version,) = state(database).versions
    assert version.id == FIRST.id
    database.close()
