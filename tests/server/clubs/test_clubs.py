"""A chess elective across classes: founded, entered, kept by its leader, and passed or not."""

from collections.abc import Callable
from typing import Any

import pytest

from server.accounts.service import enrolment_fields
from server.db import db
from server.erasure import service as erasing
from server.operations.local import submit
from server.people.models import Enrolment
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.reports.test_reports import calendar

Phones = Callable[[str], Phone]
PARTS = ("club", "club_member", "club_meeting", "club_attendance", "club_result")


def said(phone: Phone, kind: str, fields: dict[str, Any], **more: Any) -> str:
    return str(phone.submit(kind, {"school": cast.AKBULAQ, **fields}, **more)["outcome"])


def enter(phone: Phone, club: str, learner: str, **fields: Any) -> str:
    about = {"club": club, "learner": learner, "starts_on": "2026-11-23", **fields}
    return said(phone, "club.member", about, record=f"{club}~{learner}")


def meet(phone: Phone, club: str, date: str = "2026-11-23") -> str:
    fields = {"school": cast.AKBULAQ, "club": club, "date": date, "topic": "Шах", "minutes": 40}
    made = phone.submit("club.meeting", fields)
    assert made["outcome"] == "admitted", made
    return str(made["record"])


def seen(phone: Phone) -> dict[str, int]:
    phone.refresh()
    return {kind: len(phone.ids(kind)) for kind in PARTS if phone.ids(kind)}


@pytest.fixture
def chess(phone: Phones) -> str:
    """Led by Марат, with Ару of the fifth class and Ерасыл of the second."""
    fields = {"school": cast.AKBULAQ, "kind": "elective", "name": "Шахмат", "leaders": [cast.MARAT]}
    made = phone(cast.GULNAR).submit("club.set", fields)
    assert made["outcome"] == "admitted", made
    club = str(made["record"])
    assert enter(phone(cast.MARAT), club, cast.ARU) == "admitted"
    assert enter(phone(cast.GULNAR), club, cast.ERASYL, switched=True) == "admitted"
    return club


def test_the_leader_has_everybody_by_name_and_families_what_is_theirs(
    phone: Phones, chess: str
) -> None:
    marat = phone(cast.MARAT)
    meeting = meet(marat, chess)
    absent = {"club": chess, "meeting": meeting, "learner": cast.ERASYL, "code": "ill"}
    assert said(marat, "club.attend", absent, record=f"{meeting}~{cast.ERASYL}") == "admitted"

    assert seen(marat) == {"club": 1, "club_member": 2, "club_meeting": 1, "club_attendance": 1}
    # Ерасыл's class is not one of his teacher's.
    member = marat.doc("club_member", f"{chess}~{cast.ERASYL}")
    assert (member["name"], member["switched"]) == ("Қалиев Ерасыл", True)
    assert seen(phone(cast.SAULE)) == {"club": 1, "club_member": 1}
    assert seen(phone(cast.ERASYL)) == {"club": 1, "club_member": 1, "club_attendance": 1}
    assert phone(cast.SAULE).doc("club", chess)["led_by"] == ["Есенов Марат"]
    for person in (cast.DIAS, cast.BOTA, cast.OLGA):
        assert seen(phone(person)) == {}


def test_an_elective_has_the_rule_of_its_network_until_the_school_sets_another(
    phone: Phones, chess: str
) -> None:
    marat, gulnar = phone(cast.MARAT), phone(cast.GULNAR)
    marat.refresh()
    doc = marat.doc("club", chess)
    assert (doc["percent"], doc["switched_percent"], doc["test"]) == (80, 65, True)
    assert said(gulnar, "club.set", {"percent": 75}, record=chess, base=None) == "admitted"
    marat.refresh()
    assert marat.doc("club", chess)["percent"] == 75


