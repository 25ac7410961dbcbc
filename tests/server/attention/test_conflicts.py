"""Two words on one thing: both are shown, a person chooses, and the choice stays in a history."""

from typing import Any

from server import db
from server.operations.local import submit
from server.operations.port import log_store
from server.people.models import Person
from sync.storage.port import UPSTREAM
from tests.server import cast
from tests.server.attention.test_held import history, judge, listed
from tests.server.classroom.tasks import give, mark, set_task, work
from tests.server.conftest import School
from tests.server.journal.test_journal import keep, lesson
from tests.server.phone import Phone
from tests.server.planning.plans import set_slot
from tests.server.upstream.conftest import Pair


def disputed(school: School) -> str:
    """Марат gives 7 and Бота 9 without having seen each other's."""
    task = set_task(school.phone(cast.MARAT), title="Бөлшектер")
    give(school.phone(cast.MARAT), task, cast.ARU, "7")
    give(school.phone(cast.BOTA), task, cast.ARU, "9")
    return task


def test_both_marks_are_shown_and_a_director_chooses_one(school: School) -> None:
    task, gulnar = disputed(school), school.phone(cast.GULNAR)
    (item,) = listed(gulnar)
    assert (item["type"], item["record"]) == ("mark", f"{task}~{cast.ARU}")
    assert (item["about"]["task"], item["about"]["learner"]) == ("Бөлшектер", "Серікбаева Ару")
    assert {(s["fields"]["mark"], s["author"]["name"]) for s in item["sides"]} == {
        ("7", "Есенов Марат"),
        ("9", "Сағынова Бота"),
    }
    assert sum(side["standing"] for side in item["sides"]) == 1

    seven = next(s for s in item["sides"] if s["fields"]["mark"] == "7")
    for side in item["sides"]:
        answer = gulnar.submit("mark.give", seven["fields"], record=item["record"], base=side["op"])
        assert answer["outcome"] != "held"

    assert listed(gulnar) == []
    aru = school.phone(cast.ARU)
    aru.refresh()
    doc = aru.doc("mark", item["record"])
    assert (doc["mark"], doc["others"]) == ("7", [])
    (settled,) = history(gulnar)
    assert (settled["type"], settled["by"]["name"]) == ("chosen", "Жақсыбекова Гүлнар")


def test_a_director_gives_no_mark_of_their_own(school: School) -> None:
    task, gulnar = disputed(school), school.phone(cast.GULNAR)
    third = gulnar.submit("mark.give", mark(task, cast.ARU, "8"), record=f"{task}~{cast.ARU}")
    alone = gulnar.submit("mark.give", mark(task, cast.DIAS, "8"), record=f"{task}~{cast.DIAS}")
    assert third["reason"] == alone["reason"] == "not-a-teacher-of-the-class"


def renamed_at_both(pair: Pair) -> None:
    """The hub corrects Ару's name, and the school, which has not heard of it, too."""
    pair.exchange()
    both = {"given_name": "Ару", "login": cast.ARU, "school": cast.AKBULAQ}
    with pair.school.app.app_context():
        submit("person.set", cast.ARU, {**both, "family_name": "Серікбай"})
    pair.school.clock.forward(seconds=60)
    with pair.hub.app_context():
        submit("person.set", cast.ARU, {**both, "family_name": "Серікбайқызы"})
    pair.exchange()


def test_a_name_that_hub_and_school_changed_waits_for_the_school(pair: Pair) -> None:
    renamed_at_both(pair)
    aizhan = pair.school.phone(cast.AIZHAN)
    (item,) = listed(aizhan)
    assert item["type"] == "roster"
    assert [(s["fields"]["family_name"], s["node"], s["standing"]) for s in item["sides"]] == [
        ("Серікбай", False, True),
        ("Серікбайқызы", True, False),
    ]

    body = {"family": item["family"], "record": item["record"], "op": item["sides"][1]["op"]}
    answer = aizhan.request("POST", "/api/v1/attention/choose", json=body)

    assert answer.get_json()["items"] == []
    with pair.school.app.app_context():
        person = db.db.session.get(Person, cast.ARU)
        assert person is not None
        assert person.family_name == "Серікбайқызы"
    pair.exchange()
    with pair.hub.app_context():
        person = db.db.session.get(Person, cast.ARU)
        assert person is not None
        assert person.family_name == "Серікбайқызы"
    again = aizhan.request("POST", "/api/v1/attention/choose", json=body)
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/conflict-over")


def test_nobody_chooses_for_another_school_or_what_is_none(pair: Pair) -> None:
    renamed_at_both(pair)
    aizhan, marat = pair.school.phone(cast.AIZHAN), pair.school.phone(cast.MARAT)
    (item,) = listed(aizhan)
    body = {"family": item["family"], "record": item["record"], "op": "nonsense"}
    choose = "/api/v1/attention/choose"
    assert marat.request("POST", choose, json=body).status_code == 403
    assert aizhan.request("POST", choose, json=body).status_code == 409
    assert aizhan.request("POST", choose, json={**body, "record": "x"}).status_code == 404


