"""The director takes a pupil's file for the family: who may, and that it is noted."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from server.takeout import views
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone

Phones = Callable[[str], Phone]
PATH = f"/api/v1/people/{cast.ARU}/export"


@pytest.mark.parametrize("who", [cast.AIZHAN, cast.GULNAR])
def test_the_school_s_leaders_get_the_file_and_it_is_noted(phone: Phones, who: str) -> None:
    task = set_task(phone(cast.MARAT))
    phone(cast.ARU).submit("submission.hand_in", work(task, text="Менің жауабым"))
    give(phone(cast.MARAT), task, cast.ARU)

    answer = phone(who).get(PATH, buffered=True)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        records = json.loads(packed.read("records.json"))
    assert [row["text"] for row in records["tables"]["submission"]] == ["Менің жауабым"]
    (noted,) = records["tables"]["bulk_read"]
    assert noted["what"] == "person-export"
    name = " ".join(cast.NAMES[who])
    assert noted["person"].startswith(name), "the family reads who took the file"
    reads = phone(cast.GULNAR).get(f"/api/v1/audit/reads?school={cast.AKBULAQ}").get_json()
    told = [(one["name"], one["about"]) for one in reads["reads"]]
    assert told == [(name, " ".join(cast.NAMES[cast.ARU]))]


@pytest.mark.parametrize(
    ("who", "status"),
    [(cast.BOTA, 403), (cast.MARAT, 403), (cast.DIAS, 403), (cast.SAULE, 403), (cast.OLGA, 403)],
)
def test_nobody_else_does(phone: Phones, who: str, status: int) -> None:
    assert phone(who).get(PATH).status_code == status


def test_another_school_s_director_is_told_nothing(phone: Phones, school: School) -> None:
    with school.app.app_context():
        cast.role(cast.OLGA, "director", cast.DALA)
    assert phone(cast.OLGA).get(PATH).status_code == 404
    assert phone(cast.OLGA).get("/api/v1/people/nobody/export").status_code == 404


def test_of_somebody_with_two_schools_neither_director_takes_all(
    phone: Phones, school: School
) -> None:
    with school.app.app_context():
        cast.enrol(cast.ARU, cast.DALA_7, cast.DALA, 7)
    refused = phone(cast.GULNAR).get(PATH)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/several-schools")


def test_one_file_at_a_time(phone: Phones) -> None:
    phone(cast.GULNAR)
    with views._WRITING:
        refused = phone(cast.GULNAR).get(PATH)
    assert refused.status_code == 503, refused.get_data(as_text=True)
    assert refused.headers["Retry-After"] == "120"
    assert phone(cast.GULNAR).get(PATH, buffered=True).status_code == 200
