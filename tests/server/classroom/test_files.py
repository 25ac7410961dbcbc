"""Files beside records: for those who may read the record, and inert wherever they land."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest

from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated

PHOTO = bytes(range(256)) * 4
SHEET = b"%PDF-1.4 a task sheet"


@pytest.fixture
def address(phone: Callable[[str], Phone]) -> str:
    """Where Aru's photo is read."""
    task = set_task(phone(cast.MARAT))
    bring(phone(cast.ARU), PHOTO)
    fields = work(task, files=[stated(PHOTO)])
    submission = phone(cast.ARU).submit("submission.hand_in", fields)["record"]
    return f"/api/v1/submissions/{submission}/files/0"


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE, cast.MARAT, cast.BOTA])
def test_the_family_and_the_class_teachers_read_it(
    phone: Callable[[str], Phone], address: str, person: str
) -> None:
    assert read(phone(person), address).data == PHOTO


@pytest.mark.parametrize(
    "person", [cast.DIAS, cast.ERASYL, cast.TIMUR, cast.OLGA, cast.AIZHAN, cast.GULNAR]
)
def test_for_others_it_is_as_if_it_were_missing(
    phone: Callable[[str], Phone], address: str, person: str
) -> None:
    missing = read(phone(person), "/api/v1/submissions/0000000000000000.1.1/files/0")
    refused = read(phone(person), address)

    assert refused.status_code == missing.status_code == 404
    assert refused.get_json()["type"] == missing.get_json()["type"]


def test_it_is_a_download_that_can_run_nothing(phone: Callable[[str], Phone], address: str) -> None:
    headers = read(phone(cast.MARAT), address).headers

    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "image/jpeg"
    assert "no-store" in headers["Cache-Control"]


def test_a_cut_download_goes_on_with_a_range(phone: Callable[[str], Phone], address: str) -> None:
    rest = read(phone(cast.MARAT), address, Range="bytes=1000-")
    beyond = read(phone(cast.MARAT), address, Range="bytes=5000-")

    assert (rest.status_code, rest.data) == (206, PHOTO[1000:])
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(PHOTO) - 1}/{len(PHOTO)}"
    assert beyond.status_code == 416


def test_naming_somebody_elses_hash_opens_nothing(
    phone: Callable[[str], Phone], address: str
) -> None:
    task = set_task(phone(cast.MARAT))
    fields = work(task, files=[stated(PHOTO)])
    claimed = phone(cast.DIAS).submit("submission.hand_in", fields)["record"]

    assert read(phone(cast.DIAS), f"/api/v1/submissions/{claimed}/files/0").status_code == 404


def test_the_class_reads_the_sheet_of_its_task(phone: Callable[[str], Phone]) -> None:
    marat = phone(cast.MARAT)
    bring(marat, SHEET, purpose="attachment")
    task = set_task(marat, files=[stated(SHEET, "парақ.pdf", "application/pdf")])

    assert read(phone(cast.DIAS), f"/api/v1/assignments/{task}/files/0").data == SHEET
    assert read(phone(cast.TIMUR), f"/api/v1/assignments/{task}/files/0").status_code == 404
    assert read(phone(cast.DIAS), f"/api/v1/assignments/{task}/files/1").status_code == 404


def test_a_name_in_kazakh_travels_in_a_header(phone: Callable[[str], Phone]) -> None:
    task = set_task(phone(cast.MARAT))
    bring(phone(cast.ARU), PHOTO)
    fields = work(task, files=[stated(PHOTO, "Менің шығармам.docx", "application/msword")])
    record = phone(cast.ARU).submit("submission.hand_in", fields)["record"]

    named = read(phone(cast.MARAT), f"/api/v1/submissions/{record}/files/0").headers
    value = named["Content-Disposition"]

    assert value.encode("latin-1")  # as a real server sends it
    assert value.startswith("attachment; filename=\"file.docx\"; filename*=UTF-8''")
    assert unquote(value.rpartition("''")[2]) == "Менің шығармам.docx"
