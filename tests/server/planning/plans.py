"""Timetables and plans as people of the cast make them."""

from typing import Any

from tests.server import cast
from tests.server.phone import Phone

MONDAY = "2026-11-23"


def line(n: int = 1, class_id: str = cast.CLASS_5, grade: int | None = None, **more: Any) -> Any:
    """A line of a slot."""
    return {"n": n, "class": class_id, "grade": grade, "subject": "mathematics", **more}


def slot(**changes: Any) -> dict[str, Any]:
    """Mathematics in 5 Ә, on Mondays, the second lesson."""
    return {
        "school": cast.AKBULAQ,
        "weekday": 1,
        "bell": 2,
        "lines": [line()],
        "teachers": [cast.MARAT],
        "room": "12",
        "starts_on": None,
        "ends_on": None,
        **changes,
    }


def set_slot(leader: Phone, **changes: Any) -> str:
    """A lesson of the timetable; its record id."""
    result = leader.submit("timetable.set", slot(**changes))
    assert result["outcome"] == "admitted", result
    return str(result["record"])


def row(**changes: Any) -> dict[str, Any]:
    """One row of the plan of mathematics in 5 Ә."""
    return {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "grade": None,
        "subject": "mathematics",
        "position": 1024,
        "hours": 2,
        "section": "Жай бөлшектер",
        "topic": "Бөлшектерді салыстыру",
        "objectives": ["5.1.2.4"],
        "homework": "№ 214",
        "resources": [{"text": "Оқулық, 58-бет"}],
        "summative": "none",
        **changes,
    }


def substitute(slot_id: str, person: str, **changes: Any) -> dict[str, Any]:
    """Arguments of `submit` for a substitution on Monday."""
    fields = {"school": cast.AKBULAQ, "slot": slot_id, "date": MONDAY, "substitute": person}
    return {
        "fields": {**fields, "reason": "ауырып қалды", **changes},
        "record": f"{slot_id}~20261123",
    }
