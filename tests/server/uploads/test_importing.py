"""A teacher's package: brought in pieces, imported beside the requests, then published."""

import io
import threading
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from content.importer import import_file
from server import clock
from server.library.stores import course_store
from server.uploads.importer import Importer, importer_of
from server.uploads.limits import EXPIRY_DAYS
from server.uploads.service import sweep
from tests.content.archives import zip_of
from tests.content.manifests import manifest
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.uploads.sending import announce, bring, read

ZIP = {"name": "su.zip", "type": "application/zip", "purpose": "content"}


def package(**files: str) -> bytes:
    """A zip of pages."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.html"), text)
    return out.getvalue()


LESSON = package(index="<title>Су айналымы</title><p>Су", second="<p>Бу")


@pytest.fixture
def marat(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.MARAT)


def state_of(phone: Phone, upload: str) -> dict[str, Any]:
    shown: dict[str, Any] = phone.get(f"/api/v1/uploads/{upload}").get_json()
    return shown


def publish(teacher: Phone, result: dict[str, Any]) -> str:
    """The imported file as a course of the school; its id."""
    item = {key: result[key] for key in ("title", "format", "manifest", "launch", "bytes")}
    lesson = {"id": "l1", "title": "Су", "summary": "", "items": [{"id": "i1", **item}]}
    fields = {
        "edition": 1,
        "title": "Жаратылыстану",
        "language": "kk",
        "subject": "science",
        "grades": [5],
        "school": cast.AKBULAQ,
        "lessons": [lesson],
    }
    answer = teacher.submit("course.publish", fields)
    assert answer["outcome"] == "admitted", answer
    return str(answer["record"])


def test_a_package_becomes_a_lesson_that_every_phone_may_fetch(
    school: School, marat: Phone, phone: Callable[[str], Phone]
) -> None:
    upload = bring(marat, LESSON, **ZIP)
    assert state_of(marat, upload)["state"] == "checking"

    assert importer_of(school.app).run_pending() == 1

    shown = state_of(marat, upload)
    assert (shown["state"], shown["progress"], shown["problem"]) == ("done", 100, None)
    result = shown["result"]
    assert (result["format"], result["launch"]) == ("html", "index.html")
    course = publish(marat, result)
    aru = phone(cast.ARU)
    aru.refresh()
    item = aru.doc("course", course)["lessons"][0]["items"][0]
    manifest = read(aru, f"/c/{item['manifest']}").get_json(force=True)
    page = manifest["files"]["index.html"]["sha256"]
    assert b"<p>" in read(aru, f"/c/{page}").data


def test_pupils_bring_no_content(phone: Callable[[str], Phone]) -> None:
    assert announce(phone(cast.ARU), LESSON, **ZIP).status_code == 403


def test_a_refused_file_says_why_in_three_languages_and_leaves_nothing(
    school: School, marat: Phone
) -> None:
    upload = bring(marat, b"PK\x03\x04 this is no archive", **ZIP)
    importer_of(school.app).run_pending()

    shown = state_of(marat, upload)
    assert (shown["state"], shown["result"]) == ("refused", None)
    assert shown["problem"]["type"] == f"/problems/{shown['problem']['code']}"
    assert all(shown["problem"]["messages"][language] for language in ("kk", "ru", "en"))
    with school.app.app_context():
        assert list(course_store().iter()) == []
    assert list((school.home / "uploads").iterdir()) == []


PAGES = package(lesson="<p>Су", tasks="<p>Тапсырма")


def choose(phone: Phone, upload: str, page: str) -> TestResponse:
    return phone.request("POST", f"/api/v1/uploads/{upload}/launch", json={"launch": page})


def test_one_of_several_pages_is_chosen_without_the_file_being_sent_again(
    school: School, marat: Phone
) -> None:
    upload = bring(marat, PAGES, **ZIP)
    importer_of(school.app).run_pending()
    asked = state_of(marat, upload)
    assert (asked["state"], asked["problem"]["code"]) == ("refused", "no-launch-file")
    assert asked["candidates"] == ["lesson.html", "tasks.html"]

    assert choose(marat, upload, "../etc/passwd").status_code == 422
    assert choose(marat, upload, "tasks.html").get_json()["state"] == "checking"
    again = choose(marat, upload, "tasks.html")  # the first answer was lost
    assert (again.status_code, again.get_json()["candidates"]) == (200, [])
    importer_of(school.app).run_pending()

    done = state_of(marat, upload)
    assert (done["state"], done["result"]["launch"]) == ("done", "tasks.html")
    assert choose(marat, upload, "lesson.html").status_code == 410
    assert list((school.home / "uploads").iterdir()) == []
    # Who chose the wrong one sends the file once more, and is asked once more.
    assert announce(marat, PAGES, **ZIP).status_code == 201


def test_a_choice_is_its_owners_and_waits_a_week(
    school: School, marat: Phone, phone: Callable[[str], Phone]
) -> None:
    upload = bring(marat, PAGES, **ZIP)
    importer_of(school.app).run_pending()
    assert choose(phone(cast.SAULE), upload, "lesson.html").status_code == 404

    with school.app.app_context():
        school.clock.forward(days=EXPIRY_DAYS - 1)
        assert sweep(clock.now_ms()) == 0
        assert len(list((school.home / "uploads").iterdir())) == 1
        school.clock.forward(days=2)
        assert sweep(clock.now_ms()) == 1
    assert list((school.home / "uploads").iterdir()) == []
    assert choose(marat, upload, "lesson.html").status_code == 404


def test_a_choice_that_is_given_up_leaves_nothing(school: School, marat: Phone) -> None:
    upload = bring(marat, PAGES, **ZIP)
    importer_of(school.app).run_pending()

    marat.request("DELETE", f"/api/v1/uploads/{upload}")

    assert list((school.home / "uploads").iterdir()) == []
    assert choose(marat, upload, "lesson.html").status_code == 410


def test_damaged_content_is_found_before_it_is_imported(school: School, marat: Phone) -> None:
    upload = bring(marat, LESSON, **{**ZIP, "sha256": "0" * 64})
    importer_of(school.app).run_pending()

    assert state_of(marat, upload)["problem"]["code"] == "hash-mismatch"


def test_the_same_package_again_is_done_at_once(school: School, marat: Phone) -> None:
    upload = bring(marat, LESSON, **ZIP)
    importer_of(school.app).run_pending()

    again = announce(marat, LESSON, **ZIP)

    assert (again.status_code, again.get_json()) == (
        200,
        {"id": upload, "offset": len(LESSON)},
    )


class Killed(BaseException):
    """The power went."""


def test_a_killed_import_is_taken_up_again_and_twice_killed_is_given_up(
    school: School, marat: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(marat, LESSON, **ZIP)

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("content.importer.import_file", die)
        with pytest.raises(Killed):
            importer_of(school.app).run_pending()
    assert state_of(marat, upload)["state"] == "importing"
    school.restart()
    with monkeypatch.context() as patch:
        patch.setattr("content.importer.import_file", die)
        with pytest.raises(Killed):
            importer_of(school.app).run_pending()
    school.restart()

    importer_of(school.app).run_pending()

    assert state_of(marat, upload)["problem"]["code"] == "import-interrupted"


def test_an_import_that_was_killed_once_succeeds_at_the_next_start(
    school: School, marat: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(marat, LESSON, **ZIP)

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("content.importer.import_file", die)
        with pytest.raises(Killed):
            importer_of(school.app).run_pending()
    school.restart()

    importer_of(school.app).run_pending()

    assert state_of(marat, upload)["state"] == "done"


def test_the_thread_imports_what_it_is_woken_for_and_stops(
    school: School, marat: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    real = Importer.run_pending

    def watched(importer: Importer) -> int:
        count = real(importer)
        if count:
            ended.set()
        return count

    monkeypatch.setattr(Importer, "run_pending", watched)
    importer = importer_of(school.app)
    importer.start()
    try:
        upload = bring(marat, LESSON, **ZIP)
        assert ended.wait(30)
    finally:
        importer.stop()

    assert state_of(marat, upload)["state"] == "done"


def test_an_import_that_is_given_up_ends_at_its_next_step(
    school: School, marat: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(marat, LESSON, **ZIP)
    real = import_file

    def given_up(*arguments: Any, **more: Any) -> Any:
        stopped = marat.request("DELETE", f"/api/v1/uploads/{upload}")
        assert stopped.get_json()["state"] == "importing"
        return real(*arguments, **more)

    monkeypatch.setattr("content.importer.import_file", given_up)
    importer_of(school.app).run_pending()

    ended = state_of(marat, upload)
    assert (ended["state"], ended["problem"]["code"]) == ("refused", "import-stopped")
    with school.app.app_context():
        assert list(course_store().iter()) == []


def test_the_app_is_told_while_a_film_is_made_fit_for_phones(
    school: School, marat: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(marat, LESSON, **ZIP)
    told: list[bool] = []
    real = import_file

    def encodes(*arguments: Any, sizer: Any, **more: Any) -> Any:
        for encoding in (False, True, False):
            sizer._at_work(encoding)
            told.append(state_of(marat, upload)["converting"])
        return real(*arguments, sizer=sizer, **more)

    monkeypatch.setattr("content.importer.import_file", encodes)
    importer_of(school.app).run_pending()

    assert told == [False, True, False]
    assert state_of(marat, upload)["converting"] is False


def test_an_upload_is_given_up_by_its_owner_alone(
    marat: Phone, phone: Callable[[str], Phone]
) -> None:
    upload = bring(marat, LESSON, **ZIP)
    assert phone(cast.ARU).request("DELETE", f"/api/v1/uploads/{upload}").status_code == 404
    assert state_of(marat, upload)["state"] == "checking"
    assert marat.request("DELETE", f"/api/v1/uploads/{upload}").get_json()["state"] == "refused"


def test_a_cartridge_tells_all_its_lessons_and_what_a_phone_keeps(
    school: School, marat: Phone
) -> None:
    pages = "".join(f'<item identifier="m{n}"><title>{n}-тарау</title>'
                    f'<item identifier="i{n}" identifierref="r"><title>Бет</title></item></item>'
                    for n in (1, 2))  # fmt: skip
    rows = '<resource identifier="r" type="webcontent" href="a.html"/>'
    version = "<schema>IMS Common Cartridge</schema>"
    files = {
        "imsmanifest.xml": manifest(pages, rows, attributes="", version=version),
        "a.html": "<p>Су</p>".encode(),
    }
    data = zip_of(school.home, files).read_bytes()
    upload = bring(marat, data, **ZIP)
    importer_of(school.app).run_pending()

    result = state_of(marat, upload)["result"]
    assert [one["title"] for one in result["lessons"]] == ["1-тарау", "2-тарау"]
    assert [len(one["items"]) for one in result["lessons"]] == [1, 1]
    assert result["phone_bytes"] == len("<p>Су</p>".encode())