def test_the_outcome_is_the_leaders_word(phone: Phones, chess: str) -> None:
    marat = phone(cast.MARAT)
    about = {"club": chess, "learner": cast.ARU, "period": "2026-h1"}
    record = f"{chess}~{cast.ARU}~2026-h1"
    first = {**about, "test": "failed", "outcome": "failed", "reason": ""}
    assert said(marat, "club.result", first, record=record) == "admitted"
    marat.refresh()
    base = marat.doc("club_result", record)["op"]
    again = {**about, "test": "passed", "outcome": "passed", "reason": "Тестті қайта тапсырды"}
    assert said(marat, "club.result", again, record=record, base=base) == "admitted"
    saule = phone(cast.SAULE)
    saule.refresh()
    assert saule.doc("club_result", record)["outcome"] == "passed"


def test_the_years_card_says_what_was_passed(phone: Phones, chess: str) -> None:
    marat, gulnar = phone(cast.MARAT), phone(cast.GULNAR)
    assert gulnar.submit("calendar.set", calendar())["outcome"] == "admitted"
    for period, outcome in (("2026", "failed"), ("2026-h1", "passed"), ("2025", "passed")):
        about = {"club": chess, "learner": cast.ARU, "period": period, "test": "passed"}
        word = {**about, "outcome": outcome, "reason": "Кеңес"}
        assert said(marat, "club.result", word, record=f"{chess}~{cast.ARU}~{period}") == "admitted"
    query = {"class": cast.CLASS_5, "year": 2026, "learner": cast.ARU, "language": "ru"}
    answer = gulnar.get("/api/v1/reports/report-card", query_string=query)
    (page,) = answer.get_json()["pages"]
    assert page["notes"] == ["Шахмат (курс по выбору): 1-е полугодие: зачтено; год: не зачтено"]


@pytest.mark.parametrize("person", [cast.BOTA, cast.ARU, cast.OLGA, cast.SAULE])
def test_nobody_else_keeps_it(phone: Phones, chess: str, person: str) -> None:
    other = phone(person)
    fields = {"school": cast.AKBULAQ, "kind": "club", "name": "Домбыра", "leaders": [person]}
    assert other.submit("club.set", fields)["reason"] == "not-a-leader-of-the-school"
    assert enter(other, chess, cast.DIAS) == "held"
    meeting = {"club": chess, "date": "2026-11-23", "minutes": 40}
    assert said(other, "club.meeting", meeting) == "held"
    judged = {"club": chess, "learner": cast.ARU, "period": "2026", "test": None}
    word = {**judged, "outcome": "passed", "reason": ""}
    assert said(other, "club.result", word, record=f"{chess}~{cast.ARU}~2026") == "held"


def test_a_pupil_of_another_school_is_not_entered(phone: Phones, chess: str) -> None:
    assert enter(phone(cast.MARAT), chess, cast.TIMUR) == "held"


def test_who_takes_a_club_over_has_all_of_it_and_who_led_it_forgets(
    phone: Phones, chess: str
) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    meet(marat, chess)
    assert seen(marat) == {"club": 1, "club_member": 2, "club_meeting": 1}
    said(phone(cast.GULNAR), "club.set", {"leaders": [cast.BOTA]}, record=chess)
    assert seen(marat) == {}
    assert seen(bota) == {"club": 1, "club_member": 2, "club_meeting": 1}
    assert (
        said(marat, "club.meeting", {"club": chess, "date": "2026-11-24", "minutes": 9}) == "held"
    )


def test_leaders_of_the_school_see_which_clubs_meet(phone: Phones, chess: str) -> None:
    meet(phone(cast.MARAT), chess)
    gulnar = phone(cast.GULNAR)
    (one,) = gulnar.get("/api/v1/clubs", query_string={"school": cast.AKBULAQ}).get_json()["clubs"]
    told = [one[key] for key in ("name", "members", "meetings", "last_on", "led_by")]
    assert told == ["Шахмат", 2, 1, "2026-11-23", ["Есенов Марат"]]
    assert gulnar.get("/api/v1/clubs", query_string={"school": cast.DALA}).status_code == 404
    said(gulnar, "club.set", {"withdrawn": True}, record=chess)
    assert gulnar.get("/api/v1/clubs", query_string={"school": cast.AKBULAQ}).get_json() == {
        "clubs": []
    }
    assert "club" not in seen(phone(cast.ARU))


