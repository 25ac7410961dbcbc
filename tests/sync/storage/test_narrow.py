"""The log's narrow rows on SQLite, and the view that everybody else sees."""

from typing import Any, cast

import pytest

from sync.core.ops import OpId
from sync.storage.base import Rows
from sync.storage.port import Unit
from tests.sync.toy import ARU, Database, judged, op, registry

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
NEIGHBOUR = "0f8fad5b-d9cb-469f-a165-708677289511"


@pytest.fixture
def school() -> Database:
    return Database()


def rows(unit: Unit) -> Rows:
    return cast(Rows, unit.store)


def put(school: Database, *records: str) -> None:
    ops = [op(n, writer=ARU, record=record) for n, record in enumerate(records, 1)]
    with school.write() as unit:
        unit.store.append_many([judged(one) for one in ops], registry=registry())


def one(unit: Unit, sql: str, *values: Any) -> Any:
    return rows(unit)._one(sql, values)


def test_an_id_takes_16_bytes_and_a_name_a_number(school: Database) -> None:
    put(school, ID, "term-2026")
    with school.read() as unit:
        ids = rows(unit)._all("SELECT typeof(record), length(record) FROM log ORDER BY id")
        assert ids == [("blob", 16), ("text", 9)]
        assert one(unit, "SELECT typeof(kind), typeof(judge), life FROM log") == (
            "integer", "integer", 1
        )  # fmt: skip


def test_records_that_begin_alike_are_told_apart(school: Database) -> None:
    put(school, NEIGHBOUR, ID, "term-2026", ID)
    with school.read() as unit:
        assert [line.op.seq for line in unit.store.of_record(ID)] == [2, 4]
        assert list(unit.store.records()) == ["term-2026", ID, NEIGHBOUR]
        assert list(unit.store.records(ID)) == [NEIGHBOUR]
        assert list(unit.store.records("term-2026")) == [ID, NEIGHBOUR]


def test_a_record_is_found_in_an_index(school: Database) -> None:
    put(school, ID)
    with school.read() as unit:
        here, values = rows(unit)._of_records([ID, "term-2026"])
        plan = rows(unit)._all(
            f"EXPLAIN QUERY PLAN SELECT o.id FROM operations o WHERE {here}", values
        )
    assert "ix_log_near" in plan[0][3]


def test_a_row_may_be_changed_and_removed_through_the_view(school: Database) -> None:
    put(school, ID, NEIGHBOUR)
    with school.write() as unit:
        rows(unit)._run("UPDATE operations SET reason = 'late', outcome = 'held' WHERE seq = 1")
        rows(unit)._run("DELETE FROM operations WHERE record = ?", (NEIGHBOUR,))

    with school.read() as unit:
        entry = unit.store.get(OpId(ARU, 1, 1))
        assert entry is not None
        assert (entry.verdict.reason, entry.verdict.held) == ("late", True)
        assert entry.op == op(1, writer=ARU, record=ID)
        assert unit.store.get(OpId(ARU, 1, 2)) is None
