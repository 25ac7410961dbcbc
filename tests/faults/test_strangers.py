"""Whoever may not: the same short answer as for what does not exist, and nothing of it inside."""

from typing import Any, Final

import pytest

from tests.faults import tables
from tests.faults.remote import Remote
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import give, mark, see, set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, stated

PHOTO: Final = b"\xff\xd8\xff\xe0 a page of the notebook"
SECRETS: Final = ("Серікбаева", "Ару", "Құпия жауап", "Жарайсың", cast.CLASS_5)


@pytest.fixture(scope="module")
def school(lasting_victim: Victim) -> Victim:
    """One server for all of them: what strangers attempt changes nothing there."""
    return lasting_victim


@pytest.fixture(scope="module")
def submission(school: Victim) -> str:
    """Aru's work with a photo, marked by Marat."""
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    bring(aru, PHOTO)
    fields = work(task, text="Құпия жауап", files=[stated(PHOTO)])
    made = str(aru.submit("submission.hand_in", fields)["record"])
    give(marat, task, cast.ARU, submission=made)
    return made


def body(answer: Any) -> dict[str, Any]:
    told: dict[str, Any] = answer.get_json()
    told.pop("request_id")
    return told


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_a_token_that_has_expired_is_worth_what_a_made_up_one_is(
    school: Victim, submission: str
) -> None:
    aru = school.phone(cast.ARU)
    assert aru.get("/api/v1/me").status_code == 200
    with tables.database(school.home) as connection:
        connection.execute("UPDATE token SET expires_ms = 1")
        connection.commit()

    expired, invented = (
        aru.get("/api/v1/me"),
        Remote(school.port).get("/api/v1/me", headers={"Authorization": f"Bearer {'x' * 43}"}),
    )

    assert expired.status_code == invented.status_code == 401
    assert body(expired) == body(invented)
    assert expired.headers["WWW-Authenticate"] == "Bearer"
    for path in ("changes", "status", f"submissions/{submission}/files/0"):
        answer = aru.get(f"/api/v1/{path}")
        assert answer.status_code == 401
        assert leaks(answer.get_data(as_text=True)) == []
    before = tables.rows(school.home)
    assert aru.post([aru.make("submission.hand_in", work("x"))]).status_code == 401
    assert tables.rows(school.home) == before


def test_a_pupil_of_another_school_sees_nothing_and_learns_nothing(
    school: Victim, submission: str
) -> None:
    timur = school.phone(cast.TIMUR)
    page = timur.get("/api/v1/changes").get_data(as_text=True)
    assert "Ким" in page, "his own name"
    assert leaks(page) == []

    there = timur.get(f"/api/v1/submissions/{submission}/files/0")
    nowhere = timur.get("/api/v1/submissions/0000000000000000.1.1/files/0")
    assert there.status_code == nowhere.status_code == 404
    assert body(there) == body(nowhere)
    sha256 = stated(PHOTO)["sha256"]
    assert Remote(school.port).get(f"/c/{sha256}").status_code == 404


@pytest.mark.parametrize("who", [cast.TIMUR, cast.ARU, cast.DIAS])
def test_marks_are_not_given_by_pupils(school: Victim, submission: str, who: str) -> None:
    with tables.database(school.home) as connection:
        (task,) = connection.execute("SELECT assignment FROM submission").fetchone()
    stranger = school.phone(who)
    before = tables.rows(school.home)["mark"], tables.count(school.home, "submission_sighting")

    given = stranger.submit("mark.give", mark(task, cast.ARU, "10"), record=f"{task}~{cast.ARU}")
    seen = see(stranger, submission)

    assert (given["outcome"], seen["outcome"]) == ("held", "held")
    after = tables.rows(school.home)["mark"], tables.count(school.home, "submission_sighting")
    assert after == before
    assert leaks(str([given, seen])) == []


@pytest.mark.parametrize(("method", "path"), [("GET", "status"), ("GET", "sync"), ("POST", "sync")])
def test_a_teacher_s_routes_are_shut_to_pupils(school: Victim, method: str, path: str) -> None:
    aru = school.phone(cast.ARU)

    answer = aru.request(method, f"/api/v1/{path}")

    told = body(answer)
    assert (answer.status_code, told["type"]) == (403, "/problems/not-allowed")
    assert set(told) == {"type", "title", "status", "hint"}


def test_one_person_s_writer_is_of_no_use_to_another(school: Victim, submission: str) -> None:
    aru: Phone = school.phone(cast.ARU)
    timur = school.phone(cast.TIMUR)
    before = tables.rows(school.home)
    timur.writer = aru.writer

    for writer in (aru.writer, "0" * 16):
        timur.writer = writer
        answer = timur.post([timur.make("submission.hand_in", work("x"))])
        assert answer.status_code == 403
        assert leaks(answer.get_data(as_text=True)) == []

    assert tables.rows(school.home) == before
