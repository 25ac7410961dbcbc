"""Requirements of cmi5 on an LMS, each test by its number.

What CATAPULT's suite for an LMS leaves out stands here, beside the cases that carry most weight.
"""

import json
from pathlib import Path

import pytest
from flask import Flask

from content.cmi5 import rules
from server.lrs.callers import HOME
from tests.content.cmi5.courses import IRI, block, unit
from tests.server.phone import SchoolClock
from tests.support.cmi5 import CMI5, LEARNER, MOVE_ON, PREFERENCES, SATISFIED, SESSION, Au, Lms

PASSED = 'moveOn="Passed" masteryScore="0.6"'
BOTH = 'moveOn="CompletedAndPassed"'


def rule(answer: object) -> str:
    return str(answer.get_json()["rule"])  # type: ignore[attr-defined]


@pytest.fixture
def au(lms: Lms) -> Au:
    return lms.launch(lms.course(block(unit(attributes=BOTH), unit("au2")))).start()


def test_4_2_0_0_2_an_account_reads_everything_of_every_learner(lms: Lms) -> None:
    course = lms.course(unit())
    other = {"account": {"homePage": "https://example.kz", "name": "bolat"}}
    for actor in (LEARNER, other):
        launched = lms.launch(course, actor=actor).start()
        assert launched.state("PUT", "bookmark", {"page": 1}).status_code == 204
        place = {"activityId": launched.activity, "agent": launched.actor, "stateId": "bookmark"}
        place["registration"] = launched.registration
        assert lms.client.call("GET", "activities/state", place).get_json() == {"page": 1}
    assert len({one["actor"]["account"]["name"] for one in lms.client.find()}) == 2


def test_6_3_0_0_2_nothing_conflicting_is_kept_that_would_have_to_be_voided(
    lms: Lms, au: Au
) -> None:
    batch = [au.statement("completed"), au.statement("passed", score={"raw": 5})]
    answer = au.client.call("POST", "statements", body=batch)
    assert (answer.status_code, rule(answer)) == (403, "9.5.1.0-3")
    assert "completed" not in lms.verbs(au.registration)


def test_8_1_3_0_3_another_learner_is_refused_in_every_request(au: Au) -> None:
    other = {"account": {"homePage": "https://example.kz", "name": "bolat"}}
    assert au.state("GET", "bookmark", agent=other).status_code == 403
    assert au.profile("GET", agent=other).status_code == 403
    changed = au.statement("experienced")
    changed["actor"] = other
    assert au.put(changed).status_code == 403


def test_8_1_4_0_3_another_registration_is_refused_in_every_request(au: Au) -> None:
    other = "ccaf384c-f8d4-4e7a-8304-49af58f0b176"
    assert rule(au.state("GET", "bookmark", registration=other)) == "8.1.4.0-3"
    changed = au.statement("experienced")
    changed["context"]["registration"] = other
    assert rule(au.put(changed)) == "9.6.1.0-1"


def test_8_1_5_0_4_a_unit_keeps_its_activity_id_within_a_registration(lms: Lms) -> None:
    course = lms.course(unit(), unit("au2"))
    first = lms.launch(course)
    again = lms.launch(course, registration=first.registration)
    other = lms.launch(course, 1, registration=first.registration)
    assert first.activity == again.activity != other.activity
    assert IRI not in first.activity
    assert first.session != again.session


def test_8_2_3_the_fetch_address_gives_one_token_and_then_an_error_as_200(lms: Lms) -> None:
    au = lms.launch(lms.course(unit()))
    assert set(au.post_fetch()) == {"auth-token"}
    again = au.post_fetch()
    assert again["error-code"] == "1"
    assert "auth-token" not in again


def test_8_2_1_0_6_no_request_works_before_the_token_is_fetched(lms: Lms) -> None:
    au = lms.launch(lms.course(unit()))
    au.client.authorization = "Basic eDp5"
    assert au.state("GET", "LMS.LaunchData").status_code == 401


def test_9_3_0_0_10_a_session_is_abandoned_once(lms: Lms, au: Au, clock: SchoolClock) -> None:
    clock.forward(seconds=90)
    assert au.say("experienced").status_code == 204
    clock.forward(seconds=3_600)
    for _ in range(2):
        assert lms.call("POST", f"sessions/{au.session}/abandon", {}).status_code == 204
    told = lms.told(au.registration)
    abandoned = [one for one in told if one["verb"]["id"].endswith("abandoned")]
    assert len(abandoned) == 1
    # 9.5.4.2-2: from the launch to the last word of the unit
    assert abandoned[0]["result"]["duration"] == "PT90.00S"
    assert au.say("experienced").status_code == 401


