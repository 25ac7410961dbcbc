"""Going on with a lesson on another phone: its learner gets all of it, others nothing."""

import json
from collections.abc import Callable

import pytest

from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.player.test_attempts import session
from tests.server.uploads.sending import bring, stated

CMI = {"tirek.activity": "sco1", "cmi.location": "page7", "cmi.suspend_data": "a=1;b=2"}


@pytest.fixture
def aru(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.ARU)


def address(record: str) -> str:
    return f"/api/v1/attempts/{record}/snapshot"


def test_the_other_phone_reads_all_that_the_first_has_kept(school: School, aru: Phone) -> None:
    begun = aru.submit("attempt.commit", session(cmi={"cmi.location": "page1"}))
    record = begun["record"]
    later = aru.submit("attempt.commit", session(cmi=CMI), record=record, base=begun["op"])

    found = school.new_phone(cast.ARU).get(address(record)).get_json()

    assert found == {"op": later["op"], "session": "s1", "cmi": CMI, "after": [begun["op"]]}


def test_a_large_one_is_read_from_its_file_once_that_is_here(aru: Phone) -> None:
    large = json.dumps({"cmi.suspend_data": "x" * 40_000}).encode()
    blob = str(stated(large)["sha256"])
    record = aru.submit("attempt.commit", session(cmi=None, cmi_blob=blob))["record"]

    early = aru.get(address(record))
    bring(aru, large)
    found = aru.get(address(record))

    assert (early.status_code, early.get_json()["type"]) == (404, "/problems/file-not-here")
    assert found.get_json()["cmi"] == {"cmi.suspend_data": "x" * 40_000}


def test_a_file_that_is_no_data_model_is_nothing(aru: Phone) -> None:
    photo = bytes(range(256))
    bring(aru, photo)
    blob = str(stated(photo)["sha256"])
    record = aru.submit("attempt.commit", session(cmi=None, cmi_blob=blob))["record"]

    assert aru.get(address(record)).status_code == 404


@pytest.mark.parametrize("person", [cast.DIAS, cast.SAULE, cast.MARAT, cast.TIMUR])
def test_nobody_else_reads_it(phone: Callable[[str], Phone], aru: Phone, person: str) -> None:
    record = aru.submit("attempt.commit", session(cmi=CMI))["record"]

    assert phone(person).get(address(record)).status_code == 404


def test_family_and_teachers_read_the_answers(phone: Callable[[str], Phone], aru: Phone) -> None:
    cmi = {"cmi.interactions.0.id": "q1", "cmi.interactions.0.result": "correct"}
    record = aru.submit("attempt.commit", session(cmi=cmi))["record"]

    for reader in (cast.ARU, cast.SAULE, cast.MARAT):
        body = phone(reader).get(f"/api/v1/attempts/{record}/answers").get_json()
        assert [(one["question"], one["share"]) for one in body["answers"]] == [("q1", "1")]
    for stranger in (cast.DIAS, cast.OLGA):
        assert phone(stranger).get(f"/api/v1/attempts/{record}/answers").status_code == 404
