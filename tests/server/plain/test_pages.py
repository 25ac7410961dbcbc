"""A phone that runs no script: log in, read a task, hand in a text and a photo, see the mark."""

import html
import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.plain.words import WORDS
from tests.server import cast
from tests.server.classroom.tasks import give, set_task
from tests.server.conftest import School

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 200


class OldPhone:
    """Fills in forms: every page is the answer to a POST, and nothing is kept but the page."""

    def __init__(self, school: School) -> None:
        self.client = school.app.test_client(use_cookies=False)
        self.token = ""

    def post(self, path: str, **fields: Any) -> str:
        answer = self.answer(path, **fields)
        page = html.unescape(answer.get_data(as_text=True))
        if found := re.search(r'name="token" value="([^"]+)"', page):
            self.token = found[1]
        return page

    def answer(self, path: str, **fields: Any) -> TestResponse:
        data = {"lang": "ru", **({"token": self.token} if self.token else {}), **fields}
        answer = self.client.post(path, data=data, content_type="multipart/form-data")
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<script" not in answer.get_data(as_text=True)
        return answer

    def log_in(self, login: str = cast.ARU) -> str:
        return self.post("/plain/tasks", login=login, password=cast.PASSWORD)


def test_every_text_is_there_in_every_language() -> None:
    assert set(WORDS["kk"]) == set(WORDS["ru"]) == set(WORDS["en"])


def test_a_pupil_reads_a_task_and_hands_in_a_text_and_a_photo(school: School) -> None:
    marat = school.phone(cast.MARAT)
    task = set_task(marat, accepts=["text", "photo"], due_at="2026-11-30T19:30:00.000Z")
    phone = OldPhone(school)
    assert "/plain/tasks" in phone.client.get("/plain?lang=kk").get_data(as_text=True)
    listed = phone.log_in()
    assert task in listed
    # Half past midnight at the school.
    assert f"{WORDS['ru']['due']}: 2026-12-01" in listed

    opened = phone.post("/plain/task", task=task)
    assert WORDS["ru"]["answer"] in opened
    assert f"<p> — {WORDS['ru']['due']}: 2026-12-01</p>" in opened
    said = phone.post(
        "/plain/hand-in", task=task, text="Үш <b>тік</b>", photo=(io.BytesIO(PNG), "дәптер.png")
    )

    assert WORDS["ru"]["handed"] in said
    marat.refresh()
    (work,) = [one for (kind, _), one in marat.records.items() if kind == "submission"]
    assert (work["text"], work["learner"]) == ("Үш <b>тік</b>", school.phone(cast.ARU).person)
    assert [(one["type"], one["size"]) for one in work["files"]] == [("image/png", len(PNG))]
    raw = phone.answer("/plain/task", task=task).get_data(as_text=True)
    assert "&lt;b&gt;" in raw
    assert WORDS["ru"]["done"] in phone.post("/plain/tasks")

    again = phone.post("/plain/hand-in", task=task, text="Толығырақ")
    assert WORDS["ru"]["handed"] in again


def test_what_the_teacher_gave_back_is_owed_again_until_it_is_handed_in(school: School) -> None:
    marat = school.phone(cast.MARAT)
    task = set_task(marat, due_at="2026-11-20T19:30:00.000Z")
    phone, words = OldPhone(school), WORDS["ru"]
    phone.log_in()
    phone.post("/plain/hand-in", task=task, text="Үш")
    marat.refresh()
    (work,) = [record for kind, record in marat.records if kind == "submission"]
    school.clock.forward(seconds=60)
    give(marat, task, cast.ARU, "", submission=work, returned=True, comment="Тағы да")
    more = {"assignment": task, "learner": cast.ARU, "due_at": "2026-12-05T10:00:00.000Z"}
    marat.submit("arrangement.set", more, record=f"{task}~{cast.ARU}")

    listed = phone.post("/plain/tasks")
    assert f"{words['again']}, {words['due']}: 2026-12-05" in listed
    assert words["done"] not in listed
    opened = phone.post("/plain/task", task=task)
    assert f"{words['again']}. Тағы да" in opened
    assert words["mark"] not in opened

    school.clock.forward(seconds=60)
    phone.post("/plain/hand-in", task=task, text="Төрт")
    assert words["done"] in phone.post("/plain/tasks")


