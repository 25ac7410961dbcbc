"""What a teacher ticked off at the staff room's computer is ticked on their phone."""

from collections.abc import Callable
from typing import Any

import pytest

from server.db import db
from server.erasure import service as erasing
from server.notes import limits
from server.notes.models import OwnNote
from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import assess, give
from tests.server.phone import Phone

Phones = Callable[[str], Phone]


def note(entry: str, value: str | None = "7", name: str = "carried") -> dict[str, Any]:
    return {"name": name, "entry": entry, "value": value}


def say(phone: Phone, *notes: dict[str, Any], since: int = 0) -> dict[str, Any]:
    answer = phone.request("POST", "/api/v1/notes", json={"since": since, "notes": list(notes)})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def test_each_device_hears_of_what_the_other_noted(phone: Phones, school: School) -> None:
    computer, own = phone(cast.MARAT), school.new_phone(cast.MARAT)
    told = say(computer, note("a~aru"), note("a~dias", "9"))
    assert say(own)["notes"] == [note("a~aru"), note("a~dias", "9")]

    # One by one: what the other device says beside it stays, and of one entry the last word counts.
    newer = say(own, note("a~aru", None), note("h", "Жарайсың", "phrase"), since=told["n"])
    heard = say(computer, since=told["n"])
    assert heard["notes"] == [note("a~aru", None), note("h", "Жарайсың", "phrase")]
    assert (heard["n"], heard["more"], heard["reset"]) == (newer["n"], False, False)
    assert say(computer, since=heard["n"])["notes"] == []


def test_many_come_in_pages_and_the_oldest_go(
    phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.notes.service.NOTES_AT_ONCE", 2)
    monkeypatch.setattr("server.notes.service.NOTES_OF_A_PERSON", 3)
    marat = phone(cast.MARAT)
    say(marat, *[note(str(n)) for n in range(5)])
    first = say(marat)
    assert ([one["entry"] for one in first["notes"]], first["more"]) == (["2", "3"], True)
    rest = say(marat, since=first["n"])
    assert ([one["entry"] for one in rest["notes"]], rest["more"]) == (["4"], False)


def test_a_server_that_was_put_back_says_so(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    say(marat, note("a"))
    found = say(marat, since=40)
    assert (found["reset"], found["notes"]) == (True, [note("a")])


def test_nobody_else_reads_it_and_families_note_nothing(phone: Phones) -> None:
    say(phone(cast.MARAT), note("a"))
    assert say(phone(cast.BOTA))["notes"] == []
    for person in (cast.ARU, cast.SAULE):
        body = {"since": 0, "notes": []}
        assert phone(person).request("POST", "/api/v1/notes", json=body).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [{"name": "diary"}, {"entry": ""}, {"entry": "k" * 81}, {"value": "ә" * 4_001}, {"x": 1}],
)
def test_what_is_out_of_shape_is_refused(phone: Phones, wrong: dict[str, Any]) -> None:
    marat = phone(cast.MARAT)
    for notes in ([note("a") | wrong], [note("a")] * (limits.NOTES_AT_ONCE + 1)):
        body = {"since": 0, "notes": notes}
        assert marat.request("POST", "/api/v1/notes", json=body).status_code == 422
    assert say(marat)["notes"] == []


def test_an_erased_learner_is_in_nobodys_notes_and_a_teacher_leaves_none(
    phone: Phones, school: School
) -> None:
    marat = phone(cast.MARAT)
    points = give(marat, assess(marat), cast.ARU, 7)["record"]
    say(marat, note(points), note("a~dias"))
    with school.app.app_context():
        erasing.erase(cast.ARU, "asked")
        assert [one.entry for one in db.session.query(OwnNote)] == ["a~dias"]
        erasing.erase(cast.MARAT, "asked")
        assert db.session.query(OwnNote).count() == 0
