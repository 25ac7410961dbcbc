"""What a pupil was writing, for the phone that comes after the lost one."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.db import db
from server.drafts import limits
from server.drafts.models import DraftCopy
from server.erasure import service as erasing
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone

Phones = Callable[[str], Phone]
TEXT = "Көктемде қар еріп, өзен тасыды. Мен"


def keep(phone: Phone, *drafts: Mapping[str, Any]) -> int:
    return post(phone, *drafts).status_code


def post(phone: Phone, *drafts: Mapping[str, Any]) -> TestResponse:
    return phone.request("POST", "/api/v1/drafts", json={"drafts": list(drafts)})


def draft(task: str, text: str = TEXT, files: int = 0) -> dict[str, Any]:
    return {"assignment": task, "text": text, "files": files}


def found(phone: Phone) -> list[dict[str, Any]]:
    drafts: list[dict[str, Any]] = phone.get("/api/v1/drafts").json["drafts"]  # type: ignore[index]
    return drafts


def test_the_next_phone_gets_what_the_lost_one_had(phone: Phones, school: School) -> None:
    task = set_task(phone(cast.MARAT))
    assert keep(phone(cast.ARU), draft(task, files=2)) == 200
    assert found(school.new_phone(cast.ARU)) == [draft(task, files=2)]


def test_the_latest_counts_and_an_empty_one_is_forgotten(phone: Phones) -> None:
    aru, first, second = phone(cast.ARU), set_task(phone(cast.MARAT)), set_task(phone(cast.MARAT))
    keep(aru, draft(first), draft(second))
    keep(aru, draft(first, f"{TEXT} күлдім."), draft(second, ""))
    assert found(aru) == [draft(first, f"{TEXT} күлдім.")]


def test_two_phones_keep_a_copy_each_and_hear_of_the_others(phone: Phones, school: School) -> None:
    task, own = set_task(phone(cast.MARAT)), phone(cast.ARU)
    mothers = school.new_phone(cast.ARU, "Android 9f9f")
    assert post(own, draft(task)).get_json() == {"drafts": []}
    school.clock.forward(seconds=60)
    assert post(mothers, draft(task, "Қысқа")).get_json() == {"drafts": [draft(task)]}

    # A new phone has the latest; what one of them empties is its own.
    assert found(school.new_phone(cast.ARU)) == [draft(task, "Қысқа"), draft(task)]
    assert post(mothers, draft(task, "")).get_json() == {"drafts": [draft(task)]}
    assert found(own) == [draft(task)]


def test_what_has_been_handed_in_does_not_come_back(phone: Phones, school: School) -> None:
    aru, task = phone(cast.ARU), set_task(phone(cast.MARAT))
    keep(aru, draft(task))
    school.clock.forward(seconds=60)
    aru.submit("submission.hand_in", work(task))
    assert found(aru) == []

    school.clock.forward(seconds=60)
    keep(aru, draft(task, "Екінші рет"))  # it was returned, and is written anew
    assert found(aru) == [draft(task, "Екінші рет")]


def test_nobody_else_reads_or_writes_it(phone: Phones) -> None:
    task = set_task(phone(cast.MARAT))
    keep(phone(cast.ARU), draft(task))
    assert found(phone(cast.DIAS)) == []
    keep(phone(cast.DIAS), draft(task, "Басқа"))
    assert found(phone(cast.ARU)) == [draft(task)]
    for person in (cast.MARAT, cast.BOTA, cast.SAULE):
        assert phone(person).get("/api/v1/drafts").status_code == 403
        assert keep(phone(person), draft(task)) == 403


def test_of_too_many_the_oldest_go(
    phone: Phones, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.drafts.service.DRAFTS_OF_A_PERSON", 2)
    aru, tasks = phone(cast.ARU), [set_task(phone(cast.MARAT)) for _ in range(3)]
    for task in tasks:
        keep(aru, draft(task))
        school.clock.forward(seconds=1)
    assert {one["assignment"] for one in found(aru)} == set(tasks[1:])


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "ә" * 10_001},
        {"files": -1},
        {"files": "2"},
        {"assignment": ""},
        {"surprise": 1},
    ],
)
def test_what_is_out_of_shape_is_refused(phone: Phones, wrong: dict[str, Any]) -> None:
    assert keep(phone(cast.ARU), draft("t") | wrong) == 422
    assert keep(phone(cast.ARU), *[draft("t")] * (limits.DRAFTS_AT_ONCE + 1)) == 422


def test_an_erased_person_leaves_none(phone: Phones, school: School) -> None:
    task = set_task(phone(cast.MARAT))
    keep(phone(cast.ARU), draft(task))
    with school.app.app_context():
        erasing.erase(cast.ARU, "asked")
        assert db.session.query(DraftCopy).count() == 0
