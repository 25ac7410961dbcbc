"""Finished attempts in the record store: told once, by the node that took them in."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from server.db import db
from server.erasure import service as erasure
from server.lrs import reading
from server.lrs.reading import Filter
from server.operations.local import submit
from server.player.models import UntoldAttempt
from server.player.telling import tell_all
from tests.server import cast
from tests.server.library.test_schemas import COURSE
from tests.server.phone import Phone
from tests.server.player.test_schemas import SESSION

VERBS = "http://adlnet.gov/expapi/verbs/"
COURSE_IRI = "https://tirek.invalid/courses/maths5"
ITEM_IRI = f"{COURSE_IRI}/items/maths5-1-1"


def session(**changes: Any) -> dict[str, Any]:
    return {**SESSION, **changes}


def library(kind: str = "scorm12") -> None:
    course = copy.deepcopy(COURSE)
    course["lessons"][0]["items"][0]["format"] = kind
    submit("course.publish", "maths5", course)


def told() -> list[dict[str, Any]]:
    """Every statement of the school, in the order of their coming."""
    db.session.rollback()
    lines = reading.find(db.session(), Filter(cast.AKBULAQ, ascending=True), 100)
    return [line.statement for line in lines]


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(UntoldAttempt)) or 0


def tell() -> int:
    return tell_all(lambda: False)


@pytest.fixture
def aru(phone: Callable[[str], Phone], in_app: None) -> Phone:
    library()
    return phone(cast.ARU)


def test_a_finished_lesson_is_completed_and_passed(aru: Phone) -> None:
    aru.submit("attempt.commit", session())
    assert tell() == 2

    by_verb = {one["verb"]["id"].removeprefix(VERBS): one for one in told()}
    completed, passed = by_verb["completed"], by_verb["passed"]
    assert completed["actor"]["account"] == {
        "homePage": f"https://tirek.invalid/schools/{cast.AKBULAQ}",
        "name": cast.ARU,
    }
    assert completed["object"]["id"] == passed["object"]["id"] == ITEM_IRI
    assert completed["result"] == {
        "completion": True,
        "duration": "PT620S",
        "score": {"scaled": 0.835, "raw": 83.5, "min": 0, "max": 100},
    }
    assert passed["result"]["success"] is True
    assert completed["context"]["contextActivities"]["grouping"][0]["id"] == COURSE_IRI
    assert completed["context"]["registration"] == passed["context"]["registration"]
    assert completed["timestamp"] == "2026-11-23T04:00:00.000Z"


def test_what_was_told_is_not_told_again(aru: Phone) -> None:
    first = aru.submit("attempt.commit", session(success="unknown"))
    assert tell() == 1
    assert tell() == 0
    again = session(session="s2", score=["100", "0", "100"])
    aru.submit("attempt.commit", again, record=first["record"], base=first["op"])

    assert tell() == 1  # that it was passed is new
    verbs = [one["verb"]["id"].removeprefix(VERBS) for one in told()]
    assert sorted(verbs) == ["completed", "passed"]
    assert waiting() == 0


def test_what_was_cut_off_is_told_next_time(aru: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        aru.submit("attempt.commit", session(session=f"s{number}"))
    with monkeypatch.context() as broken:
        broken.setattr("server.lrs.batches.Batch.flush", _no_room)
        with pytest.raises(OSError, match="disk"):
            tell()
    assert (told(), waiting()) == ([], 3)
    assert tell() == 6


def _no_room(_: object) -> None:
    raise OSError("the disk is full")


def test_what_is_not_finished_is_not_told(aru: Phone) -> None:
    aru.submit("attempt.commit", session(completion="incomplete", success="unknown"))
    assert (waiting(), tell()) == (0, 0)


@pytest.mark.parametrize("kind", ["cmi5", "tincan"])
def test_lessons_that_speak_for_themselves_are_not_spoken_for(
    phone: Callable[[str], Phone], in_app: None, kind: str
) -> None:
    library(kind)
    phone(cast.ARU).submit("attempt.commit", session())
    assert (waiting(), tell(), waiting()) == (1, 0, 0)


def test_what_is_no_lesson_of_the_library_is_not_told(
    phone: Callable[[str], Phone], in_app: None
) -> None:
    phone(cast.ARU).submit("attempt.commit", session())
    assert (tell(), told(), waiting()) == (0, [], 0)


def test_of_an_erased_learner_nothing_is_told(aru: Phone) -> None:
    aru.submit("attempt.commit", session())
    erasure.erase(cast.ARU, "asked")
    assert (tell(), waiting()) == (0, 0)
