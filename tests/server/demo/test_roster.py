"""The demo's people are at school on whichever day it is made, and stay after the last bell."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, or_, select

from server.db import db
from server.demo import cast, roster
from server.people.models import Enrolment, Guardian, Role


@pytest.mark.parametrize(
    "today", [date(2026, 9, 1), date(2027, 1, 2), date(2027, 6, 10), date(2027, 7, 10)]
)
def test_everybody_is_at_school_on_the_first_day_of_the_tour_and_in_summer(
    app: Flask, today: date
) -> None:
    with app.app_context():
        roster.write(today)
        enrolled = db.session.scalar(select(func.count()).select_from(Enrolment)) or 0
        assert enrolled >= sum(one.pupils for one in cast.CLASSES)
        for day in (today, today + timedelta(days=60)):
            assert len(_on(Enrolment, day)) == enrolled
            assert len(_on(Role, day)) >= len(cast.ADULTS)
            assert _on(Guardian, day)


def _on(table: type[Enrolment | Role | Guardian], day: date) -> list[object]:
    ends = table.ends_on
    return list(
        db.session.scalars(
            select(table).where(table.starts_on <= day, or_(ends.is_(None), ends >= day))
        )
    )
