"""A pupil moves from Ақбұлақ to Дала: the file, its code, and both histories together."""

import base64
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from server.bundles import keys
from server.db import db, write_transaction
from server.journal.models import Attendance
from server.operations.local import submit
from server.people.models import Enrolment, SchoolClass
from server.transfers import sealed
from server.transfers.gathering import gather
from server.trust import believing
from sync.core.certificates import Certificate
from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import assess, confirm, give
from tests.server.phone import Phone
from tests.server.reports.test_reports import calendar, held, mathematics

Phones = Callable[[str], Phone]
LEAVING = {"school": cast.AKBULAQ, "left_on": "2026-11-27"}


@pytest.fixture
def left(phone: Phones) -> dict[str, Any]:
    """Ару leaves on Friday with a signed four, points of the term and a marked work."""
    marat = phone(cast.MARAT)
    of = assess(marat)
    give(marat, of, cast.ARU, 17)
    confirm(marat, mark=4, reason="Кеңес шешімі")
    task = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Үй жұмысы", "max_mark": 10}
    record = marat.submit("assignment.set", task)["record"]
    mark = {"assignment": record, "learner": cast.ARU, "submission": None, "comment": ""}
    marat.submit("mark.give", {**mark, "mark": "9", "max": 10}, record=f"{record}~{cast.ARU}")
    answer = phone(cast.GULNAR).request("POST", f"/api/v1/people/{cast.ARU}/transfer", json=LEAVING)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    made: dict[str, Any] = answer.get_json()
    return made


@pytest.fixture
def dala(phone: Phones, school: School) -> Phone:
    """The director of Дала, where a girl without a past was enrolled on Monday."""
    with school.app.app_context():
        cast.role(cast.OLGA, "director", cast.DALA)
        named = {"family_name": "Серікбаева", "given_name": "Ару", "school": cast.DALA}
        submit("person.set", "newcomer", named)
        cast.enrol("newcomer", cast.DALA_7, cast.DALA, 7)
    return phone(cast.OLGA)


def bring(of: Phone, left: dict[str, Any], **changes: Any) -> tuple[int, dict[str, Any]]:
    body = {"school": cast.DALA, "file": left["file"], "code": left["code"], "join": True}
    path = f"/api/v1/people/{changes.pop('person', 'newcomer')}/histories"
    answer = of.request("POST", path, json={**body, **changes})
    return answer.status_code, answer.get_json()


def histories(of: Phone, person: str = "newcomer") -> list[dict[str, Any]]:
    answer = of.get(f"/api/v1/people/{person}/histories")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["histories"]
    return found


def test_leaving_ends_the_enrolment_and_nothing_else(
    phone: Phones, left: dict[str, Any], school: School
) -> None:
    assert left["name"] == "Серікбаева Ару"
    with school.app.app_context():
        (row,) = db.session.scalars(select(Enrolment).where(Enrolment.person == cast.ARU))
        assert str(row.ends_on) == "2026-11-27"
    again = phone(cast.GULNAR).request("POST", f"/api/v1/people/{cast.ARU}/transfer", json=LEAVING)
    assert again.get_json()["code"] != left["code"]
    for person in (cast.OLGA, cast.BOTA):
        refused = phone(person).request("POST", f"/api/v1/people/{cast.ARU}/transfer", json=LEAVING)
        assert refused.status_code == 403


def leave(of: Phone, day: str) -> tuple[int, Any]:
    body = {**LEAVING, "left_on": day}
    answer = of.request("POST", f"/api/v1/people/{cast.ARU}/transfer", json=body)
    return answer.status_code, answer.get_json()


def days_of(school: School) -> list[tuple[str, str | None]]:
    """When each of Ару's enrolments began and ended."""
    with school.app.app_context():
        rows = db.session.scalars(select(Enrolment).where(Enrolment.person == cast.ARU))
        return sorted(
            (str(row.starts_on), str(row.ends_on) if row.ends_on else None) for row in rows
        )


def listed(of: Phone) -> list[tuple[str, bool]]:
    answer = of.get(f"/api/v1/transfers?school={cast.AKBULAQ}")
    return [(one["left_on"], one["changed"]) for one in answer.get_json()["offers"]]


def test_a_wrong_last_day_is_put_right_while_nobody_has_joined_the_file(
    phone: Phones, left: dict[str, Any], dala: Phone, school: School
) -> None:
    gulnar = phone(cast.GULNAR)
    for day in ("2026-11-10", "2026-11-25"):
        school.clock.forward(seconds=60)
        status, made = leave(gulnar, day)
        assert status == 200
        assert days_of(school) == [(cast.SINCE, day)]
        assert listed(gulnar) == [(day, False)]
    status, told = leave(gulnar, "2025-11-27")
    assert (status, told["type"]) == (422, "/problems/transfer-day")
    assert days_of(school) == [(cast.SINCE, "2026-11-25")]

    assert bring(dala, made)[0] == 200
    assert leave(gulnar, "2026-12-01")[0] == 200
    assert days_of(school) == [(cast.SINCE, "2026-11-25")], "the next school has that day"


