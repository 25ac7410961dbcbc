"""The lists: who is there, who never got in, lost phones, newcomers, two records of one child."""

from typing import Any

import pytest

from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.player.test_attempts import session
from tests.server.uploads.sending import bring, stated

HANDED_IN = {"text": "24", "files": [], "attempts": [], "made_at": "2026-11-23T04:00:00.000Z"}


def listed(school: School, who: str, of: str = cast.AKBULAQ) -> dict[str, Any]:
    answer = school.phone(who).get(f"/api/v1/people?school={of}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["id"]: one for one in answer.get_json()["people"]}


def in_class(school: School, who: str, class_id: str = cast.CLASS_5) -> dict[str, Any]:
    answer = school.phone(who).get(f"/api/v1/classes/{class_id}/people")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["id"]: one for one in answer.get_json()["people"]}


def newcomer(school: School, who: str = cast.BOTA, **more: Any) -> dict[str, Any]:
    body = {"family_name": "Ахметов", "given_name": "Нұрлан", "way": "password", **more}
    answer = school.phone(who).request(
        "POST", f"/api/v1/classes/{more.pop('class_id', cast.CLASS_5)}/newcomers", json=body
    )
    assert answer.status_code == 201, answer.get_data(as_text=True)
    (card,) = answer.get_json()["cards"]
    found: dict[str, Any] = card
    return found


def test_the_admin_sees_everybody_and_who_never_got_in(school: School) -> None:
    school.phone(cast.ARU)
    people = listed(school, cast.AIZHAN)

    assert set(people) == set(cast.EVERYBODY) - {cast.TIMUR, cast.OLGA}
    assert people[cast.ARU]["seen_at"] is not None
    assert people[cast.DIAS]["seen_at"] is None
    assert [p["role"] for p in people[cast.SAULE]["places"]] == ["parent"]
    assert people[cast.BOTA]["places"][0]["class_label"] == "5 Ә"


def test_lists_are_for_those_who_answer_for_them(school: School) -> None:
    assert school.phone(cast.BOTA).get(f"/api/v1/people?school={cast.AKBULAQ}").status_code == 403
    assert school.phone(cast.AIZHAN).get(f"/api/v1/people?school={cast.DALA}").status_code == 403
    assert school.phone(cast.ARU).get(f"/api/v1/classes/{cast.CLASS_5}/people").status_code == 403
    assert school.phone(cast.MARAT).get(f"/api/v1/classes/{cast.CLASS_5}/people").status_code == 403
    assert set(in_class(school, cast.BOTA)) == {cast.ARU, cast.DIAS, cast.SAULE}


def test_a_lost_phone_is_signed_out_and_the_others_stay(school: School) -> None:
    lost, tablet = school.phone(cast.ARU), school.new_phone(cast.ARU)
    bota = school.phone(cast.BOTA)
    path = f"/api/v1/people/{cast.ARU}/devices"
    rows = bota.get(path).get_json()["devices"]
    assert len(rows) == 2

    assert bota.request("DELETE", f"{path}/{rows[-1]['id']}").status_code == 204

    assert lost.get("/api/v1/me").status_code == 401
    assert tablet.get("/api/v1/me").status_code == 200
    assert len(bota.get(path).get_json()["devices"]) == 1
    wrong = f"/api/v1/people/{cast.DIAS}/devices/{rows[0]['id']}"
    assert bota.request("DELETE", wrong).status_code == 404, "it is another pupil's"
    assert school.phone(cast.MARAT).get(path).status_code == 403


class TestNewcomers:
    def test_a_child_learns_at_once_and_is_provisional(self, school: School) -> None:
        card = newcomer(school)

        child = Phone(school.app, school.clock, card["login"], card["password"])
        child.refresh()
        assert ("class", cast.CLASS_5) in child.records
        assert in_class(school, cast.BOTA)[card["person"]]["provisional"] is True

    def test_the_office_confirms_and_a_class_teacher_cannot(self, school: School) -> None:
        person = newcomer(school)["person"]
        path = f"/api/v1/people/{person}/confirmation"
        assert school.phone(cast.BOTA).request("PUT", path).status_code == 403

        assert school.phone(cast.AIZHAN).request("PUT", path).status_code == 204

        row = in_class(school, cast.BOTA)[person]
        assert (row["provisional"], row["places"][0]["grade"]) == (False, 5)
        assert row["login"] == "nurlan.a"

    def test_two_of_one_name_get_two_logins(self, school: School) -> None:
        assert newcomer(school)["login"] == "nurlan.a"
        assert newcomer(school)["login"] == "nurlan.a2"

    def test_a_multi_grade_class_asks_for_the_grade(self, school: School) -> None:
        body = {"family_name": "Ахметов", "given_name": "Нұрлан", "way": "pin"}
        path = f"/api/v1/classes/{cast.CLASS_23}/newcomers"
        aizhan = school.phone(cast.AIZHAN)
        assert aizhan.request("POST", path, json=body).status_code == 422
        assert aizhan.request("POST", path, json={**body, "grade": 5}).status_code == 422
        assert aizhan.request("POST", path, json={**body, "grade": 3}).status_code == 201

    @pytest.mark.parametrize("name", ["", "=1+1", "12", " "])
    def test_what_is_no_name_is_refused(self, school: School, name: str) -> None:
        body = {"family_name": name, "given_name": "Нұрлан", "way": "card"}
        path = f"/api/v1/classes/{cast.CLASS_5}/newcomers"
        assert school.phone(cast.BOTA).request("POST", path, json=body).status_code == 422


