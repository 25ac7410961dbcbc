"""What a finished attempt says in the learner's record: statements of xAPI. Pure.

Lessons of cmi5 and xAPI speak for themselves, and the app speaks for quizzes; what SCORM, H5P,
pages and films only report to the player is said here in the same words, so that every result of
a learner is found in one place and goes on to other record stores. Single answers are not told:
they travel in the attempt already, and a second time would cost the link ten times the results.
"""

import uuid
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from server import clock
from server.lrs.callers import HOME, account_of
from server.lrs.values import JsonObject
from server.player.results import Score, share

_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, f"{HOME}/attempts")
_VERBS: Final = "http://adlnet.gov/expapi/verbs/"
_TYPES: Final = "http://adlnet.gov/expapi/activities/"
_DISPLAYS: Final = {
    "completed": {"kk-KZ": "аяқталды", "ru-RU": "завершено", "en-US": "completed"},
    "passed": {"kk-KZ": "өтті", "ru-RU": "пройдено", "en-US": "passed"},
    "failed": {"kk-KZ": "өтпеді", "ru-RU": "не пройдено", "en-US": "failed"},
}
_TAGS: Final = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-US"}
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Finished:
    """An attempt that was completed, passed or failed; `at_ms` is when that was told last."""

    id: str
    school: str
    learner: str
    course: str
    course_title: str
    language: str
    item: str
    title: str
    completion: str
    success: str
    score: Score | None
    seconds: int
    at_ms: int


def statements_of(attempt: Finished) -> list[JsonObject]:
    """`completed`, and `passed` or `failed`, each under an id that follows from the attempt: told
    again, by this node after a restore or by another one, it is the same statement."""
    said = []
    if attempt.completion == "completed":
        said.append(_result(attempt, "completed", {"completion": True}))
    if attempt.success in ("passed", "failed"):
        said.append(_result(attempt, attempt.success, {"success": attempt.success == "passed"}))
    return said


def _result(attempt: Finished, verb: str, reached: dict[str, Any]) -> JsonObject:
    result = {**reached, "duration": f"PT{attempt.seconds}S"}
    score = _score(attempt.score)
    if score:
        result["score"] = score
    course = f"{HOME}/courses/{quote(attempt.course, safe='')}"
    item = f"{course}/items/{quote(attempt.item, safe='')}"
    whole = _activity(course, attempt.course_title, attempt.language, "course")
    return {
        "id": str(uuid.uuid5(_NAMESPACE, f"{attempt.id}|{verb}")),
        "actor": account_of(attempt.school, attempt.learner),
        "verb": {"id": _VERBS + verb, "display": _DISPLAYS[verb]},
        "object": _activity(item, attempt.title, attempt.language, "lesson"),
        "result": result,
        "context": {
            "registration": str(uuid.uuid5(_NAMESPACE, attempt.id)),
            "contextActivities": {"grouping": [whole]},
        },
        "timestamp": clock.rfc3339(attempt.at_ms),
    }


def _activity(iri: str, title: str, language: str, kind: str) -> JsonObject:
    definition = {"type": _TYPES + kind, "name": {_TAGS.get(language, language): title}}
    return {"objectType": "Activity", "id": iri, "definition": definition}


def _score(score: Score | None) -> dict[str, Any] | None:
    """As xAPI has it: raw within min and max (xAPI-Data 2.4.5.1); None where it is not."""
    part = share(score)
    if score is None or part is None or not 0 <= part <= 1:
        return None
    names = ("raw", "min", "max")
    numbers = {name: float(one) for name, one in zip(names, score, strict=True) if one is not None}
    return {"scaled": round(float(part), _DIGITS), **numbers}