def test_a_pupil_who_stays_after_all_is_on_the_list_again(
    phone: Phones, left: dict[str, Any], dala: Phone, school: School
) -> None:
    path = f"/api/v1/people/{cast.ARU}/transfer?school={cast.AKBULAQ}"
    gulnar = phone(cast.GULNAR)
    assert gulnar.request("DELETE", path).status_code == 204
    assert days_of(school) == [(cast.SINCE, None)]
    assert listed(gulnar) == []
    assert gulnar.request("DELETE", path).status_code == 404

    school.clock.forward(seconds=60)
    _, made = leave(gulnar, "2026-11-25")
    bring(dala, made)
    answer = gulnar.request("DELETE", path)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/transfer-taken")
    assert days_of(school) == [(cast.SINCE, "2026-11-25")]
    assert phone(cast.OLGA).request("DELETE", path).status_code == 404, "of another school"


def test_who_is_back_is_not_told_as_gone_and_leaves_anew(
    phone: Phones, left: dict[str, Any], school: School
) -> None:
    with school.app.app_context(), write_transaction():
        back = {"person": cast.ARU, "school": cast.AKBULAQ, "class": cast.CLASS_4, "grade": 4}
        submit("enrolment.set", None, {**back, "starts_on": "2026-12-01", "ends_on": None})
    gulnar = phone(cast.GULNAR)
    assert listed(gulnar) == []

    school.clock.forward(seconds=60)
    assert leave(gulnar, "2026-12-10")[0] == 200
    assert days_of(school) == [(cast.SINCE, "2026-11-27"), ("2026-12-01", "2026-12-10")]
    assert listed(gulnar) == [("2026-12-10", False)]


def test_the_new_school_works_before_the_file_and_joins_it_after(
    left: dict[str, Any], dala: Phone
) -> None:
    assert histories(dala) == []
    status, looked = bring(dala, left, join=False)
    assert (status, looked["name"], looked["joined"]) == (200, "Серікбаева Ару", False)
    assert histories(dala) == []

    assert bring(dala, left)[0] == 200
    assert bring(dala, left)[0] == 200
    (found,) = histories(dala)
    assert [found[key] for key in ("source", "left_on")] == ["Ақбұлақ мектебі", "2026-11-27"]
    content = found["content"]
    assert [(one["period"], one["mark"]) for one in content["marks"]] == [("2026-2", 4)]
    assert [(one["points"], one["max"]) for one in content["points"]] == [("17", 20)]
    assert [one["title"] for one in content["works"]] == ["Үй жұмысы"]


def test_another_childs_file_is_told_by_its_name(
    left: dict[str, Any], dala: Phone, school: School
) -> None:
    assert bring(dala, left, join=False)[1]["other_name"] is None
    with school.app.app_context(), write_transaction():
        named = {"family_name": "Қалиева", "given_name": "Аружан", "school": cast.DALA}
        submit("person.set", "newcomer", named)

    assert bring(dala, left, join=False)[1]["other_name"] == "Қалиева Аружан"


def test_the_code_of_the_first_of_two_files_takes_the_pupil_as_well(
    left: dict[str, Any], dala: Phone, phone: Phones, school: School
) -> None:
    school.clock.forward(seconds=3600)
    status, again = leave(phone(cast.GULNAR), "2026-11-27")
    assert (status, again["code"] != left["code"]) == (200, True)

    assert bring(dala, left)[0] == 200

    path = f"/api/v1/people/{cast.ARU}/transfer?school={cast.AKBULAQ}"
    answer = phone(cast.GULNAR).request("DELETE", path)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/transfer-taken")
    assert [end for _, end in days_of(school)] == ["2026-11-27"]


def test_what_stands_under_a_joined_record_goes_along_and_both_leave(
    phone: Phones, school: School
) -> None:
    body = {"family_name": "Серікбаева", "given_name": "Аружан", "way": "card"}
    added = phone(cast.BOTA).request("POST", f"/api/v1/classes/{cast.CLASS_5}/newcomers", json=body)
    second = added.get_json()["cards"][0]["person"]
    marat = phone(cast.MARAT)
    marat.refresh()
    of = assess(marat)
    give(marat, of, second, 17)
    alias = f"/api/v1/people/{second}/alias"
    assert phone(cast.BOTA).request("PUT", alias, json={"kept": cast.ARU}).status_code == 204
    with school.app.app_context():
        told = gather(
            db.session(),
            cast.ARU,
            db.session.get_one(SchoolClass, cast.CLASS_5),
            date(2026, 11, 27),
        )
    assert [point["points"] for point in told["points"]] == ["17"]

    assert leave(phone(cast.GULNAR), "2026-11-27")[0] == 200

    with school.app.app_context():
        theirs = select(Enrolment).where(Enrolment.person.in_([cast.ARU, second]))
        ends = [row.ends_on for row in db.session.scalars(theirs)]
    assert ends == [date(2026, 11, 27)] * 2


