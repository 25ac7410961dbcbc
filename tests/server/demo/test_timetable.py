"""The demo's week: every lesson has its teacher once, and the journal stands up to today."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.demo import roster, timetable
from server.journal.models import JournalLesson
from server.planning.models import PlanRow, Slot

WEDNESDAY = date(2026, 11, 18)


@pytest.fixture
def demo(app: Flask) -> Flask:
    with app.app_context():
        roster.write(WEDNESDAY)
        timetable.write(WEDNESDAY)
    return app


def test_nobody_teaches_in_two_places_at_once_and_every_lesson_has_a_teacher(demo: Flask) -> None:
    with demo.app_context():
        slots = db.session.scalars(select(Slot)).all()
        busy = Counter((slot.weekday, slot.bell, who) for slot in slots for who in slot.teachers)
        assert slots
        assert set(busy.values()) == {1}
        assert all(slot.teachers for slot in slots)


def test_the_journal_holds_the_lessons_before_today_and_no_others(demo: Flask) -> None:
    with demo.app_context():
        lessons = db.session.scalars(select(JournalLesson)).all()
        rows = {row.id: row.topic for row in db.session.scalars(select(PlanRow))}
        assert {one.on for one in lessons} == {
            date(2026, 11, day) for day in (9, 10, 11, 12, 13, 16, 17)
        }
        assert all(one.topic == rows[one.plan_row or ""] for one in lessons)
        assert {one.grade for one in lessons if one.class_id == roster.class_id("23")} == {2, 3}
