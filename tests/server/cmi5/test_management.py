"""Programs bring courses, launch units and take courses away; each acts for its own school."""

from pathlib import Path

import pytest
from flask import Flask

from content.importer import import_file
from server.library.stores import course_store
from tests.content.cmi5.courses import IRI, block, structure, unit
from tests.server import cast
from tests.server.conftest import School
from tests.support.cmi5 import LEARNER, Lms, package


@pytest.fixture
def lms(app: Flask) -> Lms:
    return Lms.of(app)


def test_a_course_is_told_with_its_units(lms: Lms) -> None:
    course = lms.course(block(unit(attributes='moveOn="Passed" masteryScore="0.5"')), unit("au2"))
    [listed] = lms.call("GET", "courses").get_json()["courses"]
    assert listed == lms.call("GET", f"courses/{course}").get_json()
    assert (listed["title"], listed["publisher_id"]) == ("Таулар", f"{IRI}course")
    first, second = listed["units"]
    assert (first["index"], first["publisher_id"], first["move_on"], first["mastery_score"]) == (
        0,
        f"{IRI}au1",
        "Passed",
        0.5,
    )
    assert (second["index"], second["mastery_score"]) == (1, None)


def test_a_course_structure_alone_is_launched_where_it_lies(lms: Lms) -> None:
    data = structure(unit(url="https://example.org/a.html?x=1"))
    course = lms.send(data, "text/xml").get_json()["id"]
    au = lms.launch(course)
    assert au.url.startswith("https://example.org/a.html?x=1&endpoint=")


def test_a_course_that_is_refused_says_why_in_three_languages(lms: Lms) -> None:
    answer = lms.send(package(unit(url="gone.html")))
    body = answer.get_json()
    assert (answer.status_code, body["code"], body["subject"]) == (
        422,
        "no-launch-file",
        "gone.html",
    )
    assert set(body["messages"]) == {"kk", "ru", "en"}
    assert lms.send(b"# text", "text/markdown").status_code == 415
    assert lms.call("GET", "courses").get_json() == {"courses": []}


def test_a_course_that_was_uploaded_before_is_adopted(app: Flask, lms: Lms, tmp_path: Path) -> None:
    path = tmp_path / "course.zip"
    path.write_bytes(package())
    with app.app_context():
        made = import_file(path, "course.zip", course_store())
    answer = lms.call("POST", "courses/adopt", {"manifest": made.manifest_sha256})
    assert answer.status_code == 201
    assert lms.launch(answer.get_json()["id"]).start().say("experienced").status_code == 204
    assert lms.call("POST", "courses/adopt", {"manifest": "0" * 64}).status_code == 404


def test_what_is_no_cmi5_course_is_not_adopted(app: Flask, lms: Lms, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<!doctype html>")
    with app.app_context():
        made = import_file(path, "page.html", course_store())
    answer = lms.call("POST", "courses/adopt", {"manifest": made.manifest_sha256})
    assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/not-cmi5")


def test_a_registration_tells_how_far_the_learner_is(lms: Lms) -> None:
    au = lms.launch(lms.course(unit(attributes='moveOn="Completed"'), unit("au2"))).start()
    path = f"registrations/{au.registration}"
    assert [one["moved_on"] for one in lms.call("GET", path).get_json()["units"]] == [False, True]
    assert au.say("completed").status_code == 204
    now = lms.call("GET", path).get_json()
    assert now["satisfied"] is True
    assert now["units"][0] == {
        "index": 0,
        "completed": True,
        "passed": False,
        "failed": False,
        "waived": False,
        "moved_on": True,
    }


def test_a_registration_stays_with_its_learner_and_course(lms: Lms) -> None:
    course = lms.course(unit())
    au = lms.launch(course)
    other = {"account": {"homePage": "https://example.kz", "name": "bolat"}}
    for where, actor in ((course, other), (lms.course(unit("au9")), LEARNER)):
        body = {"actor": actor, "registration": au.registration}
        answer = lms.call("POST", f"courses/{where}/units/0/launch", body)
        assert (answer.status_code, answer.get_json()["type"]) == (
            409,
            "/problems/registration-taken",
        )


def test_a_launch_that_makes_no_sense_is_refused(lms: Lms) -> None:
    course = lms.course(unit())
    several: tuple[dict[str, object], ...] = (
        {},
        {"actor": {"mbox": "mailto:aru@example.kz"}},
        {"actor": {**LEARNER, "member": []}},
        {"actor": LEARNER, "mode": "Fast"},
        {"actor": LEARNER, "registration": "7"},
        {"actor": LEARNER, "return_url": "javascript:alert(1)"},
        {"actor": LEARNER, "colour": "red"},
    )
    for body in several:
        answer = lms.call("POST", f"courses/{course}/units/0/launch", body)
        assert answer.status_code == 422, body


def test_a_course_is_taken_away_and_its_statements_stay(lms: Lms) -> None:
    course = lms.course(unit(attributes='moveOn="Passed"'))
    au = lms.launch(course).start()
    assert lms.call("DELETE", f"courses/{course}").status_code == 204
    assert lms.call("GET", f"courses/{course}").status_code == 404
    assert lms.call("GET", f"registrations/{au.registration}").status_code == 404
    assert au.say("experienced").status_code == 401
    assert au.post_fetch()["error-code"] == "3"
    assert lms.verbs(au.registration) == ["launched", "initialized", "abandoned"]


def test_one_school_finds_nothing_of_another_s(app: Flask, lms: Lms) -> None:
    course = lms.course(unit())
    au = lms.launch(course)
    other = Lms.of(app, school=cast.DALA)
    assert other.call("GET", "courses").get_json() == {"courses": []}
    tried = [
        ("GET", f"courses/{course}", None),
        ("DELETE", f"courses/{course}", None),
        ("POST", f"courses/{course}/units/0/launch", {"actor": LEARNER}),
        ("GET", f"registrations/{au.registration}", None),
        ("POST", f"registrations/{au.registration}/units/0/waive", {"reason": "x"}),
        ("POST", f"sessions/{au.session}/abandon", {}),
    ]
    assert [other.call(*one).status_code for one in tried] == [404] * len(tried)
    assert lms.call("GET", f"courses/{course}").status_code == 200


def test_managing_takes_every_right_or_none(app: Flask, school: School) -> None:
    for scopes in (("all/read",), ("statements/write", "state", "profile")):
        assert Lms.of(app, *scopes).call("GET", "courses").status_code == 403
    pupil = school.phone(cast.ARU)
    assert pupil.client.get("/cmi5/courses", headers=pupil.headers).status_code == 403


def test_units_that_are_not_there_are_not_found(lms: Lms) -> None:
    course = lms.course(unit())
    au = lms.launch(course)
    assert (
        lms.call("POST", f"courses/{course}/units/1/launch", {"actor": LEARNER}).status_code == 404
    )
    path = f"registrations/{au.registration}/units/1/waive"
    assert lms.call("POST", path, {"reason": "x"}).status_code == 404
