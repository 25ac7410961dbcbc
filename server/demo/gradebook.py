"""The demo's gradebook: signed marks of earlier terms, points of this one so far, and what is
planned until its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final
from zlib import crc32

from server.assessment.engine import Score
from server.assessment.engine import term as reckoned
from server.assessment.policy import PARTS, Part, presets
from server.db import write_transaction
from server.demo import cast
from server.demo.roster import SCHOOL, class_id, person_id
from server.demo.timetable import calendar
from server.operations.local import submit

_DAILY: Final = 5
"""Days with marks of daily work before today."""
_WORST: Final = 45
"""Percent below which nobody of the demo falls in anything."""


@dataclass(frozen=True)
class _Book:
    place: str
    subject: str
    teacher: str
    sections: tuple[str, str]


_BOOKS: Final = (
    _Book("5a", "mathematics", "marat", ("Жай бөлшек ұғымы", "Бөлшектерді қосу")),
    _Book("5a", "kazakh-language", "bota", ("Сөз таптары", "Менің отбасым")),
    _Book("4a", "mathematics", "marat", ("Деление с остатком", "Задачи на движение")),
)


_GRADE: Final = {one.key: one.grades[0] for one in cast.CLASSES}


@dataclass(frozen=True)
class _Column:
    key: str
    part: str
    title: str
    on: date
    max: int
    tasks: tuple[int, ...] = ()


def term_around(today: date) -> tuple[str, date, date]:
    """The term that the books stand in, «2026-2», with its first and last day: the latest begun."""
    _, first, last = cast.school_year(today)
    terms = calendar(first, last)["terms"]
    begun = [n for n, one in enumerate(terms, 1) if one["starts_on"] <= today.isoformat()] or [1]
    start, end = (
        date.fromisoformat(terms[begun[-1] - 1][name]) for name in ("starts_on", "ends_on")
    )
    return f"{first.year}-{begun[-1]}", start, end


def write(today: date) -> None:
    """Assessments of three books; those before today have their points, one pupil lacks one."""
    _, first, _ = cast.school_year(today)
    term, start, end = term_around(today)
    with write_transaction():
        submit(
            "policy.adopt",
            f"{SCHOOL}~{first.isoformat()}",
            {
                "school": SCHOOL,
                "policy": "kz-national",
                "starts_on": first.isoformat(),
                "pass_subjects": [],
                "half_year_subjects": [],
            },
        )
        for book in _BOOKS:
            for column in _columns(today, start, end, book.sections):
                _write_column(book, term, column, today)
            for earlier in range(1, int(term.partition("-")[2])):
                _sign(book, f"{first.year}-{earlier}")


def _sign(book: _Book, term: str) -> None:
    """The signed marks of a term that is over: the same engine makes them of the pupils' points."""
    policy = presets()["kz-national"]
    for pupil in cast.pupils():
        if pupil.school_class.key != book.place:
            continue
        record = f"{SCHOOL}.book.{book.place}.{book.subject}.{term}"
        parts: tuple[tuple[Part, int], ...] = (("formative", 10), ("section", 20), ("term", 25))
        scores = []
        for part, most in parts:
            (points,) = _points(pupil.login, f"{record}.{part}", most)
            scores.append(Score(part, Fraction(points), Fraction(most)))
        found = reckoned(policy, pupil.grade, scores, frozenset(PARTS))
        learner = person_id(pupil.login)
        submit(
            "term.confirm",
            f"{learner}~{term}~{book.subject}",
            {
                "class": class_id(book.place),
                "subject": book.subject,
                "term": term,
                "learner": learner,
                "grade": pupil.grade,
                "policy": policy.id,
                "scale": "marks",
                "outcome": "mark",
                "percent": str(found.percent),
                "mark": found.mark,
                "inputs": [
                    {
                        "assessment": f"{record}.{one.part}",
                        "part": one.part,
                        "points": str(one.points),
                        "max": int(one.most),
                    }
                    for one in scores
                ],
                "reason": "",
            },
            actor=person_id(book.teacher),
        )


def _columns(today: date, start: date, end: date, sections: tuple[str, str]) -> Iterator[_Column]:
    """In the term, whichever day it is."""
    daily = [today - timedelta(days=n) for n in range(1, 2 * _DAILY, 2)]
    for n, day in enumerate(sorted(daily), start=1):
        yield _Column(f"f{n}", "formative", "", _within(day, start, end), 10)
    yield _Column(
        "s1", "section", sections[0], _within(today - timedelta(days=4), start, end), 20, (4, 6, 10)
    )
    yield _Column("s2", "section", sections[1], _within(today + timedelta(days=12), start, end), 20)
    yield _Column("t", "term", "", _within(end - timedelta(days=6), start, end), 25)


def _within(day: date, start: date, end: date) -> date:
    day = min(max(day, start), end - timedelta(days=1))
    return day - timedelta(days=max(0, day.isoweekday() - 5)) if day > start else day


def _write_column(book: _Book, term: str, column: _Column, today: date) -> None:
    place, subject, teacher = book.place, book.subject, book.teacher
    record = f"{SCHOOL}.book.{place}.{subject}.{column.key}"
    fields: dict[str, Any] = {
        "school": SCHOOL,
        "class": class_id(place),
        "grade": None,
        "subject": subject,
        "term": term,
        "part": column.part,
        "title": column.title,
        "date": column.on.isoformat(),
        "max": column.max,
        "tasks": [
            {"max": most, "objective": f"{_GRADE[place]}.1.2.{n}"}
            for n, most in enumerate(column.tasks, start=4)
        ],
        "objectives": [],
        "assignment": None,
    }
    submit("assessment.set", record, fields, actor=person_id(teacher))
    if column.on >= today:
        return
    pupils = [one for one in cast.pupils() if one.school_class.key == place]
    for n, pupil in enumerate(pupils):
        # One was ill on the day of the section assessment, so that a list of gaps has something.
        points = (
            None
            if column.key == "s1" and n == 3
            else _points(pupil.login, record, *(column.tasks or (column.max,)))
        )
        learner = person_id(pupil.login)
        by_task = [] if points is None else [str(one) for one in points]
        submit(
            "score.give",
            f"{record}~{learner}",
            {
                "assessment": record,
                "learner": learner,
                "outcome": "absent" if points is None else "points",
                "points": None if points is None else str(sum(points)),
                "by_task": by_task if column.tasks else [],
                "comment": "",
            },
            actor=person_id(teacher),
        )


def _points(login: str, record: str, *tasks: int) -> list[int]:
    """The same at every start: a pupil's level, and luck from task to task."""
    level = _WORST + crc32(login.encode()) % (96 - _WORST)
    found = []
    for n, most in enumerate(tasks):
        luck = crc32(f"{record} {login} {n}".encode()) % 21 - 10
        found.append(max(0, min(most, round(most * (level + luck) / 100))))
    return found
