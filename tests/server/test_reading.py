"""Rows straight from SQLite's driver: what SQLAlchemy would give, and take."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.classroom.models import Mark
from server.db import Model, db, write_transaction
from server.journal.models import JournalLesson
from server.people.models import Enrolment
from server.reading import Question
from server.rows import put, ready, rows_of, table_of
from tests.server.test_gathering import enrolment, mark

pytestmark = pytest.mark.sqlite

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), write_transaction() as made:
        yield made


def by_sqlalchemy(model: type[Model], record: str) -> dict[str, Any]:
    table = table_of(model)
    query = select(table).where(table.c.id == record)
    return dict(db.session.execute(query).mappings().one())


@pytest.mark.parametrize("points", [[], [[1, "2"], {"ә": None}], 7, 2.5, "7", "сөз", None, True])
def test_json_comes_back_as_it_was_put(session: Session, points: Any) -> None:
    put(session, Mark, {**mark("b1", "7"), "points": points})
    (row,) = rows_of(session, Mark, ["b1"])
    assert row.points == points
    assert type(row.points) is type(points)
    assert row._asdict() == by_sqlalchemy(Mark, "b1")


def test_days_and_nothing_come_back_as_they_were_put(session: Session) -> None:
    put(session, Enrolment, enrolment("e1", SEPTEMBER))
    put(session, Enrolment, enrolment("e2", None))
    first, second = rows_of(session, Enrolment, ["e1", "e2"], order="id")
    assert (first.starts_on, second.starts_on) == (SEPTEMBER, None)
    assert second.provisional is False
    assert first._asdict() == by_sqlalchemy(Enrolment, "e1")


def test_a_row_takes_the_place_of_the_one_under_its_key(session: Session) -> None:
    put(session, Mark, mark("b1", "7", "Жақсы"))
    put(session, Mark, mark("b1", "8"))
    (row,) = rows_of(session, Mark, ["b1"])
    assert (row.mark, row.comment) == ("8", "")


def test_a_question_is_asked_with_values_of_any_type(session: Session) -> None:
    table = table_of(Enrolment)
    since = Question(
        select(table.c.id, table.c.starts_on)
        .where(table.c.person == "zhana", table.c.starts_on >= bindparam("day"))
        .order_by(table.c.id)
    )
    put(session, Enrolment, {**enrolment("e1", SEPTEMBER), "person": "zhana"})
    put(session, Enrolment, {**enrolment("e2", date(2025, 9, 1)), "person": "zhana"})
    put(session, Enrolment, {**enrolment("e3", None), "person": "zhana"})
    found = since.rows(ready(session), day=SEPTEMBER)
    assert [(row.id, row.starts_on) for row in found] == [("e1", SEPTEMBER)]
    assert since.rows(ready(session), day=date(2027, 1, 1)) == []


def test_a_damaged_column_is_told_and_not_left_out(session: Session) -> None:
    put(session, Mark, mark("b1", "7"))
    session.connection().exec_driver_sql("UPDATE mark SET points = '[1' WHERE id = 'b1'")
    with pytest.raises(ValueError):
        rows_of(session, Mark, ["b1"])
    assert rows_of(session, JournalLesson, ["b1"]) == []