def test_the_teacher_hears_who_has_read_here(school: School) -> None:
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    task = set_task(marat)
    phone = OldPhone(school)
    phone.log_in()
    marat.refresh()
    assert set(marat.doc("reading", task)["delivered"]) == {cast.ARU}
    assert marat.doc("reading", task)["opened"] == {}
    for _ in range(2):
        phone.post("/plain/task", task=task)
    marat.refresh()
    assert set(marat.doc("reading", task)["opened"]) == {cast.ARU}

    place = {"school": cast.AKBULAQ, "class": cast.CLASS_5}
    told = bota.submit("notice.set", {**place, "title": "Жұма", "text": "Мұражай"})
    notice = str(told["record"])
    assert "Мұражай" in phone.post("/plain/tasks")
    bota.refresh()
    assert set(bota.doc("reading", notice)["opened"]) == {cast.ARU}


def test_a_mother_reads_what_her_child_has_and_hands_nothing_in(school: School) -> None:
    marat = school.phone(cast.MARAT)
    task = set_task(marat, accepts=["text"])
    pupil, mother = OldPhone(school), OldPhone(school)
    pupil.log_in()
    pupil.post("/plain/hand-in", task=task, text="Үш тік")
    marat.refresh()
    (work,) = [record for kind, record in marat.records if kind == "submission"]
    give(marat, task, cast.ARU, submission=work, comment="Жақсы")

    assert WORDS["ru"]["done"] in mother.log_in(cast.SAULE)
    opened = mother.post("/plain/task", task=task)
    assert f"{WORDS['ru']['mark']}: 9 / 10 Жақсы" in opened
    assert "Үш тік" in opened
    assert "<textarea" not in opened
    assert WORDS["ru"]["learner_only"] in opened


def test_a_mistake_loses_nothing_that_was_written(school: School) -> None:
    task = set_task(school.phone(cast.MARAT), accepts=["text", "photo"])
    phone = OldPhone(school)
    phone.log_in()
    assert WORDS["ru"]["empty"] in phone.post("/plain/hand-in", task=task, text="  ")

    said = phone.post(
        "/plain/hand-in", task=task, text="Жауабым", photo=(io.BytesIO(b"MZ" * 50), "x.exe")
    )

    assert WORDS["ru"]["bad_photo"] in said
    assert ">Жауабым</textarea>" in said


def test_who_has_not_logged_in_sees_the_form_and_nothing_else(school: School) -> None:
    task = set_task(school.phone(cast.MARAT))
    phone = OldPhone(school)
    wrong = phone.answer("/plain/tasks", login=cast.ARU, password="no")
    assert wrong.status_code == 401
    for path in ("/plain/task", "/plain/hand-in", "/plain/out"):
        answer = phone.answer(path, task=task, text="x", token="f" * 64)
        assert answer.status_code == 401
        assert task not in answer.get_data(as_text=True)


def test_of_another_class_nothing_is_shown_and_nothing_is_taken(school: School) -> None:
    task = set_task(school.phone(cast.MARAT))
    phone = OldPhone(school)
    assert task not in phone.log_in(cast.TIMUR)
    assert task not in phone.post("/plain/task", task=task)


def test_after_leaving_the_token_is_worth_nothing(school: School) -> None:
    phone = OldPhone(school)
    phone.log_in()
    phone.post("/plain/out")
    assert phone.answer("/plain/tasks").status_code == 401


@pytest.mark.sqlite
def test_guessing_is_slowed_down_here_as_well(school: School) -> None:
    phone = OldPhone(school)
    for _ in range(6):
        phone.answer("/plain/tasks", login=cast.ARU, password="no")
    assert phone.answer("/plain/tasks", login=cast.ARU, password="no").status_code == 429
