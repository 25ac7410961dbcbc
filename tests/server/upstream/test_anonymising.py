"""Ару has left: her figures stay for statistics and lead to nobody, at the school, at the hub, in
what a restore brings back and on a stick."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import db
from server.classroom.models import Mark
from server.erasure import anonymising, service
from server.erasure.pseudonyms import FAMILY_NAME
from server.journal.models import Attendance
from server.library.stores import personal_store
from server.lrs.callers import account_of
from server.lrs.models import Statement
from server.node.restoring import restored
from server.operations.port import log_store
from server.people.models import Enrolment, Person
from server.people.names import listed_name
from server.upkeep import background
from server.upkeep.checking import check
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_erasure import ESSAY, PHOTO, everything
from tests.server.upstream.test_hub_restored import copy_of, put_back
from tests.support.xapi import Client, statement, voiding

COMMENT = "Ару, жарайсың"
NOTE = "анасы телефон соқты"
ANSWER = "менің атым Ару"


def worked(app: Flask, school: Any) -> str:
    """A term of Ару's: work with a photo, a mark, an absence, a played lesson, statements."""
    aru, marat = school.phone(cast.ARU), school.phone(cast.MARAT)
    task = set_task(marat)
    bring(aru, PHOTO)
    made = work(task, text=ESSAY, files=[stated(PHOTO)])
    submission = str(aru.submit("submission.hand_in", made)["record"])
    give(marat, task, cast.ARU, "9", submission=submission, comment=COMMENT)
    lesson = {
        "school": cast.AKBULAQ, "class": cast.CLASS_5, "grade": None, "subject": "mathematics",
        "date": "2026-11-23", "bell": 1, "slot": None, "line": None, "state": "held",
        "reason": "", "topic": "Бөлшек", "plan_row": None, "homework": "",
    }  # fmt: skip
    held = str(marat.submit("journal.record", lesson)["record"])
    absent = {"lesson": held, "learner": cast.ARU, "class": cast.CLASS_5, "code": "ill"}
    set_ = marat.submit("attendance.set", {**absent, "note": NOTE}, record=f"{held}~{cast.ARU}")
    assert set_["outcome"] == "admitted", set_
    played(aru)
    client = Client.with_key(app)
    actor = {**account_of(cast.AKBULAQ, cast.ARU), "name": "Серікбаева Ару"}
    result = {"success": True, "response": ANSWER, "score": {"scaled": 0.8}}
    kept, wrong = client.keep(
        statement(actor=actor, result=result), statement(actor=actor, result=result)
    )
    client.keep(voiding(wrong))
    return kept


def played(aru: Any) -> None:
    fields = {
        "item": "i1", "lesson": "l1", "course": "c1", "edition": 1, "session": "s1",
        "started_at": "2026-11-23T04:00:00.000Z", "completion": "incomplete",
        "success": "unknown", "score": None, "total_time_s": 60,
        "cmi": {"cmi.suspend_data": "бетбелгі: Ару"}, "cmi_blob": None, "manifest": None,
        "answers": [],
    }  # fmt: skip
    first = aru.submit("attempt.commit", fields)
    assert first["outcome"] == "admitted", first
    more = {
        **fields, "session": "s2", "completion": "completed", "success": "passed",
        "score": ["8", "0", "10"], "cmi": None,
        "answers": [["a", "q1", "fill-in", ANSWER, "correct"], ["a", "q2", "choice", "b", "wrong"]],
    }  # fmt: skip
    aru.submit("attempt.commit", more, record=first["record"], base=first["op"])


def leave(app: Flask) -> None:
    with app.app_context():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-22")


