"""A statement's text stands in the log alone: its merge state refers to it."""

from typing import cast

import pytest

from sync.apply import apply, remerge_all
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


def raw(database: Database) -> bytes:
    with database.read() as unit:
        return bytes(cast(Rows, unit.store)._one("SELECT body FROM merge_state")[0])


def state(database: Database) -> MergeState:
    with database.read() as unit:
        return unit.store.merge_states([KEY])[KEY]


def test_one_version_is_kept_as_a_reference_and_read_in_full() -> None:
    database = Database()
    take(database, FIRST)
    assert len(raw(database)) < 60
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


def test_what_rotted_in_the_log_leaves_its_id_and_no_words() -> None:
    database = Database()
    take(database, FIRST)
    with database.write() as unit:
        cast(Rows, unit.store)._run("UPDATE operations SET body = ?", (b"\x01rotten",))
    (version,) = state(database).versions
    assert (version.id.writer, version.kind, version.fields) == (ARU, FIRST.kind, {})
    database.close()
