"""The demo's gradebooks stand in their term on whichever day the demo is made."""

from datetime import date
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.demo import gradebook, roster, timetable
from server.gradebook.models import Assessment, Score
from server.gradebook.reading import book_of, term_days
from server.people.models import SchoolClass


@pytest.mark.parametrize(
    ("today", "term"),
    [
        (date(2026, 9, 1), "2026-1"),
        (date(2027, 1, 2), "2026-2"),
    ],
)
def test_assessments_lie_in_the_term_and_only_past_ones_have_points(
    app: Flask, today: date, term: str
) -> None:
    with app.app_context():
        roster.write(today)
        timetable.write(today)
        gradebook.write(today)

        one = db.session.get(SchoolClass, roster.class_id("5a"))
        assert one is not None
        found = db.session.scalars(select(Assessment)).all()
        days = term_days(db.session(), one, term)
        assert days is not None
        assert {row.term for row in found} == {term}
        assert all(days[0] <= row.on < days[1] for row in found)
        past = {row.id: Fraction(row.max) for row in found if row.on < today}
        scores = db.session.scalars(select(Score)).all()
        assert {row.assessment for row in scores} == set(past)
        assert all(Fraction(row.points or 0) <= past[row.assessment] for row in scores)
        book = book_of(db.session(), one, "mathematics", term, today)
        assert len(book.lines) == 24
