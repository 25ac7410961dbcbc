"""Courses: who publishes them, what phones are told, and which bytes are public."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from content.importer import import_file
from server.db import db, write_transaction
from server.delivery.wanting import missing_content
from server.library.index import damaged
from server.library.models import Edition
from server.library.stores import course_store
from server.operations.local import submit
from tests.server import cast
from tests.server.conftest import School
from tests.server.library.test_schemas import COURSE
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated
from tests.server.uploads.test_importing import LESSON


def own_course(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(COURSE), "school": cast.AKBULAQ, **changes}


@pytest.fixture
def marat(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.MARAT)


@pytest.fixture
def imported(school: School, in_app: None) -> Any:
    """The lesson's blobs in the store, not published yet."""
    package = school.home / "su.zip"
    package.write_bytes(LESSON)
    return import_file(package, "su.zip", course_store())


def with_manifest(manifest: str, **changes: Any) -> dict[str, Any]:
    course = {**copy.deepcopy(COURSE), **changes}
    course["lessons"][0]["items"][0]["manifest"] = manifest
    return course


def test_a_national_course_reaches_everybody(phone: Callable[[str], Phone], in_app: None) -> None:
    submit("course.publish", "maths5", COURSE)

    for person in (cast.ARU, cast.TIMUR, cast.SAULE):
        phone(person).refresh()
        course = phone(person).doc("course", "maths5")
        assert (course["edition"], course["school"]) == (1, None)
        assert course["lessons"][0]["items"][0]["here"] is False


def test_a_school_course_reaches_its_school(phone: Callable[[str], Phone], marat: Phone) -> None:
    course = marat.submit("course.publish", own_course())["record"]

    phone(cast.ARU).refresh()
    phone(cast.TIMUR).refresh()
    assert phone(cast.ARU).doc("course", course)["title"] == COURSE["title"]
    assert phone(cast.TIMUR).ids("course") == set()


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE, cast.OLGA])
def test_only_its_teachers_publish_for_a_school(phone: Callable[[str], Phone], person: str) -> None:
    result = phone(person).submit("course.publish", own_course())

    assert (result["outcome"], result["reason"]) == ("held", "not-a-teacher-of-the-school")


def test_a_school_does_not_change_what_is_national(marat: Phone, in_app: None) -> None:
    submit("course.publish", "maths5", COURSE)

    taken = marat.submit("course.publish", own_course(edition=2), record="maths5")
    gone = marat.submit("course.withdraw", {}, record="maths5")
    made = marat.submit("course.publish", COURSE)

    assert {taken["reason"], gone["reason"]} == {"national-course"}
    assert made["reason"] == "not-a-teacher-of-the-school"


def test_a_new_edition_replaces_the_old_one_which_stays_known(
    phone: Callable[[str], Phone], marat: Phone, school: School, in_app: None
) -> None:
    course = marat.submit("course.publish", own_course())["record"]
    school.clock.forward(days=1)
    marat.submit("course.publish", own_course(edition=2, title="Су"), record=course)

    aru = phone(cast.ARU)
    aru.refresh()
    assert (aru.doc("course", course)["edition"], aru.doc("course", course)["title"]) == (2, "Су")
    assert sorted(row.edition for row in db.session.query(Edition)) == [1, 2]


def test_a_lesson_taken_back_leaves_pupils_and_the_emptied_course_stays_its_teachers(
    phone: Callable[[str], Phone], marat: Phone, school: School
) -> None:
    made = marat.submit("course.publish", own_course())
    course, aru = made["record"], phone(cast.ARU)
    aru.refresh()
    assert len(aru.doc("course", course)["lessons"]) == 1

    school.clock.forward(seconds=60)
    taken = own_course(edition=2, lessons=[])
    marat.submit("course.publish", taken, record=course, base=made["op"])

    aru.refresh()
    marat.refresh()
    assert aru.ids("course") == set()
    assert marat.doc("course", course)["lessons"] == []
    school.clock.forward(seconds=60)
    marat.submit("course.publish", own_course(edition=3), record=course)
    aru.refresh()
    assert len(aru.doc("course", course)["lessons"]) == 1


def test_taking_the_last_lesson_back_leaves_what_a_colleague_added_meanwhile(
    phone: Callable[[str], Phone], marat: Phone, school: School
) -> None:
    made = marat.submit("course.publish", own_course())
    wrong = own_course()["lessons"]
    added = {**wrong[0], "id": "of-a-colleague"}
    school.clock.forward(seconds=60)
    colleague = own_course(edition=2, lessons=[*wrong, added])
    marat.submit("course.publish", colleague, record=made["record"], base=made["op"])

    school.clock.forward(seconds=60)
    taken = own_course(edition=2, lessons=[])
    marat.submit("course.publish", taken, record=made["record"], base=made["op"])

    aru = phone(cast.ARU)
    aru.refresh()
    assert [one["id"] for one in aru.doc("course", made["record"])["lessons"]] == ["of-a-colleague"]


def test_a_withdrawn_course_is_forgotten(phone: Callable[[str], Phone], marat: Phone) -> None:
    course = marat.submit("course.publish", own_course())["record"]
    aru = phone(cast.ARU)
    aru.refresh()

    marat.submit("course.withdraw", {}, record=course)

    aru.refresh()
    assert aru.ids("course") == set()