class TestTwoRecordsOfOneChild:
    def join(self, school: School, one: str, kept: str, who: str = cast.BOTA) -> int:
        path = f"/api/v1/people/{one}/alias"
        return school.phone(who).request("PUT", path, json={"kept": kept}).status_code

    def test_both_ways_in_lead_to_one_child_who_sees_the_work_of_both(self, school: School) -> None:
        card = newcomer(school)
        double = Phone(school.app, school.clock, card["login"], card["password"])
        bota = school.phone(cast.BOTA)
        task = bota.submit(
            "assignment.set",
            {"class": cast.CLASS_5, "title": "Есеп", "accepts": ["text"], "school": cast.AKBULAQ},
        )["record"]
        work = double.submit("submission.hand_in", {**HANDED_IN, "assignment": task})
        aru = school.phone(cast.ARU)
        aru.refresh()
        assert aru.ids("submission") == set()

        assert self.join(school, card["person"], cast.ARU) == 204

        aru.refresh()
        bota.refresh()
        assert aru.ids("submission") == {work["record"]}
        assert bota.doc("alias", card["person"])["kept"] == cast.ARU
        given = bota.submit(
            "mark.give",
            {
                "assignment": task,
                "learner": cast.ARU,
                "submission": work["record"],
                "mark": "9",
                "max": 10,
                "comment": "",
            },
            record=f"{task}~{cast.ARU}",
        )
        assert given.get("reason") is None, given
        again = Phone(school.app, school.clock, card["login"], card["password"])
        assert again.person == cast.ARU
        assert in_class(school, cast.BOTA)[card["person"]]["kept"] == cast.ARU

    def test_work_under_way_goes_on_and_what_waits_under_the_second_is_taken(
        self, school: School
    ) -> None:
        card = newcomer(school)
        double = Phone(school.app, school.clock, card["login"], card["password"])
        begun = double.submit("attempt.commit", session(cmi={"cmi.location": "page1"}))
        dias = school.phone(cast.DIAS)
        assert self.join(school, card["person"], cast.ARU) == 204

        aru = Phone(school.app, school.clock, card["login"], card["password"])
        assert (aru.person, aru.session["also"]) == (cast.ARU, [card["person"]])
        aru.refresh()
        assert aru.doc("attempt", begun["record"])["location"] == "page1"
        address = f"/api/v1/attempts/{begun['record']}/snapshot"
        assert aru.get(address).get_json()["cmi"] == {"cmi.location": "page1"}
        assert dias.get(address).status_code == 404
        school.clock.forward(seconds=60)
        further = session(session="s2", cmi={"cmi.location": "page2"}, completion="completed")
        done = aru.submit("attempt.commit", further, record=begun["record"], base=begun["op"])
        assert done["outcome"] == "admitted", done
        strange = dias.submit("attempt.commit", further, record=begun["record"], base=done["op"])
        assert (strange["outcome"], strange["reason"]) == ("held", "record-not-own")

        # A photo and a hand-in wait on the phone, under the writer of the second record.
        photo = bytes(range(256))
        waits = {**HANDED_IN, "files": [stated(photo)], "assignment": "elsewhere.task"}
        operation = double.make("submission.hand_in", waits)
        body = {"writer": double.writer, "epoch": 1, "operations": [operation]}
        bring(aru, photo)
        assert dias.request("POST", "/api/v1/operations", json=body).status_code == 403
        answer = aru.request("POST", "/api/v1/operations", json=body)
        assert answer.get_json()["results"][0]["outcome"] == "admitted", answer.get_json()
        aru.refresh()
        work = aru.doc("submission", operation["record"])
        assert (work["learner"], work["files"][0]["state"]) == (card["person"], "here")

    def test_it_can_be_taken_back(self, school: School) -> None:
        card = newcomer(school)
        assert self.join(school, card["person"], cast.ARU) == 204
        bota = school.phone(cast.BOTA)
        bota.refresh()

        path = f"/api/v1/people/{card['person']}/alias"
        assert bota.request("DELETE", path).status_code == 204

        bota.refresh()
        assert bota.ids("alias") == set()
        again = Phone(school.app, school.clock, card["login"], card["password"])
        assert again.person == card["person"]

    def test_pairs_do_not_become_chains(self, school: School) -> None:
        assert self.join(school, cast.DIAS, cast.DIAS) == 409
        assert self.join(school, cast.DIAS, cast.ARU) == 204
        first = newcomer(school)["person"]
        assert self.join(school, first, cast.DIAS) == 409
        assert self.join(school, cast.ARU, first) == 409

    def test_only_who_answers_for_both(self, school: School) -> None:
        assert self.join(school, cast.DIAS, cast.ERASYL) == 403
        assert self.join(school, cast.DIAS, cast.ARU, cast.MARAT) == 403
