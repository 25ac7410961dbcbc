"""What a school has set before somebody's day begins."""

from typing import Any, Final

from server.demo.roster import SCHOOL, class_id
from tests.browser.hands import Hands
from tests.browser.ledger import documents
from tests.browser.schooldays import today
from tests.support.nodes import Node

QUIZ: Final = "Бес минуттық тест"
BY_ITSELF_MS: Final = 90_000
"""A screen that did not come is asked for again by itself, at last once a minute."""


def _choice(number: int, prompt: str, right: str, wrong: str) -> dict[str, Any]:
    words = (("a", right, "1"), ("b", wrong, "0"))
    return {
        "id": f"q{number}",
        "type": "choice",
        "prompt": [prompt],
        "points": "1",
        "shuffle": False,
        "feedback": {"general": [f"Дұрысы: {right}"]},
        "choices": [{"id": one, "text": [text], "share": share} for one, text, share in words],
    }


def give_quiz(school: Node) -> str:
    """Марат gives 5 Ә a quiz of two questions, one attempt, right answers shown: its task."""
    marat = Hands(school.url, "marat")
    common = {"school": SCHOOL, "class": class_id("5a"), "title": QUIZ}
    rules = {
        "mode": "task",
        "attempts": 1,
        "minutes": None,
        "opens_at": None,
        "closes_at": None,
        "shuffle": False,
        "draw": None,
        "answers": "at_once",
    }
    questions = [
        _choice(1, "1/2 мен 1/4: қайсысы үлкен?", "1/2", "1/4"),
        _choice(2, "3/4 + 1/4 неше болады?", "1", "4/8"),
    ]
    about = {"quiz": None, "subject": "mathematics", "language": "kk", "introduction": ""}
    paper = marat.submit(
        "paper.set", {**common, **about, **rules, "parts": 1, "part_1": questions, "files": []}
    )
    assert paper["outcome"] == "admitted", paper
    leads = {"lesson": paper["op"], "item": paper["op"], "course": None, "due_at": None}
    task = marat.submit(
        "assignment.set",
        {**common, **leads, "instructions": "", "max_mark": 2, "accepts": [], "files": []},
    )
    assert task["outcome"] == "admitted", task
    return str(task["op"])


def write_lesson_up(school: Node, topic: str, homework: str) -> None:
    """Марат writes the lesson that runs today (test_journal.lesson_now) into the journal."""
    [slot] = [one for one in documents(school, "marat")["slot"].values() if one["bell"] == 9]
    [line] = slot["lines"]
    day = today().date().isoformat()
    written = Hands(school.url, "marat").submit(
        "journal.record",
        {
            "school": SCHOOL,
            "class": line["class"],
            "grade": line["grade"],
            "subject": line["subject"],
            "date": day,
            "bell": slot["bell"],
            "slot": slot["id"],
            "line": line["n"],
            "state": "held",
            "reason": "",
            "topic": topic,
            "plan_row": None,
            "homework": homework,
        },
        f"{slot['id']}~{day.replace('-', '')}~{line['n']}",
    )
    assert written["outcome"] == "admitted", written