def test_content_is_public_once_an_edition_names_it(imported: Any, school: School) -> None:
    client = school.app.test_client()
    manifest = imported.manifest_sha256
    page = imported.description.files["index.html"].sha256
    assert client.get(f"/c/{manifest}").status_code == 404
    assert client.get(f"/c/{page}").status_code == 404

    submit("course.publish", "su", with_manifest(manifest))

    whole = client.get(f"/c/{page}", buffered=True)
    assert whole.status_code == 200
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert whole.headers["Content-Type"] == "application/octet-stream"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = client.get(f"/c/{page}", headers={"Range": "bytes=2-5"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    head = client.head(f"/c/{page}", buffered=True)
    assert head.headers["Content-Length"] == str(len(whole.data))
    known = client.get(f"/c/{page}", headers={"If-None-Match": whole.headers["ETag"]})
    assert known.status_code == 304


@pytest.mark.parametrize("name", ["x", "0" * 64, "A" * 64, "..%2f..%2ftirek.sqlite"])
def test_nothing_else_is_served_as_content(school: School, name: str) -> None:
    assert school.app.test_client().get(f"/c/{name}").status_code == 404


def test_a_personal_file_is_never_content(
    school: School, phone: Callable[[str], Phone], marat: Phone
) -> None:
    bring(phone(cast.ARU), b"a photo")
    course = own_course()
    course["lessons"][0]["items"][0]["manifest"] = stated(b"a photo")["sha256"]
    marat.submit("course.publish", course)

    assert read(marat, f"/c/{stated(b'a photo')['sha256']}").status_code == 404


def test_what_is_lacking_is_named_descriptions_first(
    imported: Any, school: School, phone: Callable[[str], Phone]
) -> None:
    store = course_store()
    manifest = imported.manifest_sha256
    files = {file.sha256 for file in imported.description.files.values()}
    bodies = {sha: store.read(sha) for sha in (manifest, *files)}
    for sha in bodies:
        store.delete(sha)
    submit("course.publish", "su", with_manifest(manifest))

    assert missing_content(store, 10) == [manifest]
    store.put(bodies[manifest])
    assert set(missing_content(store, 10)) == files
    assert len(missing_content(store, 1)) == 1
    aru = phone(cast.ARU)
    aru.refresh()
    for sha in files:
        store.put(bodies[sha])

    assert missing_content(store, 10) == []
    aru.refresh()
    assert aru.doc("course", "su")["lessons"][0]["items"][0]["here"] is True


def test_a_blob_found_damaged_is_lacking_again(imported: Any, school: School) -> None:
    store = course_store()
    submit("course.publish", "su", with_manifest(imported.manifest_sha256))
    page = imported.description.files["index.html"].sha256
    assert missing_content(store, 10) == []

    store.delete(page)
    with write_transaction() as session:
        damaged(session, [page])

    assert missing_content(store, 10) == [page]


def test_a_description_that_is_none_is_asked_for_no_more(school: School, in_app: None) -> None:
    store = course_store()
    sha, _ = store.put(b"not a description")
    submit("course.publish", "su", with_manifest(sha))

    assert missing_content(store, 10) == []


def lesson(name: str, *manifests: str) -> dict[str, Any]:
    items = [
        {**COURSE["lessons"][0]["items"][0], "id": f"{name}-{at}", "manifest": manifest * 64}
        for at, manifest in enumerate(manifests)
    ]
    return {"id": name, "title": name, "summary": "", "items": items}


def held(aru: Phone, course: str) -> tuple[int, dict[str, list[str]]]:
    """The edition that Aru's phone is told of, and the contents of its lessons."""
    aru.refresh()
    document = aru.doc("course", course)
    return document["edition"], {
        one["id"]: [item["manifest"][0] for item in one["items"]] for one in document["lessons"]
    }


def test_a_colleagues_lesson_stays_where_another_published_without_knowing_of_it(
    phone: Callable[[str], Phone], marat: Phone, school: School
) -> None:
    aru, other = phone(cast.ARU), phone(cast.MARAT)
    first = marat.submit(
        "course.publish", own_course(lessons=[lesson("old", "a", "b"), lesson("gone", "c")])
    )
    course, base = first["record"], first["op"]

    def publish(who: Phone, edition: int, base: str, *lessons: dict[str, Any]) -> Any:
        school.clock.forward(seconds=60)
        fields = own_course(edition=edition, lessons=list(lessons))
        return who.make("course.publish", fields, record=course, base=base)

    # At home, from the course of the morning: a file is replaced, a lesson added and one removed.
    at_home = publish(marat, 2, base, lesson("old", "d", "b"), lesson("home", "e"))
    # Meanwhile at school: a file and a lesson are added, and another on top of them.
    kept = [lesson("old", "a", "b", "f"), lesson("gone", "c"), lesson("school", "f")]
    seen = publish(other, 2, base, *kept)
    other.send(seen)
    op = f"{other.writer}.{other.epoch}.{seen['seq']}"
    other.send(publish(other, 3, op, *kept, lesson("more", "a")))
    assert held(aru, course)[0] == 3

    marat.send(at_home)

    both = {"old": ["d", "b", "f"], "school": ["f"], "more": ["a"], "home": ["e"]}
    assert held(aru, course) == (4, both)

    # Made with all of it in view: what is left out is removed.
    document = aru.doc("course", course)
    left = [lesson("old", "d", "b", "f"), lesson("more", "a")]
    marat.send(publish(marat, 5, document["op"], *left))
    assert held(aru, course) == (5, {"old": ["d", "b", "f"], "more": ["a"]})


def test_without_a_base_what_came_between_is_told_by_the_edition(
    phone: Callable[[str], Phone], marat: Phone, school: School
) -> None:
    course = marat.submit("course.publish", own_course(lessons=[lesson("old", "a")]))["record"]
    for name in ("first", "second"):
        school.clock.forward(seconds=60)
        fields = own_course(edition=2, lessons=[lesson("old", "a"), lesson(name, "b")])
        marat.submit("course.publish", fields, record=course)

    assert held(phone(cast.ARU), course) == (3, {"old": ["a"], "second": ["b"], "first": ["b"]})