def test_9_3_0_0_10_a_session_that_ended_itself_is_not_abandoned(lms: Lms, au: Au) -> None:
    assert au.say("terminated").status_code == 204
    assert lms.call("POST", f"sessions/{au.session}/abandon", {}).status_code == 204
    assert "abandoned" not in lms.verbs(au.registration)


def test_9_3_6_0_1_a_new_launch_finds_the_open_session_and_abandons_it(lms: Lms, au: Au) -> None:
    course = lms.call("GET", f"registrations/{au.registration}").get_json()["course"]
    again = lms.launch(course, registration=au.registration).start()
    assert au.say("experienced").status_code == 401
    assert again.say("experienced").status_code == 204
    assert lms.verbs(au.registration)[:4] == ["launched", "initialized", "abandoned", "launched"]


def test_9_3_0_0_11_and_9_3_7_0_4_a_unit_is_waived_once_in_a_session_of_its_own(
    lms: Lms, au: Au
) -> None:
    path = f"registrations/{au.registration}/units/0/waive"
    assert lms.call("POST", path, {"reason": "Tested Out"}).status_code == 204
    again = lms.call("POST", path, {"reason": "Tested Out"})
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/already-waived")
    told = lms.told(au.registration)
    [waived] = [one for one in told if one["verb"]["id"].endswith("waived")]
    own = waived["context"]["extensions"][SESSION]
    assert own != au.session
    others = [one for one in told if one["context"]["extensions"][SESSION] == own]
    assert {one["verb"]["id"] for one in others} == {waived["verb"]["id"], SATISFIED}


def test_9_3_8_0_4_nothing_is_taken_after_terminated_not_even_a_repetition(
    lms: Lms, au: Au
) -> None:
    last = au.statement("terminated")
    assert au.put(last).status_code == 204
    for answer in (au.put(last), au.say("experienced"), au.state("GET", "LMS.LaunchData")):
        assert answer.status_code == 401
        assert "Basic" not in answer.headers.get("WWW-Authenticate", "")


def test_a_statement_sent_again_within_its_session_changes_nothing(lms: Lms, au: Au) -> None:
    once = au.statement("completed")
    assert [au.put(once).status_code for _ in range(3)] == [204, 204, 204]
    assert lms.verbs(au.registration).count("completed") == 1


def test_9_3_9_blocks_and_the_course_have_ids_of_their_own_and_one_statement_each(
    lms: Lms,
) -> None:
    inner = block(unit("au2", attributes='moveOn="Completed"'), name="inner")
    course = lms.course(block(unit(attributes=PASSED), inner, name="outer"))
    first = lms.launch(course, 1).start()
    assert first.say("completed").status_code == 204
    second = lms.launch(course, 0, registration=first.registration).start()
    assert second.say("passed", score={"scaled": 0.6}).status_code == 204
    assert second.say("completed").status_code == 204
    told = [one for one in lms.told(first.registration) if one["verb"]["id"] == SATISFIED]
    named = [one["context"]["contextActivities"]["grouping"][0]["id"] for one in told]
    assert named == [f"{IRI}inner", f"{IRI}outer", f"{IRI}course"]
    ids = {one["object"]["id"] for one in told}
    assert len(ids) == 3
    assert not ids & set(named)
    assert [one["object"]["definition"]["type"].rsplit("/", 1)[-1] for one in told] == [
        "block",
        "block",
        "course",
    ]
    # 9.3.9.0-9: with the session of the launch that brought it about
    assert [one["context"]["extensions"][SESSION] for one in told] == [
        first.session,
        second.session,
        second.session,
    ]


def test_9_6_1_1_3_what_needs_nothing_is_satisfied_at_the_registration(lms: Lms) -> None:
    au = lms.launch(lms.course(block(unit())))
    assert lms.verbs(au.registration) == ["satisfied", "satisfied", "launched"]


