"""Attempts: sessions of a lesson, made on one phone or on two, and who sees what of them."""

from collections.abc import Callable
from typing import Any

import pytest

from server.db import db
from server.player.models import AttemptSession
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.player.test_schemas import SESSION


def session(**changes: Any) -> dict[str, Any]:
    return {**SESSION, "completion": "incomplete", "success": "unknown", **changes}


@pytest.fixture
def aru(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.ARU)


def test_a_session_becomes_an_attempt_for_learner_family_and_teachers(
    phone: Callable[[str], Phone], aru: Phone
) -> None:
    cmi = {"cmi.core.lesson_location": "4", "cmi.suspend_data": "p=4;a=1"}
    result = aru.submit("attempt.commit", session(cmi=cmi))

    aru.refresh()
    mine = aru.doc("attempt", result["record"])
    assert (mine["location"], mine["suspend"]) == ("4", "p=4;a=1")
    assert (mine["op"], mine["learner"], mine["at"]) == (
        result["op"],
        cast.ARU,
        "2026-11-23T04:00:00.000Z",
    )
    for reader in (cast.SAULE, cast.MARAT, cast.BOTA):
        phone(reader).refresh()
        theirs = phone(reader).doc("attempt", result["record"])
        assert theirs["score"] == ["83.5", "0", "100"]
        assert not {"location", "suspend"} & theirs.keys()
    for stranger in (cast.DIAS, cast.OLGA, cast.TIMUR):
        phone(stranger).refresh()
        assert phone(stranger).ids("attempt") == set()


def test_a_later_session_goes_on_and_takes_nothing_back(aru: Phone, in_app: None) -> None:
    first = aru.submit("attempt.commit", session(completion="completed", success="passed"))
    second = session(session="s2", score=["40", "0", "100"], cmi={"cmi.core.lesson_location": "2"})
    aru.submit("attempt.commit", second, record=first["record"], base=first["op"])

    aru.refresh()
    attempt = aru.doc("attempt", first["record"])
    assert (attempt["completion"], attempt["success"]) == ("completed", "passed")
    assert attempt["score"] == ["83.5", "0", "100"]
    assert (attempt["session"], attempt["location"]) == ("s2", "2")
    assert db.session.query(AttemptSession).count() == 2


def test_sessions_made_on_two_phones_at_once_both_stay(
    school: School, aru: Phone, in_app: None
) -> None:
    other = school.new_phone(cast.ARU)
    first = aru.submit("attempt.commit", session())
    further = session(session="here", completion="completed", total_time_s=900)
    longer = session(session="there", total_time_s=5_000)
    aru.submit("attempt.commit", further, record=first["record"], base=first["op"])
    there = other.submit("attempt.commit", longer, record=first["record"], base=first["op"])

    assert there["outcome"] != "held"
    aru.refresh()
    assert aru.doc("attempt", first["record"])["session"] == "here"
    assert db.session.query(AttemptSession).count() == 3


def test_a_session_begun_without_the_place_leaves_it_where_it_is(
    school: School, aru: Phone, in_app: None
) -> None:
    place = {"cmi.core.lesson_location": "sco-3"}
    first = aru.submit("attempt.commit", session(cmi=place))
    empty = session(session="there", score=None, total_time_s=3, cmi={})
    school.new_phone(cast.ARU).submit("attempt.commit", empty, record=first["record"])

    aru.refresh()
    attempt = aru.doc("attempt", first["record"])
    assert (attempt["op"], attempt["location"]) == (first["op"], "sco-3")
    assert db.session.query(AttemptSession).count() == 2


def test_nobody_writes_into_somebody_elses_attempt(
    phone: Callable[[str], Phone], aru: Phone
) -> None:
    record = aru.submit("attempt.commit", session())["record"]
    stolen = phone(cast.DIAS).submit("attempt.commit", session(), record=record)
    invented = phone(cast.DIAS).submit("attempt.commit", session(), record=f"{aru.writer}.1.77")

    assert stolen["reason"] == invented["reason"] == "record-not-own"


@pytest.mark.parametrize("person", [cast.MARAT, cast.SAULE, cast.AIZHAN])
def test_only_learners_have_attempts(phone: Callable[[str], Phone], person: str) -> None:
    assert phone(person).submit("attempt.commit", session())["reason"] == "not-a-learner"


def test_the_edition_that_was_played_reaches_the_other_phone_and_the_teacher(
    phone: Callable[[str], Phone], aru: Phone
) -> None:
    played = "ab" * 32
    record = aru.submit("attempt.commit", session(edition=3, manifest=played))["record"]

    for reader in (aru, phone(cast.MARAT)):
        reader.refresh()
        attempt = reader.doc("attempt", record)
        assert (attempt["edition"], attempt["manifest"]) == (3, played)
