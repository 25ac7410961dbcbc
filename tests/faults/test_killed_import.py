"""The server, or the command line, dies in the middle of an import: no half lesson is ever seen."""

import hashlib
import json
from typing import Any

import pytest

from tests.faults import tables
from tests.faults.remote import CUT, Remote
from tests.faults.victim import Victim, eventually
from tests.server import cast
from tests.server.phone import Phone
from tests.server.uploads.sending import announce, bring
from tests.server.uploads.test_importing import LESSON, ZIP, publish

PAGES = 2
LESSON_TABLES = ("course", "course_item", "content_manifest", "content_file")


def ended(phone: Phone, upload: str) -> dict[str, Any]:
    shown: dict[str, Any] = eventually(
        lambda: phone.get(f"/api/v1/uploads/{upload}").get_json(),
        lambda shown: shown["state"] in {"done", "refused"},
    )
    return shown


def lesson_rows(victim: Victim) -> list[int]:
    return [tables.count(victim.home, name) for name in LESSON_TABLES]


@pytest.mark.parametrize(
    ("point", "blobs"),
    [
        pytest.param("blob-written", 0, marks=pytest.mark.slow),
        ("blob-named", 1),
        pytest.param("import-stored", PAGES + 1, marks=pytest.mark.slow),
    ],
)
def test_an_upload_s_import_starts_again_by_itself(victim: Victim, point: str, blobs: int) -> None:
    victim.start_until(point)
    marat = victim.phone(cast.MARAT)
    try:
        upload = bring(marat, LESSON, **ZIP)
    except CUT:  # the importer may be quicker than the last answer
        upload = ""

    victim.is_dead()
    course = victim.home / "blobs" / "course"
    stored = tables.files(course)
    assert len(stored) == blobs
    assert lesson_rows(victim) == [0, 0, 0, 0]
    victim.start_again()
    if not upload:
        upload = bring_again(marat)
    server = Remote(victim.port)
    assert all(server.get(f"/c/{name}").status_code == 404 for name in stored)

    shown = ended(marat, upload)

    assert (shown["state"], shown["problem"]) == ("done", None)
    assert not list((victim.home / "uploads").iterdir())
    published = publish(marat, shown["result"])
    manifest = server.get(f"/c/{shown['result']['manifest']}").get_json()
    named = {file["sha256"] for file in manifest["files"].values()}
    assert tables.files(course) == named | {shown["result"]["manifest"]}
    for name in named:
        assert hashlib.sha256(server.get(f"/c/{name}").data).hexdigest() == name
    marat.refresh()
    assert marat.doc("course", published)["lessons"][0]["items"][0]["here"]


def bring_again(phone: Phone) -> str:
    """The id of the upload whose last answer was lost."""
    answer = announce(phone, LESSON, **ZIP)
    assert answer.status_code == 200
    return str(answer.get_json()["id"])


@pytest.mark.parametrize(
    ("point", "nth"),
    [pytest.param("blob-named", n, marks=pytest.mark.slow) for n in (1, PAGES + 1)],
)
def test_a_command_that_was_killed_is_simply_given_again(
    victim: Victim, point: str, nth: int
) -> None:
    package = victim.home.with_name("su.zip")
    package.write_bytes(LESSON)
    words = ["content", "import", str(package), "--school", cast.AKBULAQ]

    victim.command_that_dies(point, nth, *words)

    assert lesson_rows(victim) == [0, 0, 0, 0]
    assert json.loads(victim.tirek("content", "list", "--json")) == []
    made = victim.answer(*words)
    verified = victim.answer("content", "verify")
    assert verified == {"checked": PAGES + 1, "damaged": [], "missing": []}
    (listed,) = victim.answer("content", "list")
    assert (listed["id"], listed["here"]) == (made["course"], "1/1")
    assert len(tables.files(victim.home / "blobs" / "course")) == PAGES + 1
