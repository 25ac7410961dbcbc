"""What a director's look at the whole school costs the box."""

import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask

from server import db
from server.app import create_app
from server.config import Config
from server.db import Model
from server.gradebook.models import TermMark
from server.inspection.overview import overview
from server.journal.models import Attendance, JournalLesson
from server.people.models import Enrolment, SchoolClass
from server.planning.models import Calendar, Slot
from server.rows import table_of
from tests.bench.figures import Figure

SCHOOL: Final = "bench"
CLASSES, LEARNERS = 32, 25  # a support school of 800 pupils
LESSONS_A_DAY, SUBJECTS = 6, 10
FIRST: Final = date(2026, 9, 1)
LAST: Final = date(2026, 10, 30)
TERM: Final = "2026-1"
LOOKS: Final = 5
MOST_MS: Final = 1_000
"""Processor time of one look, at most: a box of two cores goes on answering a class meanwhile."""


def measure(full: bool) -> Iterator[Figure]:
    """`full` changes nothing: a term of a large school is as large as it gets."""
    del full
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        app = _school(Path(folder))
        with app.app_context():
            _fill()
            session = db.db.session()
            lines = overview(session, SCHOOL, (FIRST, LAST), TERM)
            assert len(lines) == CLASSES
            assert all(line.planned and line.present is not None and line.quality for line in lines)
            before = time.process_time()
            for _ in range(LOOKS):
                session.expire_all()
                overview(session, SCHOOL, (FIRST, LAST), TERM)
            spent = (time.process_time() - before) * 1000 / LOOKS
            db.db.session.remove()
            db.db.engine.dispose()
    yield Figure("box.overview_cpu", spent, "ms", f"<={MOST_MS}")


def _school(home: Path) -> Flask:
    app = create_app(Config.load({"TIREK_HOME": str(home), "TIREK_ROLE": "school"}))
    db.upgrade(app)
    return app


def _days() -> list[date]:
    all_days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return [day for day in all_days if day.isoweekday() <= 5]


def _fill() -> None:
    """A term: every lesson held and in the journal, each twentieth pupil missing, marks signed."""
    with db.write_transaction() as session:
        _put(session, Calendar, [_calendar()])
        _put(
            session,
            SchoolClass,
            [
                {
                    "id": f"c{n}",
                    "school": SCHOOL,
                    "label": f"{n % 11 + 1} Ә",
                    "grades": [n % 11 + 1],
                }
                for n in range(CLASSES)
            ],
        )
        _put(
            session,
            Slot,
            [
                _slot(n, weekday, bell)
                for n in range(CLASSES)
                for weekday in range(1, 6)
                for bell in range(1, LESSONS_A_DAY + 1)
            ],
        )
        learners = [
            (f"p{n}.{k}", f"c{n}", n % 11 + 1) for n in range(CLASSES) for k in range(LEARNERS)
        ]
        _put(
            session,
            Enrolment,
            [
                {
                    "id": p,
                    "person": p,
                    "school": SCHOOL,
                    "class_id": c,
                    "grade": g,
                    "provisional": False,
                }
                for p, c, g in learners
            ],
        )
        _put(
            session, TermMark, [_mark(p, c, g, s) for p, c, g in learners for s in range(SUBJECTS)]
        )
        lessons = [
            _lesson(n, day, bell)
            for n in range(CLASSES)
            for day in _days()
            for bell in range(1, LESSONS_A_DAY + 1)
        ]
        _put(session, JournalLesson, lessons)
        _put(session, Attendance, [_missed(one, at) for at, one in enumerate(lessons)])


def _put(session: Any, model: type[Model], rows: list[dict[str, Any]]) -> None:
    session.execute(table_of(model).insert(), rows)


def _calendar() -> dict[str, Any]:
    bells = [
        {"n": n, "starts": f"{7 + n:02}:00", "ends": f"{7 + n:02}:40"}
        for n in range(1, LESSONS_A_DAY + 1)
    ]
    return {
        "id": "calendar", "school": SCHOOL, "name": "2026/2027", "grades": [],
        "weekdays": [1, 2, 3, 4, 5],
        "terms": [{"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat()}],
        "holidays": [], "moved": [], "bells": bells, "op": "x",
    }  # fmt: skip


def _slot(n: int, weekday: int, bell: int) -> dict[str, Any]:
    subject = _subject(weekday, bell)
    line = {"n": 1, "class": f"c{n}", "grade": None, "subject": subject, "group": None}
    return {
        "id": _slot_id(n, weekday, bell), "school": SCHOOL, "weekday": weekday, "bell": bell,
        "lines": [line], "teachers": [f"t{n}"], "room": "", "op": "x",
    }  # fmt: skip


def _subject(weekday: int, bell: int) -> str:
    return f"s{(weekday * LESSONS_A_DAY + bell) % SUBJECTS}"


def _slot_id(n: int, weekday: int, bell: int) -> str:
    return f"slot{n}.{weekday}.{bell}"


def _lesson(n: int, day: date, bell: int) -> dict[str, Any]:
    slot = _slot_id(n, day.isoweekday(), bell)
    at = int(datetime(day.year, day.month, day.day, 15, tzinfo=ZoneInfo("Asia/Almaty")).timestamp())
    return {
        "id": f"{slot}~{day:%Y%m%d}~1", "school": SCHOOL, "class_id": f"c{n}", "grade": None,
        "subject": _subject(day.isoweekday(), bell), "on": day, "bell": bell, "slot": slot,
        "line": 1, "state": "held", "reason": "", "topic": "Тақырып", "plan_row": None,
        "homework": "", "author": f"t{n}", "made_ms": at * 1000, "seen_ms": at * 1000, "op": "x",
        "others": [], "contested": False,
    }  # fmt: skip


def _missed(lesson: dict[str, Any], at: int) -> dict[str, Any]:
    learner = f"p{lesson['class_id'][1:]}.{at % LEARNERS}"
    return {
        "id": f"{lesson['id']}~{learner}", "lesson": lesson["id"], "class_id": lesson["class_id"],
        "learner": learner, "code": "ill", "note": "", "author": None, "made_ms": 0, "op": "x",
    }  # fmt: skip


def _mark(person: str, class_id: str, grade: int, subject: int) -> dict[str, Any]:
    return {
        "id": f"{person}~{TERM}~s{subject}", "class_id": class_id, "subject": f"s{subject}",
        "term": TERM, "learner": person, "grade": grade, "policy": "kz-2026", "scale": "marks",
        "outcome": "mark", "percent": "70", "mark": 3 + (len(person) + subject) % 3, "inputs": [],
        "reason": "", "author": None, "made_ms": 0, "op": "x", "former": [], "others": [],
        "contested": False,
    }  # fmt: skip
