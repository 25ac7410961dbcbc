"""Rows that a batch writes at its end: whoever reads meanwhile cannot tell."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import exists, func, select, text, update
from sqlalchemy.orm import Session

from server.classroom.models import Mark, Submission, SubmissionFile
from server.db import db, write_transaction
from server.gathering import gathering
from server.hub.applying import apply_all
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, server_port
from server.people.models import Enrolment
from server.rows import put, put_parts, ready, rows_of, table_of
from sync.apply import rebuild
from sync.deferred import take
from sync.frames import codec
from tests.bench.night import Night

_NUMBERS = {
    "lrs_statement": {"n"},
    "lrs_statement_id": {"statement"},
    "lrs_statement_agent": {"statement"},
    "lrs_statement_activity": {"statement"},
}


def mark(record: str, given: str, comment: str = "") -> dict[str, object]:
    return {
        "id": record, "assignment": "esep", "learner": "aru", "submission": None, "mark": given,
        "max": 10, "comment": comment, "author": None, "made_ms": 7, "op": "op", "others": [],
        "contested": False, "central": True, "returned": False, "points": [], "drawing": [],
        "files": [],
    }  # fmt: skip


def enrolment(record: str, starts_on: date | None) -> dict[str, object]:
    return {
        "id": record, "person": "aru", "school": "dala", "class_id": "5a", "grade": 5,
        "starts_on": starts_on, "ends_on": None, "provisional": False,
    }  # fmt: skip


def file(n: int) -> dict[str, object]:
    sha = f"{n:064x}"
    return {"submission": "zhumys", "n": n, "sha256": sha, "name": "ә.jpg", "type": "x", "size": n}


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), write_transaction() as made, gathering(made):
        yield made


def count(session: Session) -> int:
    """Past everybody: what is written by now."""
    return int(session.connection().exec_driver_sql("SELECT count(*) FROM mark").scalar_one())


def test_rows_wait_until_somebody_asks_for_their_table(session: Session) -> None:
    before = count(session)
    for n in range(3):
        put(session, Mark, mark(f"b{n}", "7"))
    session.scalars(select(Submission.id)).all()
    rows_of(session, Submission, ["b1"])
    assert count(session) == before
    assert session.get_one(Mark, "b1").mark == "7"
    assert count(session) == before + 3


@pytest.mark.parametrize("way", ["exists", "text", "change", "ready", "rows"])
def test_every_way_of_asking_finds_them(session: Session, way: str) -> None:
    put(session, Mark, mark("b1", "7"))
    put(session, Mark, mark("b2", "8"))
    if way == "exists":
        assert session.scalar(select(exists().where(Mark.id == "b2")))
    elif way == "text":
        assert session.scalar(text("SELECT mark FROM mark WHERE id = 'b2'")) == "8"
    elif way == "change":
        session.execute(update(Mark).where(Mark.id == "b2").values(mark="9"))
        assert session.scalar(select(Mark.mark).where(Mark.id == "b2")) == "9"
    elif way == "ready":
        query = select(func.count()).select_from(Mark).where(Mark.id.in_(["b1", "b2"]))
        assert ready(session).scalar(query) == 2
    else:
        assert [row.mark for row in rows_of(session, Mark, ["b2"])] == ["8"]


def test_the_last_row_under_a_key_counts_and_an_object_is_read_anew(session: Session) -> None:
    put(session, Mark, mark("b1", "7"))
    held = session.get_one(Mark, "b1")
    put(session, Mark, mark("b1", "8"))
    put(session, Mark, mark("b1", "9", comment="\N{SPARKLES} 'жақсы' {\"\\"))
    put(session, Mark, mark("b2", "5"))
    assert held.mark == "9"
    assert held.comment == "\N{SPARKLES} 'жақсы' {\"\\"
    assert held.others == []


def test_parts_replace_those_that_were_written_and_those_that_wait(session: Session) -> None:
    put_parts(session, SubmissionFile, "submission", "zhumys", [file(1), file(2), file(3)])
    assert len(rows_of(session, SubmissionFile, ["zhumys"], by="submission")) == 3
    put_parts(session, SubmissionFile, "submission", "zhumys", [file(4), file(5)])
    put_parts(session, SubmissionFile, "submission", "zhumys", [file(6)])
    found = rows_of(session, SubmissionFile, ["zhumys"], by="submission")
    assert [row.n for row in found] == [6]


def test_dates_and_nothing_are_kept(session: Session) -> None:
    put(session, Enrolment, enrolment("e1", None))
    put(session, Enrolment, enrolment("e2", date(2026, 9, 1)))
    rows = session.scalars(select(Enrolment.starts_on).where(Enrolment.id.in_(["e1", "e2"])))
    assert set(rows) == {None, date(2026, 9, 1)}


def test_what_fails_writes_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            _put_one_and_fail()
        with write_transaction() as one:
            put(one, Mark, mark("b3", "7"))
            assert one.get(Mark, "b1") is None
            assert one.get_one(Mark, "b3").mark == "7"


def _put_one_and_fail() -> None:
    with write_transaction() as one, gathering(one):
        put(one, Mark, mark("b1", "7"))
        put(one, Mark, mark("b2", str(1 // 0)))


def test_a_night_applied_in_batches_is_the_night_applied_one_by_one(app: Flask) -> None:
    night = Night("mektep").sent(400)
    entries = [entry for frame in night.before for entry in codec.decode(frame).entries]

    def tables() -> dict[str, list[str]]:
        """Rows of all that is projected, but for the numbers that the database gives."""
        found = {}
        for model in catalogue().projections:
            table = table_of(model)
            columns = [c for c in table.columns if c.name not in _NUMBERS.get(table.name, ())]
            found[table.name] = sorted(map(str, db.session.execute(select(*columns)).all()))
        return found

    with app.app_context():
        with ServerUnits([night.school]).write() as unit:
            entries += night.entries
            take(unit.store, catalogue().registry, entries, source=night.node)
        assert apply_all() == len(entries)
        batched = tables()
        db.session.rollback()
        with write_transaction() as session:
            store, port = server_port(session)
            rebuild(store, catalogue().registry, port)
        assert tables() == batched
        named = ("mark", "submission", "submission_file", "file_reference", "person", "assignment")
        assert [name for name in named if not batched[name]] == []
