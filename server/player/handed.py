"""A quiz as its learner handed it in: every answer whole, for those who read and mark it.

The answers of an attempt (`server.player.answers`) are cut to a page and written as SCORM writes
them. A quiz keeps its own state in the suspend data (pwa/src/player/quiz/state.ts), and from that
the app draws the questions as the learner answered them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from content.limits import MAX_QUIZ_QUESTIONS
from server.errors import Problem
from server.player.models import Attempt, AttemptSession
from server.player.snapshots import model_in_file

_FORM: Final = 1
_STATE: Final = "cmi.suspend_data"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """`seed` decides the order of what was shuffled; `answers` are by the id of their question, in
    the shapes of `content.quiz_scoring`. `times` say when, by the phone's clock: `began` and
    `ended` in unix ms, `ahead` in ms of the school's clock or null where nobody had compared."""

    seed: int
    answers: Mapping[str, Any]
    times: Mapping[str, int | None] | None = None


def handed_in(session: Session, attempt: Attempt) -> tuple[HandedIn | None, bool]:
    """What stands in the attempt as handed in, and whether its file is still on its way here.

    None for lessons that are no quiz, and while the learner still works on it.
    """
    head = session.get_one(AttemptSession, attempt.head)
    if head.cmi_blob is None:
        return read_state(head.suspend), False
    try:
        model = model_in_file(session, head.cmi_blob, head.learner)
    except Problem as missing:
        return None, missing.type == "file-not-here"
    return read_state(model.get(_STATE) if isinstance(model, Mapping) else None), False


def read_state(text: object) -> HandedIn | None:
    """The state of a quiz in suspend data, which any content may have written."""
    try:
        state = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(state, dict) or state.get("quiz") != _FORM or state.get("done") is not True:
        return None
    seed, answers = state.get("seed"), state.get("answers")
    if not isinstance(answers, dict) or len(answers) > MAX_QUIZ_QUESTIONS:
        return None
    known = {question: given for question, given in answers.items() if _is_answer(given)}
    return HandedIn(seed if type(seed) is int else 0, known, _times(state.get("times")))


def _times(stated: object) -> Mapping[str, int | None] | None:
    if not isinstance(stated, dict) or type(stated.get("began")) is not int:
        return None
    names = ("began", "ended", "ahead")
    return {name: stated[name] if type(stated.get(name)) is int else None for name in names}


def _is_answer(given: object) -> bool:
    if isinstance(given, list):
        return all(isinstance(one, str) for one in given)
    if isinstance(given, dict):
        return all(isinstance(one, str) for one in given.values())
    return isinstance(given, str)
