"""Course content without the framework: the same answer, and only where the plain case is asked."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from threading import Thread
from typing import Any

import pytest

from content.importer import import_file
from server import logs
from server.library.direct import KnownPublic
from server.library.limits import KNOWN_PUBLIC_MAX, READ_WHOLE_BYTES
from server.library.stores import course_store
from server.operations.local import submit
from tests.server.conftest import School
from tests.server.library.test_courses import with_manifest
from tests.server.uploads.test_importing import LESSON

OF_ONE_ANSWER = {"X-Request-Id", "Date"}


@pytest.fixture
def page(school: School, in_app: None) -> str:
    """The SHA-256 of a page of a published lesson that nobody has asked for yet."""
    package = school.home / "su.zip"
    package.write_bytes(LESSON)
    imported = import_file(package, "su.zip", course_store())
    submit("course.publish", "su", with_manifest(imported.manifest_sha256))
    return imported.description.files["index.html"].sha256


@pytest.fixture
def without_framework(school: School, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, whatever reaches the framework fails."""

    def forbid() -> None:
        def full_dispatch_request() -> Any:
            raise AssertionError("the framework was asked")

        monkeypatch.setattr(school.app, "full_dispatch_request", full_dispatch_request)

    return forbid


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is logged."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = StringIO()
    logs.configure("info", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_the_second_answer_needs_no_framework_and_is_the_same(
    page: str, school: School, without_framework: Callable[[], None]
) -> None:
    client = school.app.test_client()
    first = client.get(f"/c/{page}", buffered=True)
    without_framework()

    second = client.get(f"/c/{page}", buffered=True)

    assert (second.status, second.data) == (first.status, first.data)
    one, other = (
        {k: v for k, v in answer.headers.items() if k not in OF_ONE_ANSWER}
        for answer in (first, second)
    )
    assert one == other
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_both_leave_the_same_line_in_the_log(page: str, school: School, lines: StringIO) -> None:
    client = school.app.test_client()

    answers = [client.get(f"/c/{page}", buffered=True) for _ in range(2)]

    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = [line for line in found if line["logger"] == "tirek.access"]
    assert [line["request"] for line in told] == [a.headers["X-Request-Id"] for a in answers]
    for line in told:
        del line["time"], line["ms"], line["request"]
    assert told[0] == told[1]
    assert told[0]["route"] == "/c/<sha256>"


def test_ranges_validators_and_heads_are_answered_as_before(page: str, school: School) -> None:
    client = school.app.test_client()
    whole = client.get(f"/c/{page}", buffered=True)

    part = client.get(f"/c/{page}", headers={"Range": "bytes=2-5"}, buffered=True)
    same = client.get(f"/c/{page}", headers={"If-None-Match": whole.headers["ETag"]})
    head = client.head(f"/c/{page}", buffered=True)

    assert (part.status_code, part.data) == (206, whole.data[2:6])
    assert same.status_code == 304
    assert (head.status_code, head.data) == (200, b"")
    assert client.post(f"/c/{page}").status_code == 405


def test_a_large_file_comes_whole(page: str, school: School) -> None:
    store = course_store()
    client = school.app.test_client()
    client.get(f"/c/{page}", buffered=True)
    large = b"0123456789abcdef" * (READ_WHOLE_BYTES // 16) + b"end"
    store.path(page).write_bytes(large)

    assert client.get(f"/c/{page}", buffered=True).data == large


def test_a_file_that_is_gone_is_a_404_in_our_shape(page: str, school: School) -> None:
    client = school.app.test_client()
    assert client.get(f"/c/{page}", buffered=True).status_code == 200
    course_store().delete(page)

    gone = client.get(f"/c/{page}")

    assert gone.status_code == 404
    assert gone.mimetype == "application/problem+json"
    assert gone.headers["Cache-Control"] == "no-store"


def test_the_content_origin_has_no_such_address(page: str, school: School) -> None:
    client = school.app.test_client()
    assert client.get(f"/c/{page}", buffered=True).status_code == 200
    config = school.app.extensions["tirek.config"]

    other = client.get(f"/c/{page}", base_url=f"http://localhost:{config.content_port}")

    assert other.status_code == 404


def test_no_more_is_remembered_than_the_limit_says() -> None:
    known = KnownPublic()
    for number in range(KNOWN_PUBLIC_MAX + 10):
        known.add(f"{number:064x}")

    assert f"{9:064x}" not in known
    assert f"{10:064x}" in known
    assert f"{KNOWN_PUBLIC_MAX + 9:064x}" in known


def test_threads_may_add_at_the_same_time() -> None:
    known = KnownPublic()

    def add(start: int) -> None:
        for number in range(start, start + KNOWN_PUBLIC_MAX):
            known.add(f"{number:064x}")

    threads = [Thread(target=add, args=(n * KNOWN_PUBLIC_MAX,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(f"{n:064x}" in known for n in range(4 * KNOWN_PUBLIC_MAX)) == KNOWN_PUBLIC_MAX
