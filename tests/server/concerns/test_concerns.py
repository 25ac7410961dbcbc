"""Ару tells the school that something is wrong: who reads it, and who must not know."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from server.db import db, write_transaction
from server.erasure import service as erasing
from server.takeout.writing import write
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone

Phones = Callable[[str], Phone]
STAFF = (cast.BOTA, cast.GULNAR, cast.AIZHAN)
NOBODYS = (cast.MARAT, cast.DIAS, cast.SAULE, cast.OLGA)


def tell(phone: Phone, **fields: Any) -> dict[str, Any]:
    whole = {"school": cast.AKBULAQ, "learner": cast.ARU, "what": "hurt", "text": "Ол мені ұрды"}
    nowhere = {"readers": "both", "place": "", "about": ""}
    return phone.submit("concern.raise", {**whole, **nowhere, **fields})


def step(phone: Phone, concern: str, state: str = "looking", **fields: Any) -> dict[str, Any]:
    about = {"school": cast.AKBULAQ, "learner": cast.ARU, "concern": concern}
    return phone.submit("concern.step", {**about, "state": state, "words": "", **fields})


def seen(phone: Phone, kind: str = "concern") -> set[str]:
    phone.refresh()
    return phone.ids(kind)


def test_it_is_read_by_those_who_lead_and_seen_through_by_the_pupil(phone: Phones) -> None:
    aru = phone(cast.ARU)
    record = str(tell(aru, place="lesson", about="zhai-bolshekter")["record"])
    for person in (cast.ARU, *STAFF):
        assert seen(phone(person)) == {record}, person
    told = phone(cast.BOTA).doc("concern", record)
    assert (told["text"], told["place"], told["author"]) == ("Ол мені ұрды", "lesson", cast.ARU)

    step(phone(cast.BOTA), record)
    phone(cast.BOTA).clock.forward(seconds=60)
    step(phone(cast.GULNAR), record, "closed", words="Сөйлестік")
    aru.refresh()
    steps = sorted((aru.doc("concern_step", one) for one in aru.ids("concern_step")), key=str)
    assert {(one["state"], one["words"], one["author"]) for one in steps} == {
        ("looking", "", None),
        ("closed", "Сөйлестік", None),
    }
    phone(cast.AIZHAN).refresh()
    by = {phone(cast.AIZHAN).doc("concern_step", one)["author"] for one in aru.ids("concern_step")}
    assert by == {cast.BOTA, cast.GULNAR}


def test_nobody_else_hears_of_it_not_even_the_family(phone: Phones) -> None:
    concern = str(tell(phone(cast.ARU))["record"])
    step(phone(cast.BOTA), concern)
    for person in NOBODYS:
        assert seen(phone(person)) == seen(phone(person), "concern_step") == set(), person
        page = phone(person).get("/api/v1/changes").get_data(as_text=True)
        assert concern not in page, "not even as something to forget"


def test_a_parent_tells_for_a_child_and_the_child_is_not_told(phone: Phones) -> None:
    record = str(tell(phone(cast.SAULE), what="trouble")["record"])
    assert seen(phone(cast.SAULE)) == seen(phone(cast.BOTA)) == {record}
    assert seen(phone(cast.ARU)) == set()


@pytest.mark.parametrize(
    ("choice", "reading"),
    [("leaders", {cast.GULNAR, cast.AIZHAN}), ("class-teacher", {cast.BOTA})],
)
def test_whoever_it_is_about_need_not_read_it(
    phone: Phones, choice: str, reading: set[str]
) -> None:
    concern = str(tell(phone(cast.ARU), readers=choice)["record"])
    assert {person for person in STAFF if seen(phone(person))} == reading
    for person in STAFF:
        outcome = step(phone(person), concern)["outcome"]
        assert (outcome == "admitted") == (person in reading), person


def test_a_leader_who_is_the_class_teacher_is_passed_over_unless_there_is_nobody_else(
    phone: Phones, school: School
) -> None:
    def roles(*rows: tuple[str, str, str | None, str | None]) -> None:
        with school.app.app_context(), write_transaction():
            for person, name, class_id, until in rows:
                cast.role(person, name, cast.AKBULAQ, class_id, ends_on=until)

    roles((cast.BOTA, "deputy", None, None))
    tell(phone(cast.ARU), readers="leaders")
    assert seen(phone(cast.BOTA)) == set()
    assert len(seen(phone(cast.GULNAR))) == 1

    past = "2026-11-01"
    roles((cast.GULNAR, "director", None, past), (cast.AIZHAN, "admin", None, past))
    assert len(seen(school.new_phone(cast.BOTA))) == 1, "a child is heard by somebody"


def test_a_class_without_a_teacher_of_its_own_is_heard_by_the_leaders(
    phone: Phones, school: School
) -> None:
    with school.app.app_context(), write_transaction():
        cast.role(cast.BOTA, "class_teacher", cast.AKBULAQ, cast.CLASS_5, ends_on="2026-11-01")
    tell(phone(cast.ARU), readers="class-teacher")
    assert len(seen(phone(cast.GULNAR))) == 1
    assert seen(phone(cast.BOTA)) == set()


@pytest.mark.parametrize("person", [cast.DIAS, cast.BOTA, cast.MARAT, cast.OLGA])
def test_nobody_tells_in_anothers_name(phone: Phones, person: str) -> None:
    assert tell(phone(person))["reason"] == "record-not-of-the-learner"


@pytest.mark.parametrize("person", [cast.ARU, *NOBODYS])
def test_only_its_readers_answer(phone: Phones, person: str) -> None:
    concern = str(tell(phone(cast.ARU))["record"])
    assert step(phone(person), concern)["outcome"] == "held"


def test_an_answer_is_about_what_it_names(phone: Phones) -> None:
    concern = str(tell(phone(cast.ARU))["record"])
    assert step(phone(cast.BOTA), "none")["reason"] == "unknown-record"
    other = step(phone(cast.BOTA), concern, learner=cast.DIAS)
    assert other["reason"] == "record-not-of-the-learner"


@pytest.mark.parametrize(
    "fields", [{"text": "ә" * 1001}, {"what": "bomb"}, {"readers": "everybody"}, {"place": "chat"}]
)
def test_a_malformed_one_is_refused(phone: Phones, fields: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="invalid-operation"):
        tell(phone(cast.ARU), **fields)


def test_an_erased_pupil_leaves_neither_it_nor_its_answers(phone: Phones, school: School) -> None:
    concern = str(tell(phone(cast.ARU))["record"])
    step(phone(cast.BOTA), concern, words="Ару, сөйлесейік")
    with school.app.app_context():
        erasing.erase(cast.ARU, "asked")
    for person in STAFF:
        assert seen(phone(person)) == seen(phone(person), "concern_step") == set()


def moved_out(school: School) -> None:
    """Ару is taken off the list of her class: what she tells from then on is held."""
    with school.app.app_context(), write_transaction():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-22")


def shown(school: School, person: str, path: str = "") -> dict[str, Any]:
    """The only item that a leader finds on the attention page, without when it was."""
    (item,) = school.phone(person).get(f"/api/v1/attention{path}").get_json()["items"]
    return dict(item)


NOBODY_KNOWS = dict.fromkeys(("task", "class", "learner", "mark", "text", "course", "name"))


@pytest.mark.parametrize(
    ("choice", "reading"),
    [
        ("both", {cast.GULNAR, cast.AIZHAN, cast.BOTA}),
        ("leaders", {cast.GULNAR, cast.AIZHAN}),
        ("class-teacher", {cast.BOTA}),
    ],
)
def test_a_held_one_is_shown_to_its_readers_and_to_others_without_words_or_name(
    school: School, choice: str, reading: set[str]
) -> None:
    with school.app.app_context(), write_transaction():
        cast.role(cast.BOTA, "deputy", cast.AKBULAQ)
    moved_out(school)
    held = tell(school.phone(cast.ARU), readers=choice)
    assert (held["outcome"], held["reason"]) == ("held", "record-not-of-the-learner")
    for person in STAFF:
        item = shown(school, person)
        whole = json.dumps(item, ensure_ascii=False)
        assert ("ұрды" in whole) is (cast.ARU in whole) is (person in reading), person
        assert (item["op"], item["kind"], item["can_release"]) == (
            held["op"], "concern.raise", False,
        )  # fmt: skip
        if person in reading:
            assert item["hidden"] is False
            assert item["about"]["text"] == "Ол мені ұрды"
            assert item["author"]["id"] == cast.ARU
        else:
            assert (item["hidden"], item["author"]) == (True, None)
            assert item["about"] == NOBODY_KNOWS


def test_who_may_not_read_it_can_let_it_through_unread(school: School, phone: Phones) -> None:
    moved_out(school)
    held = tell(phone(cast.ARU), readers="class-teacher")
    with school.app.app_context(), write_transaction():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5)
    gulnar = phone(cast.GULNAR)
    assert shown(school, cast.GULNAR)["can_release"] is True
    judged = {"decision": "release", "school": cast.AKBULAQ, "reason": "Тізім түзетілді"}
    assert gulnar.submit("operation.judge", judged, record=held["op"])["outcome"] == "admitted"
    assert seen(phone(cast.BOTA)) == {held["record"]}
    assert seen(gulnar) == set()
    settled = shown(school, cast.GULNAR, "/history")
    assert (settled["type"], settled["hidden"], settled["author"]) == ("released", True, None)
    assert settled["about"] == NOBODY_KNOWS
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).doc("judgement", str(held["op"]))["released"] is True


def test_a_held_answer_tells_no_other_leader_whom_it_answers(school: School, phone: Phones) -> None:
    concern = str(tell(phone(cast.ARU), readers="class-teacher")["record"])
    assert step(phone(cast.MARAT), concern, words="Ару")["outcome"] == "held"
    item = shown(school, cast.GULNAR)
    assert (item["hidden"], item["author"], item["about"]) == (True, None, NOBODY_KNOWS)


def test_of_a_phone_from_a_copy_the_other_work_does_not_tell_who_told(
    school: School, phone: Phones
) -> None:
    """A work and a word of hers came under one number: each would say whose the other is."""
    aru, task = phone(cast.ARU), set_task(phone(cast.MARAT))
    op = aru.make("submission.hand_in", work(task, text="Менің жұмысым"))
    word = {
        "school": cast.AKBULAQ, "learner": cast.ARU, "what": "hurt", "text": "Ол мені ұрды",
        "readers": "class-teacher", "place": "", "about": "",
    }  # fmt: skip
    aru.send(op)
    aru.send({**op, "kind": "concern.raise", "fields": word})
    item = shown(school, cast.GULNAR)
    assert item["type"] == "fork"
    for one in (item, item["other"]):
        assert (one["hidden"], one["author"], one["about"]) == (True, None, NOBODY_KNOWS)


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE])
def test_nobody_s_file_has_it(school: School, phone: Phones, person: str) -> None:
    """Leaders take the file, and a child's goes to the family."""
    tell(phone(cast.ARU), readers="class-teacher")
    concern = str(tell(phone(cast.SAULE), what="trouble", text="Ол мені ұрды")["record"])
    step(phone(cast.BOTA), concern, words="Мен сөйлесемін")
    with school.app.app_context():
        file = io.BytesIO()
        write(db.session(), person, file, school.home)
    with zipfile.ZipFile(file) as packed:
        records = packed.read("records.json").decode()
    assert '"person.set"' in records
    assert not any(word in records for word in ("concern", "ұрды", "сөйлесемін"))


def test_the_teacher_of_a_new_class_hears_of_it_with_the_next_step(
    phone: Phones, school: School
) -> None:
    concern = str(tell(phone(cast.ARU))["record"])
    with school.app.app_context(), write_transaction():
        cast.role(cast.MARAT, "class_teacher", cast.AKBULAQ, cast.CLASS_4)
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-22")
        cast.enrol(cast.ARU, cast.CLASS_4, cast.AKBULAQ, 4, starts_on="2026-11-23")
    step(phone(cast.GULNAR), concern)
    assert seen(phone(cast.MARAT)) == {concern}
    assert len(seen(phone(cast.MARAT), "concern_step")) == 1
    assert seen(school.new_phone(cast.BOTA)) == set()
