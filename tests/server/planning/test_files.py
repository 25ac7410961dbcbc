"""A teacher's own sheets and pictures beside a row of the plan."""

from collections.abc import Callable

import pytest

from server.planning.limits import FILES_PER_ROW
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.planning.plans import row
from tests.server.uploads.sending import bring, read, stated
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["new_hub", "pair"]

Phones = Callable[[str], Phone]
SHEET = b"%PDF-1.4 " + "Бөлшектер: жұмыс парағы".encode()
FILE = stated(SHEET, "парақ.pdf", "application/pdf")


def planned(teacher: Phone, **more: object) -> str:
    """A row of mathematics in 5 Ә with the sheet; its record."""
    bring(teacher, SHEET)
    result = teacher.submit("plan.set", row(files=[FILE], **more))
    assert result["outcome"] == "admitted", result
    return str(result["record"])


def address(record: str, n: int = 0) -> str:
    return f"/api/v1/planning/rows/{record}/files/{n}"


def test_who_teaches_by_the_plan_has_its_files_and_families_have_not(phone: Phones) -> None:
    record = planned(phone(cast.MARAT))
    phone(cast.MARAT).refresh()
    assert phone(cast.MARAT).doc("plan_row", record)["files"] == [{"n": 0, **FILE}]
    for person in (cast.MARAT, cast.BOTA, cast.GULNAR):
        assert read(phone(person), address(record)).data == SHEET
    for person in (cast.ARU, cast.SAULE, cast.OLGA):
        assert read(phone(person), address(record)).status_code == 404
    assert read(phone(cast.MARAT), address(record, 1)).status_code == 404
    assert read(phone(cast.MARAT), address("nothing")).status_code == 404


def test_a_file_is_known_before_its_bytes_are_here(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    record = marat.submit("plan.set", row(files=[FILE]))["record"]
    missing = read(marat, address(record))
    assert (missing.status_code, missing.get_json()["type"]) == (404, "/problems/file-not-here")
    bring(marat, SHEET)
    assert read(marat, address(record)).data == SHEET


def test_naming_the_hash_of_somebody_elses_file_opens_nothing(phone: Phones) -> None:
    bring(phone(cast.ARU), SHEET)
    record = phone(cast.MARAT).submit("plan.set", row(files=[FILE]))["record"]
    assert read(phone(cast.MARAT), address(record)).status_code == 404


def test_another_teachers_edit_leaves_the_files_alone(phone: Phones, school: School) -> None:
    record = planned(phone(cast.MARAT))
    phone(cast.MARAT).clock.forward(seconds=60)
    phone(cast.GULNAR).submit("plan.set", {"topic": "Қосу"}, record=record)
    phone(cast.MARAT).refresh()
    assert phone(cast.MARAT).doc("plan_row", record)["topic"] == "Қосу"
    assert read(phone(cast.MARAT), address(record)).data == SHEET


@pytest.mark.parametrize("files", [[FILE] * (FILES_PER_ROW + 1), [{**FILE, "size": 0}], ["a"]])
def test_files_are_bounded(phone: Phones, files: list[object]) -> None:
    marat = phone(cast.MARAT)
    assert marat.post([marat.make("plan.set", row(files=files))]).status_code == 422


def test_the_file_goes_up_with_its_plan(pair: Pair) -> None:
    record = planned(pair.school.phone(cast.MARAT))
    pair.exchange()
    pair.exchange()
    at_home = pair.phone_at_hub(cast.MARAT)
    at_home.refresh()
    assert at_home.doc("plan_row", record)["files"][0]["name"] == "парақ.pdf"
    assert read(at_home, address(record)).data == SHEET