def test_who_is_erased_is_in_no_club(phone: Phones, chess: str, school: School) -> None:
    marat = phone(cast.MARAT)
    meeting = meet(marat, chess)
    absent = {"club": chess, "meeting": meeting, "learner": cast.ARU, "code": "late"}
    said(marat, "club.attend", absent, record=f"{meeting}~{cast.ARU}")
    with school.app.app_context():
        erasing.erase(cast.ARU, "asked")
    assert seen(marat) == {"club": 1, "club_member": 1, "club_meeting": 1}


def test_after_the_deadline_the_school_alone_lets_somebody_in(
    phone: Phones, school: School
) -> None:
    gulnar, marat = phone(cast.GULNAR), phone(cast.MARAT)
    fields = {"kind": "club", "name": "Хор", "leaders": [cast.MARAT], "join_by": "2026-11-23"}
    club = str(gulnar.submit("club.set", {"school": cast.AKBULAQ, **fields})["record"])
    assert enter(marat, club, cast.ARU) == "admitted"  # the day itself counts
    school.clock.forward(days=1)

    about = {"school": cast.AKBULAQ, "club": club, "learner": cast.DIAS}
    late = marat.submit("club.member", about, record=f"{club}~{cast.DIAS}")
    assert (late["outcome"], late["reason"]) == ("held", "joining-is-over")
    # Who is inside may still leave, and the school lets in whom it likes.
    assert enter(marat, club, cast.ARU, ends_on="2026-11-24") == "admitted"
    assert enter(gulnar, club, cast.DIAS) == "admitted"


def test_the_deputy_looks_through_the_journal_and_its_leader_reads_what_was_found(
    phone: Phones, chess: str
) -> None:
    gulnar, marat = phone(cast.GULNAR), phone(cast.MARAT)
    checked = {"checked_on": "2026-11-23", "checked_note": "Тақырыптар толық емес", "least": 8}
    assert said(gulnar, "club.set", checked, record=chess) == "admitted"
    marat.refresh()
    doc = marat.doc("club", chess)
    assert (doc["checked_on"], doc["checked_note"]) == ("2026-11-23", "Тақырыптар толық емес")
    assert doc["checked_by"] == gulnar.session["person"]["name"]
    assert doc["least"] == 8
    phone(cast.SAULE).refresh()
    assert "checked_note" not in phone(cast.SAULE).doc("club", chess)
    assert said(marat, "club.set", {"checked_on": "2026-11-24"}, record=chess) == "held"
    (line,) = gulnar.get(f"/api/v1/clubs?school={cast.AKBULAQ}").get_json()["clubs"]
    assert (line["members"], line["least"], line["checked_on"]) == (2, 8, "2026-11-23")


def test_who_leaves_the_school_leaves_its_clubs(phone: Phones, chess: str, school: School) -> None:
    marat = phone(cast.MARAT)
    marat.refresh()
    with school.app.app_context():
        row = db.session.query(Enrolment).filter_by(person=cast.ERASYL).one()
        left = {**enrolment_fields(row), "ends_on": "2026-11-22"}
        submit("enrolment.set", row.id, left)

    marat.refresh()
    both = [marat.doc("club_member", f"{chess}~{one}") for one in (cast.ARU, cast.ERASYL)]
    assert [one["ends_on"] for one in both] == [None, "2026-11-22"]
    told = phone(cast.GULNAR).get("/api/v1/clubs", query_string={"school": cast.AKBULAQ})
    assert [one["members"] for one in told.get_json()["clubs"]] == [1]

    with school.app.app_context():
        submit("enrolment.set", None, {**left, "starts_on": "2026-11-23", "ends_on": None})
    marat.refresh()
    assert marat.doc("club_member", f"{chess}~{cast.ERASYL}")["ends_on"] is None, "back again"
