"""A gradebook as people of the cast keep it: mathematics of 5 Ә in the second term."""

from typing import Any

from tests.server import cast
from tests.server.phone import Phone

TERM = "2026-2"


def assessment(**changes: Any) -> dict[str, Any]:
    """Fields of assessment.set: a section assessment of 20 points."""
    return {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "grade": None,
        "subject": "mathematics",
        "term": TERM,
        "part": "section",
        "title": "Бөлшектер",
        "date": "2026-11-20",
        "max": 20,
        **changes,
    }


def assess(teacher: Phone, **changes: Any) -> str:
    """An assessment; its record id."""
    result = teacher.submit("assessment.set", assessment(**changes))
    assert result["outcome"] == "admitted", result
    return str(result["record"])


def score(of: str, learner: str, points: int | str | None, **changes: Any) -> dict[str, Any]:
    """Arguments of a submit of score.give; no points: absent."""
    fields = {
        "assessment": of,
        "learner": learner,
        "outcome": "absent" if points is None else "points",
        "points": None if points is None else str(points),
        "by_task": [],
        "comment": "",
        **changes,
    }
    return {"fields": fields, "record": f"{of}~{learner}"}


def give(
    teacher: Phone, of: str, learner: str, points: int | str | None, **more: Any
) -> dict[str, Any]:
    """One learner's points; `base` and `at_ms` go with the operation, the rest into its fields."""
    told = {name: more.pop(name) for name in ("base", "at_ms") if name in more}
    return teacher.submit("score.give", **score(of, learner, points, **more), **told)


def confirm(teacher: Phone, learner: str = cast.ARU, **changes: Any) -> dict[str, Any]:
    """term.confirm of a learner with 9 of 10, 18 of 20 and 27 of 30: 90 %, a five."""
    told = {name: changes.pop(name) for name in ("base", "at_ms", "record") if name in changes}
    fields = {
        "class": cast.CLASS_5,
        "subject": "mathematics",
        "term": TERM,
        "learner": learner,
        "grade": 5,
        "policy": "kz-national",
        "scale": "marks",
        "outcome": "mark",
        "percent": "90",
        "mark": 5,
        "inputs": [
            {"assessment": "a", "part": "formative", "points": "9", "max": 10},
            {"assessment": "b", "part": "section", "points": "18", "max": 20},
            {"assessment": "c", "part": "term", "points": "27", "max": 30},
        ],
        "reason": "",
        **changes,
    }
    record = told.pop("record", f"{learner}~{fields['term']}~{fields['subject']}")
    return teacher.submit("term.confirm", fields, record=record, **told)


def lock(leader: Phone, class_id: str = cast.CLASS_5, **changes: Any) -> dict[str, Any]:
    """A leader closes the second term of a class."""
    told = {name: changes.pop(name) for name in ("base",) if name in changes}
    fields = {"school": cast.AKBULAQ, "class": class_id, "term": TERM, "locked": True, **changes}
    return leader.submit("term.lock", fields, record=f"{class_id}~{TERM}", **told)


def confirm_year(teacher: Phone, learner: str = cast.ARU, **changes: Any) -> dict[str, Any]:
    """year.confirm of a learner with 5, 4, 5 and 5 in the four terms: a five."""
    told = {name: changes.pop(name) for name in ("base", "record") if name in changes}
    marks = changes.pop("marks", (5, 4, 5, 5))
    fields = {
        "class": cast.CLASS_5,
        "subject": "mathematics",
        "year": 2026,
        "learner": learner,
        "grade": 5,
        "policy": "kz-national",
        "scale": "marks",
        "outcome": "mark",
        "mark": 5,
        "exam": None,
        "final": 5,
        "terms": [{"term": f"2026-{n}", "mark": mark} for n, mark in enumerate(marks, start=1)],
        "inputs": [],
        "reason": "",
        **changes,
    }
    record = told.pop("record", f"{learner}~2026~{fields['subject']}")
    return teacher.submit("year.confirm", fields, record=record, **told)


def decide(leader: Phone, learner: str = cast.ARU, **changes: Any) -> dict[str, Any]:
    """year.decide: the council promotes a learner of 5 Ә."""
    told = {name: changes.pop(name) for name in ("base", "record") if name in changes}
    fields = {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "learner": learner,
        "year": 2026,
        "decision": "promoted",
        "protocol": "7",
        "date": "2027-05-28",
        "subjects": [],
        **changes,
    }
    record = told.pop("record", f"{learner}~2026")
    return leader.submit("year.decide", fields, record=record, **told)
