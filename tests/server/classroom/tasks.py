"""Tasks, work and marks as people of the cast make them."""

from typing import Any

from tests.server import cast
from tests.server.phone import Phone

WRITTEN = "2026-11-23T04:00:00.000Z"


def set_task(teacher: Phone, **changes: Any) -> str:
    """A task for 5 Ә; its record id."""
    fields = {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "title": "Бөлшектерді салыстыру",
        "instructions": "Дәптерге сал да, суретін жібер.",
        "lesson": None,
        "item": None,
        "due_at": None,
        "max_mark": 10,
        "accepts": ["photo", "text"],
        "files": [],
        **changes,
    }
    result = teacher.submit("assignment.set", fields)
    assert result["outcome"] == "admitted", result
    return str(result["record"])


def work(task: str, **changes: Any) -> dict[str, Any]:
    """Fields of submission.hand_in."""
    return {
        "assignment": task,
        "text": "Жауабы: 2/3 үлкен.",
        "files": [],
        "attempts": [],
        "made_at": WRITTEN,
        **changes,
    }


def mark(task: str, learner: str, value: str = "9", **changes: Any) -> dict[str, Any]:
    """Fields of mark.give."""
    return {
        "assignment": task,
        "learner": learner,
        "submission": None,
        "mark": value,
        "max": 10,
        "comment": "Жарайсың!",
        **changes,
    }


def give(teacher: Phone, task: str, learner: str, value: str = "9", **more: Any) -> dict[str, Any]:
    """One mark, as the app gives it."""
    submission, base = more.pop("submission", None), more.pop("base", None)
    fields = mark(task, learner, value, submission=submission, **more)
    return teacher.submit("mark.give", fields, record=f"{task}~{learner}", base=base)


def see(teacher: Phone, submission: str) -> dict[str, Any]:
    """A teacher opens the work."""
    return teacher.submit("submission.see", {"submission": submission}, record=f"{submission}~seen")