def test_a_lesson_written_by_two_is_theirs_to_settle_and_a_leader_s_to_see(school: School) -> None:
    slot = set_slot(school.phone(cast.AIZHAN))
    keep(school.phone(cast.MARAT), slot, topic="Бөлшектер")
    school.clock.forward(seconds=60)
    other = Phone(school.app, school.clock, cast.MARAT, cast.PASSWORD)
    second = other.submit(
        "journal.record", lesson(slot, topic="Теңдеулер"), record=f"{slot}~20261123~1"
    )
    assert second["outcome"] == "admitted"
    gulnar = school.phone(cast.GULNAR)
    (item,) = listed(gulnar)
    assert item["type"] == "written"
    assert [one["fields"]["topic"] for one in item["sides"]] == ["Теңдеулер", "Бөлшектер"]
    judge(gulnar, item["sides"][1]["op"], "dismiss", "Маратпен сөйлестім")
    assert listed(gulnar) == []


def test_a_deputy_chooses_as_the_list_offers(pair: Pair) -> None:
    renamed_at_both(pair)
    with pair.school.app.app_context():
        cast.role(cast.BOTA, "deputy", cast.AKBULAQ)
    bota = pair.school.phone(cast.BOTA)
    (item,) = listed(bota)
    body = {"family": item["family"], "record": item["record"], "op": item["sides"][1]["op"]}
    answer = bota.request("POST", "/api/v1/attention/choose", json=body)
    assert answer.get_json() == {"items": []}


def test_a_mark_is_not_chosen_through_the_roster_s_door(school: School) -> None:
    disputed(school)
    aizhan = school.phone(cast.AIZHAN)
    (item,) = listed(aizhan)
    body = {"family": "mark", "record": item["record"], "op": item["sides"][0]["op"]}
    assert aizhan.request("POST", "/api/v1/attention/choose", json=body).status_code == 403


def test_a_title_that_was_lost_to_a_later_one_is_shown_until_somebody_has_seen_it(
    school: School,
) -> None:
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    task = set_task(marat, title="Бөлшектер")
    marat.submit("assignment.set", {"title": "Жай бөлшектер"}, record=task, base=task)
    school.clock.forward(seconds=30)
    bota.submit("assignment.set", {"title": "Ондық бөлшектер"}, record=task, base=task)
    aizhan = school.phone(cast.AIZHAN)

    (item,) = listed(aizhan)
    assert item["type"] == "merged"
    titles = [side["fields"]["title"] for side in item["sides"]]
    assert titles == ["Ондық бөлшектер", "Жай бөлшектер"]

    judge(aizhan, item["sides"][1]["op"], "dismiss", "Кейінгісі дұрыс")
    assert listed(aizhan) == []
    assert [one["type"] for one in history(aizhan)] == ["dismissed"]


def test_a_lost_title_that_is_written_again_is_lost_no_more(school: School) -> None:
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    task = set_task(marat, title="Бөлшектер")
    marat.submit(
        "assignment.set", {"title": "Жай бөлшектер", "max_mark": 5}, record=task, base=task
    )
    school.clock.forward(seconds=30)
    bota.submit("assignment.set", {"title": "Ондық бөлшектер"}, record=task, base=task)
    aizhan = school.phone(cast.AIZHAN)
    (item,) = listed(aizhan)
    stands, lost = item["sides"]
    assert (stands["lost"], lost["lost"]) == ({}, {"title": "Жай бөлшектер"})

    school.clock.forward(seconds=30)
    result = marat.submit("assignment.set", lost["lost"], record=task, base=stands["op"])

    assert result["outcome"] == "admitted"
    assert listed(aizhan) == []
    assert [(one["type"], one["by"]["id"]) for one in history(aizhan)] == [("chosen", cast.MARAT)]
    marat.refresh()
    document = marat.doc("assignment", task)
    assert (document["title"], document["max_mark"]) == ("Жай бөлшектер", 5)


def test_an_edit_by_somebody_who_had_seen_the_other_is_no_conflict(school: School) -> None:
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    task = set_task(marat, title="Бөлшектер")
    second = marat.submit("assignment.set", {"title": "Жай бөлшектер"}, record=task, base=task)
    bota.submit("assignment.set", {"title": "Ондық бөлшектер"}, record=task, base=second["op"])
    assert listed(school.phone(cast.AIZHAN)) == []


def test_a_phone_that_came_from_a_copy_shows_both_its_works(school: School) -> None:
    aru, task = school.phone(cast.ARU), set_task(school.phone(cast.MARAT))
    op = aru.make("submission.hand_in", work(task, text="Бірінші"))
    aru.send(op)
    aru.send({**op, "fields": work(task, text="Екінші")})
    aizhan = school.phone(cast.AIZHAN)

    (item,) = listed(aizhan)
    assert item["type"] == "fork"
    assert (item["about"]["text"], item["other"]["about"]["text"]) == ("Бірінші", "Екінші")
    judge(aizhan, item["op"], "dismiss", "Арумен сөйлестім")
    assert listed(aizhan) == []


def test_what_the_hub_refuses_is_told_with_its_reason_and_sent_again(pair: Pair) -> None:
    """The hub covers Ақбұлақ and not Дала, whose roster lies in this school's log, too."""
    with pair.school.app.app_context():
        cast.role(cast.AIZHAN, "admin", cast.DALA)
    pair.exchange()
    aizhan = pair.school.phone(cast.AIZHAN)

    groups = [item for item in listed(aizhan) if item["type"] == "refused"]
    assert [group["school"] for group in groups] == [cast.DALA]
    assert groups[0]["reason"] != "unknown"
    assert groups[0]["count"] > 0

    answer: Any = aizhan.request("POST", "/api/v1/attention/retry")
    assert answer.status_code == 200
    with pair.school.app.app_context():
        found = log_store(db.db.session()).first_waiting_priority(UPSTREAM)
    assert found == 0