def anonymise(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return anonymising.anonymise(cast.ARU, "period-over")


def pseudonym_of(app: Flask) -> str:
    """The one pupil who is called by a number; her figures are all there."""
    with app.app_context():
        session = db.db.session()
        named = select(Person).where(Person.family_name == FAMILY_NAME)
        [person] = session.scalars(named)
        [enrolled] = session.scalars(select(Enrolment).where(Enrolment.person == person.id))
        assert (enrolled.class_id, str(enrolled.ends_on)) == (cast.CLASS_5, "2026-11-22")
        assert person.login is None
        [mark] = session.scalars(select(Mark).where(Mark.learner == person.id))
        assert (mark.mark, mark.author, mark.comment) == ("9", cast.MARAT, "")
        [absence] = session.scalars(select(Attendance).where(Attendance.learner == person.id))
        assert (absence.code, absence.note) == ("ill", "")
        return str(person.id)


def assert_nobody(app: Flask) -> None:
    family, given = cast.NAMES[cast.ARU]
    left = everything(app)
    for trace in (ESSAY, "жарайсың", NOTE, ANSWER, "бетбелгі", listed_name(family, given)):
        assert trace not in left, trace
    with app.app_context():
        session = db.db.session()
        assert session.get(Person, cast.ARU) is None
        for model in (Mark, Attendance):
            assert list(session.scalars(select(model).where(model.learner == cast.ARU))) == []
        assert not personal_store().has(stated(PHOTO)["sha256"])
        found = check(tables=True)
        assert (found.broken, found.lost, found.records) == (0, 0, 0)


def test_her_figures_stay_and_she_is_gone_here_and_above(pair: Pair) -> None:
    school = pair.school
    told = worked(school.app, school)
    leave(school.app)
    assert pair.exchange().error is None
    assert ESSAY in everything(pair.hub)

    done = anonymise(school.app)
    assert pair.exchange().error is None
    with pair.hub.app_context():
        service.remove_files()

    assert done["told_again"] > 0
    assert done["files_removed"] == 1
    pseudonym = pseudonym_of(school.app)
    assert pseudonym_of(pair.hub) == pseudonym
    assert cast.ARU not in pseudonym
    assert_nobody(school.app)
    assert_nobody(pair.hub)

    # Her statement is there for who counts, without her words; what was taken back stays away.
    found = Client.with_key(school.app, by_law=False).find()
    own = [one for one in found if pseudonym in str(one["actor"]) and "answered" in str(one)]
    [kept] = [one for one in own if one["object"]["id"].startswith("https://example.kz")]
    assert kept["id"] != told
    assert kept["result"] == {"success": True, "score": {"scaled": 0.8}}
    assert cast.ARU not in {str(one["actor"].get("account", {}).get("name")) for one in found}
    assert pair.exchange().requests == 1


def test_an_attempt_is_told_again_with_its_sessions(pair: Pair) -> None:
    from server.player.models import Attempt, AttemptAnswer, AttemptSession

    worked(pair.school.app, pair.school)
    leave(pair.school.app)
    anonymise(pair.school.app)
    pseudonym = pseudonym_of(pair.school.app)
    with pair.school.app.app_context():
        session = db.db.session()
        [attempt] = session.scalars(select(Attempt))
        assert (attempt.learner, attempt.completion, attempt.success) == (
            pseudonym, "completed", "passed",
        )  # fmt: skip
        sessions = list(session.scalars(select(AttemptSession)))
        assert sorted(one.session for one in sessions) == ["s1", "s2"]
        assert {one.suspend for one in sessions} == {None}
        answers = {one.question: one.response for one in session.scalars(select(AttemptAnswer))}
        assert answers == {"q1": "", "q2": "b"}


def test_a_restored_copy_comes_to_the_same(pair: Pair) -> None:
    worked(pair.school.app, pair.school)
    leave(pair.school.app)
    pair.exchange()
    copy = copy_of(pair.school.app)
    anonymise(pair.school.app)
    pair.exchange()
    pseudonym = pseudonym_of(pair.hub)
    put_back(pair.school.app, copy)
    with pair.school.app.app_context():
        restored()
    assert ESSAY in everything(pair.school.app)

    assert pair.exchange().error is None
    with pair.school.app.app_context():
        service.remove_files()

    assert pseudonym_of(pair.school.app) == pseudonym
    assert_nobody(pair.school.app)


@pytest.mark.sqlite
def test_a_closed_term_that_has_left_the_log(pair: Pair) -> None:
    """What prunes has a node above it, and that is never a PostgreSQL one."""
    worked(pair.school.app, pair.school)
    leave(pair.school.app)
    assert pair.exchange().error is None
    pair.school.clock.forward(days=180)
    with pair.school.app.app_context():
        background.look()
        pair.school.clock.forward(days=1)
        background.look()
        assert log_store(db.db.session()).count_pruned() >= 3

    anonymise(pair.school.app)
    assert pair.exchange().error is None
    with pair.hub.app_context():
        service.remove_files()

    assert pseudonym_of(pair.hub) == pseudonym_of(pair.school.app)
    assert_nobody(pair.school.app)
    assert_nobody(pair.hub)


def test_who_is_still_at_school_or_never_learnt_is_refused(pair: Pair) -> None:
    with pair.school.app.app_context():
        with pytest.raises(anonymising.StillHere):
            anonymising.anonymise(cast.ARU, "asked")
        with pytest.raises(anonymising.NotALearner):
            anonymising.anonymise(cast.MARAT, "asked")
        with pytest.raises(service.UnknownPerson):
            anonymising.anonymise("nobody", "asked")


def test_a_director_does_it_for_who_has_left(pair: Pair) -> None:
    school, path = pair.school, f"/api/v1/former/{cast.ARU}/nameless"
    worked(school.app, school)
    director, why = school.phone(cast.GULNAR), {"reason": "period-over"}
    here = director.request("POST", path, json=why)
    assert (here.status_code, here.get_json()["type"]) == (409, "/problems/still-at-school")
    leave(school.app)
    query = {"school": cast.AKBULAQ}
    [left] = director.get("/api/v1/former", query_string=query).get_json()["learners"]
    assert left == {
        "id": cast.ARU, "name": "Серікбаева Ару", "class_label": "5 Ә", "left_on": "2026-11-22",
    }  # fmt: skip
    for person, status in ((cast.BOTA, 403), (cast.OLGA, 403), (cast.SAULE, 403)):
        assert school.phone(person).request("POST", path, json=why).status_code == status

    done = director.request("POST", path, json=why)

    assert done.status_code == 200, done.get_data(as_text=True)
    assert done.get_json()["told_again"] >= 5
    pseudonym_of(school.app)
    assert director.get("/api/v1/former", query_string=query).get_json()["learners"] == []
    assert director.request("POST", path, json=why).status_code == 404


def test_joined_records_of_one_child_are_one_again(pair: Pair) -> None:
    worked(pair.school.app, pair.school)
    admin = pair.school.phone(cast.AIZHAN)
    with pair.school.app.app_context():
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-22")
    leave(pair.school.app)
    body = {"kept": cast.DIAS}
    joined = admin.request("PUT", f"/api/v1/people/{cast.ARU}/alias", json=body)
    assert joined.status_code == 204, joined.get_data(as_text=True)

    anonymise(pair.school.app)

    with pair.school.app.app_context():
        assert db.db.session.get(Person, cast.DIAS) is None
        assert db.db.session.get(Person, cast.ARU) is None
        named = select(Person).where(Person.family_name == FAMILY_NAME)
        assert len(list(db.db.session.scalars(named))) == 1
        assert db.db.session.scalar(select(Statement.n).limit(1)) is not None