def test_a_joining_is_taken_back_without_a_loss(left: dict[str, Any], dala: Phone) -> None:
    bring(dala, left)
    (found,) = histories(dala)
    assert dala.request("DELETE", f"/api/v1/histories/{found['id']}").status_code == 204
    assert histories(dala) == []
    bring(dala, left)
    assert [one["id"] for one in histories(dala)] == [found["id"]]


def test_both_schools_marks_stand_on_one_card(left: dict[str, Any], dala: Phone) -> None:
    bring(dala, left)
    calendar_of_dala = {**calendar(), "school": cast.DALA}
    assert dala.submit("calendar.set", calendar_of_dala)["outcome"] == "admitted"
    slot = mathematics()
    slot |= {"school": cast.DALA, "teachers": [cast.OLGA]}
    slot["lines"] = [{**slot["lines"][0], "class": cast.DALA_7}]
    dala.submit("timetable.set", slot)
    query = {"class": cast.DALA_7, "year": 2026, "learner": "newcomer", "language": "en"}
    answer = dala.get("/api/v1/reports/report-card", query_string=query)

    (page,) = answer.get_json()["pages"]
    assert page["tables"][0]["rows"] == [["mathematics", None, "4 *", None, None, None]]
    assert page["notes"] == ["*: of the former school"]


def test_a_hub_vouches_for_the_box_that_signed(
    school: School, left: dict[str, Any], dala: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a certificate says counts only for its own key and its own schools."""
    own = keys.public_key(school.home)
    for key, spoken_for, confirmed in (
        (own, cast.AKBULAQ, True),
        (bytes(32), cast.AKBULAQ, False),
        (own, "elsewhere", False),
    ):
        told = Certificate("11" * 8, 1, "22" * 8, key, bytes(32), (spoken_for,), 0, 2**60)
        monkeypatch.setattr(believing, "believed", lambda *_asked, told=told: told)
        assert bring(dala, left, join=False)[1]["confirmed"] is confirmed


def test_a_file_without_a_hubs_word_is_told_as_such(left: dict[str, Any], dala: Phone) -> None:
    assert bring(dala, left)[1]["confirmed"] is False


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"code": "aaaa-bbbb-cccc-dddd"}, "transfer-code"),
        ({"file": base64.b64encode(b"something else").decode()}, "transfer-damaged"),
        ({"file": "no base64 at all!"}, "transfer-damaged"),
    ],
)
def test_other_files_and_codes_are_refused(
    left: dict[str, Any], dala: Phone, changes: dict[str, Any], problem: str
) -> None:
    status, told = bring(dala, left, **changes)
    assert (status, told["type"].split("/")[-1]) == (422, problem)


def test_a_changed_or_cut_file_is_refused(left: dict[str, Any], dala: Phone) -> None:
    whole = base64.b64decode(left["file"])
    for odd in (whole[:-1], whole[:40], whole[:-1] + bytes([whole[-1] ^ 1])):
        status, _ = bring(dala, left, file=base64.b64encode(odd).decode())
        assert status == 422


def test_nobody_joins_what_is_not_theirs(phone: Phones, left: dict[str, Any], dala: Phone) -> None:
    assert bring(dala, left, person=cast.DIAS)[0] == 404
    assert bring(phone(cast.GULNAR), left)[0] == 404
    bring(dala, left)
    assert phone(cast.MARAT).get("/api/v1/people/newcomer/histories").status_code == 404
    own = {"person": cast.DIAS, "school": cast.AKBULAQ}
    status, told = bring(phone(cast.GULNAR), left, **own)
    assert (status, told["type"].split("/")[-1]) == (409, "transfer-own")


def test_a_code_is_read_as_people_write_it() -> None:
    code = sealed.make_code()
    envelope = sealed.unwrap(sealed.wrap(sealed.seal(b"told", code), bytes(64), b""))
    assert sealed.unseal(envelope, f" {code.upper().replace('-', ' ')} ") == b"told"


def test_a_file_tells_of_this_years_lessons_alone_though_the_class_kept_its_id(
    phone: Phones, school: School
) -> None:
    assert phone(cast.GULNAR).submit("calendar.set", calendar())["outcome"] == "admitted"
    days = (date(2026, 5, 20), date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 20))
    with school.app.app_context():
        with write_transaction() as session:
            for day in days:
                session.add(held(day))
                session.add(absent(day))
        one = db.session().get_one(SchoolClass, cast.CLASS_5)
        told = gather(db.session(), cast.ARU, one, date(2026, 11, 27))
        summer = gather(db.session(), cast.ARU, one, date(2026, 8, 31))
    assert told["missed"] == 2
    assert [(place["held"], place["topic"]) for place in told["places"]] == [(2, "2026-11-20")]
    # No calendar tells of the year before: all that there is.
    assert summer["missed"] == 4


def absent(day: date) -> Attendance:
    return Attendance(
        id=f"absent {day}", lesson=f"lesson {day}", class_id=cast.CLASS_5, learner=cast.ARU,
        code="ill", note="", author=cast.MARAT, made_ms=0, op="a.1.1",
    )  # fmt: skip