def test_9_6_3_the_launched_statement_says_how(lms: Lms) -> None:
    written = unit(
        attributes=PASSED,
        url="index.html?x=1#s",
        after="<launchParameters> бір </launchParameters><entitlementKey>k</entitlementKey>",
    )
    au = lms.launch(lms.course(written), mode="Browse", return_url="https://example.kz/back")
    au.open()
    [launched] = lms.told(au.registration)
    said = {
        name.rsplit("/", 1)[-1]: value for name, value in launched["context"]["extensions"].items()
    }
    address = said.pop("launchurl")
    assert said == {
        "sessionid": au.session,
        "launchmode": "Browse",
        "moveon": "Passed",
        "masteryscore": 0.6,
        "launchparameters": "бір",
    }
    assert address.endswith("/index.html?x=1#s")
    assert "fetch=" not in address
    assert au.url.startswith(address.split("?")[0])
    assert au.parameters["x"] == "1"
    # 10.2
    data = dict(au.data)
    context = data.pop("contextTemplate")
    assert data == {
        "launchMode": "Browse",
        "launchMethod": "AnyWindow",
        "launchParameters": "бір",
        "masteryScore": 0.6,
        "moveOn": "Passed",
        "returnURL": "https://example.kz/back",
        "entitlementKey": {"courseStructure": "k"},
    }
    assert context["contextActivities"]["grouping"][0]["id"] == f"{IRI}au1"


def test_10_2_1_0_7_the_template_may_be_added_to_and_not_overwritten(au: Au) -> None:
    changed = au.statement("experienced")
    changed["context"]["contextActivities"]["grouping"] = [{"id": "https://example.kz/mine"}]
    assert rule(au.put(changed)) == "10.2.1.0-7"
    changed["context"]["contextActivities"]["grouping"].append({"id": f"{IRI}au1"})
    assert au.put(changed).status_code == 204


def test_10_2_1_0_5_the_launch_data_is_read_only(au: Au) -> None:
    for method, body in (("PUT", {"x": 1}), ("POST", {"x": 1}), ("DELETE", None)):
        assert rule(au.state(method, "LMS.LaunchData", body)) == "10.2.1.0-5"
    assert rule(au.state("DELETE", None)) == "10.2.1.0-5"
    assert au.state("GET", "LMS.LaunchData").status_code == 200


def test_11_the_preferences_are_the_learner_s_own_and_whole(au: Au) -> None:
    fresh = {"If-None-Match": "*"}
    place = {"profileId": "cmi5LearnerPreferences", "agent": au.actor}
    kept = au.client.call("PUT", "agents/profile", place, body=PREFERENCES, headers=fresh)
    assert kept.status_code == 204
    assert au.profile("GET").get_json() == PREFERENCES
    assert rule(au.profile("PUT", {"languagePreference": "kk"})) == "11.0.0.0-5"


def test_server_and_app_name_learners_and_activities_below_one_address() -> None:
    assert rules.name_of("home") == HOME


def test_13_1_0_0_1_white_space_round_values_is_gone(lms: Lms) -> None:
    course = lms.course(unit(url="\n   index.html \t"))
    assert lms.launch(course).url.split("?")[0].endswith("/index.html")


def test_the_endpoint_takes_a_slash_too_many(au: Au) -> None:
    answer = au.client.call("GET", "/statements", {"registration": au.registration})
    assert answer.status_code == 200


def test_a_unit_reads_the_statements_of_its_registration_alone(lms: Lms, au: Au) -> None:
    lms.launch(lms.course(unit())).start()
    found = au.client.find()
    assert [one["verb"]["id"].rsplit("/", 1)[-1] for one in found] == ["initialized"]
    assert CMI5["id"] != MOVE_ON["id"]


def test_what_was_sent_by_the_newer_version_keeps_the_same_rules(au: Au) -> None:
    newer = au.client.speaking("2.0.0")
    changed = au.statement("experienced")
    changed["timestamp"] = "2026-11-23T04:00:00.000+05:00"
    args = {"statementId": changed["id"]}
    answer = newer.call("PUT", "statements", args, body=changed)
    assert (answer.status_code, rule(answer)) == (403, "9.7.0.0-2")


def test_the_numbers_of_the_rules_are_those_of_the_reference(app: Flask) -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "cmi5.md"
    source = Path(__file__).parents[3] / "content" / "cmi5" / "rules.json"
    written = json.loads(source.read_text(encoding="utf-8"))
    text = page.read_text(encoding="utf-8")
    numbers = {one["rule"] for kind in ("statements", "documents") for one in written[kind]}
    assert {number for number in numbers if number not in text} == set()
