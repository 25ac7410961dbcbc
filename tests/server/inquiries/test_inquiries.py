"""A school asks its hub about a pupil; an operator answers; the school sees it."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.console import background, operators
from tests.server import cast
from tests.server.console.conftest import TURKISTAN
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["new_hub", "pair"]

INQUIRIES = "/api/v1/console/inquiries"


def ask(phone: Phone, school: str = cast.AKBULAQ, **more: Any) -> dict[str, Any]:
    told = {name: more.pop(name) for name in ("record", "base") if name in more}
    fields = {
        "school": school,
        "what": "duplicate",
        "about": "Әлия екі рет жазылған",
        "withdrawn": False,
        **more,
    }
    return phone.submit("inquiry.ask", fields, **told)


def listed(operator: Phone, state: str = "open") -> list[dict[str, Any]]:
    answer = operator.get(INQUIRIES, query_string={"state": state})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(answer.get_json()["inquiries"])


def answer(operator: Phone, inquiry: str, outcome: str = "done", words: str = "") -> int:
    """Having read the list just now."""
    lists = [*listed(operator), *listed(operator, "answered")]
    asked, over = {
        one["id"]: (one["asked"], one["answer"] and one["answer"]["op"]) for one in lists
    }.get(inquiry, ("none", None))
    return put(operator, inquiry, asked, over, outcome=outcome, words=words).status_code


def put(
    operator: Phone, inquiry: str, asked: str, over: str | None = None, **said: str
) -> TestResponse:
    body = {"asked": asked, "over": over, "outcome": "done", "words": "", **said}
    return operator.request("PUT", f"{INQUIRIES}/{inquiry}/answer", json=body)


@pytest.fixture
def dana(pair: Pair) -> Phone:
    pair.exchange()
    with pair.hub.app_context():
        for login, region in (("dana", ""), ("serik", TURKISTAN), ("reader", "")):
            made = operators.add(login, "Сейтқали", "Дана", cast.PASSWORD)
            rights = () if login == "reader" else ("roster", "operators")
            operators.grant(made.person, region, "", rights)
        background.complete()
    return pair.phone_at_hub("dana")


def test_a_question_goes_up_and_its_answer_comes_down(pair: Pair, dana: Phone) -> None:
    gulnar = pair.school.phone(cast.GULNAR)
    new = str(ask(gulnar)["record"])
    gulnar.refresh()
    assert gulnar.doc("inquiry", new)["answer"] is None
    pair.exchange()
    (one,) = listed(dana)
    assert (one["school"], one["what"], one["answer"]) == (cast.AKBULAQ, "duplicate", None)

    assert answer(dana, new, "more", "Қай жылы туған?") == 204
    assert listed(dana) == []
    pair.exchange()
    gulnar.refresh()
    said = gulnar.doc("inquiry", new)["answer"]
    assert (said["outcome"], said["words"], said["current"]) == ("more", "Қай жылы туған?", True)

    again = ask(gulnar, about="2014 жылы", record=new, base=gulnar.doc("inquiry", new)["op"])
    assert again["outcome"] == "admitted", again
    pair.exchange()
    (one,) = listed(dana)
    assert (one["about"], one["answer"]["outcome"]) == ("2014 жылы", "more")
    assert answer(dana, new) == 204
    assert [one["id"] for one in listed(dana, "answered")] == [new]
    actions = dana.get("/api/v1/console/actions").get_json()["actions"]
    assert [one["what"] for one in actions] == ["inquiry-answered", "inquiry-answered"]
    assert "жылы" not in str(actions), "the record of deeds repeats no words about a child"


def test_a_question_that_was_changed_is_not_settled_by_an_answer_to_the_former(
    pair: Pair, dana: Phone
) -> None:
    gulnar = pair.school.phone(cast.GULNAR)
    new = str(ask(gulnar, about="Айлинді 5А-ға қосыңыз")["record"])
    pair.exchange()
    (read,) = listed(dana)
    gulnar.refresh()
    again = "Айлин екі рет тұр, біріктіріңіз"
    ask(gulnar, about=again, record=new, base=gulnar.doc("inquiry", new)["op"])
    pair.exchange()

    late = put(dana, new, read["asked"])
    assert (late.status_code, late.get_json()["type"]) == (409, "/problems/inquiry-changed")
    assert late.get_json()["about"] == again
    assert [one["about"] for one in listed(dana)] == [again]
    assert dana.get("/api/v1/console/actions").get_json()["actions"] == []
    assert put(dana, new, late.get_json()["asked"]).status_code == 204
    assert listed(dana) == []


def test_two_operators_do_not_answer_over_each_other_unseen(pair: Pair, dana: Phone) -> None:
    new = str(ask(pair.school.phone(cast.GULNAR))["record"])
    pair.exchange()
    [read] = listed(dana)
    assert put(dana, new, read["asked"], words="Ол 5 Ә-де").status_code == 204

    no = {"outcome": "refused", "words": "Қағаз жоқ"}
    late = put(dana, new, read["asked"], **no)
    assert (late.status_code, late.get_json()["type"]) == (409, "/problems/inquiry-answered")
    answer = late.get_json()["answer"]
    assert (answer["outcome"], answer["words"]) == ("done", "Ол 5 Ә-де")
    assert put(dana, new, read["asked"], answer["op"], **no).status_code == 204
    assert [one["answer"]["words"] for one in listed(dana, "answered")] == ["Қағаз жоқ"]


def test_what_was_taken_back_is_not_answered(pair: Pair, dana: Phone) -> None:
    gulnar = pair.school.phone(cast.GULNAR)
    new = str(ask(gulnar)["record"])
    gulnar.refresh()
    ask(gulnar, withdrawn=True, record=new, base=gulnar.doc("inquiry", new)["op"])
    pair.exchange()
    assert listed(dana) == listed(dana, "answered") == []
    assert answer(dana, new) == 409
    assert answer(dana, "none") == 404


def test_only_leaders_ask_and_see_and_only_their_operators_answer(pair: Pair, dana: Phone) -> None:
    marat, gulnar = pair.school.phone(cast.MARAT), pair.school.phone(cast.GULNAR)
    assert ask(marat)["reason"] == "not-a-leader-of-the-school"
    assert ask(gulnar, cast.DALA)["reason"] == "not-a-leader-of-the-school"
    new = str(ask(gulnar)["record"])
    assert ask(gulnar, record="own-name")["reason"] == "record-not-own"
    for who in (cast.MARAT, cast.BOTA, cast.ARU):
        phone = pair.school.phone(who)
        phone.refresh()
        assert phone.ids("inquiry") == set(), who
    pair.exchange()
    reader, serik = pair.phone_at_hub("reader"), pair.phone_at_hub("serik")
    assert reader.get(INQUIRIES).status_code == 403
    assert listed(serik) == []
    assert answer(serik, new) == 404
    assert len(listed(dana)) == 1
