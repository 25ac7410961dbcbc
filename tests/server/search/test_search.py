"""Lessons are found by title and by what they say, by those who may see them."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from content.importer import import_file
from server.db import db
from server.library.index import refresh
from server.library.stores import course_store
from server.operations.local import submit
from server.search.indexing import next_unread, read_all
from server.search.models import SearchText, SearchWord
from tests.content.archives import zip_of
from tests.server import cast
from tests.server.conftest import School
from tests.server.library.test_schemas import COURSE
from tests.server.phone import Phone

PAGES = {
    "index.html": "<h1>Абай Құнанбайұлы</h1><script>var жасырын=1</script>".encode(),
    "su.html": "<p>Судың табиғаттағы айналымы: булану, жауын-шашын.</p>".encode(),
}


def published(school: School, owner: str | None, record: str, title: str = "Әдебиет") -> str:
    """A course with one lesson of two pages, its words read; returns the description's name."""
    path = zip_of(school.home, PAGES, f"{record}.zip")
    imported = import_file(path, f"{record}.zip", course_store())
    course = copy.deepcopy(COURSE) | {"title": title, "school": owner}
    lesson = course["lessons"][0]
    lesson["title"] = "Ақын туралы"
    lesson["items"][0] |= {"title": "Бет", "manifest": imported.manifest_sha256, "format": "html"}
    course["lessons"] = [lesson | {"items": [lesson["items"][0]]}]
    submit("course.publish", record, course)
    refresh(course_store())
    read_all(course_store())
    return imported.manifest_sha256


@pytest.fixture
def literature(school: School, in_app: None) -> str:
    return published(school, cast.AKBULAQ, "lit5")


def found(phone: Phone, query: str, **more: Any) -> list[dict[str, Any]]:
    answer = phone.get("/api/v1/search", query_string={"q": query, **more})
    assert answer.status_code == 200
    return list(answer.get_json()["results"])


@pytest.mark.parametrize(
    "query", ["айналымы", "айналым", "айналымын", "Кунанбай", "қунанбайұлы", "abai", "БУЛАНУ су"]
)
def test_words_inside_a_lesson_are_found_on_any_keyboard(
    phone: Callable[[str], Phone], literature: str, query: str
) -> None:
    [result] = found(phone(cast.ARU), query)
    assert (result["course"], result["where"], result["title"]) == ("lit5", "text", "Бет")
    assert result["excerpt"]


def test_titles_come_before_texts_and_name_no_item(
    phone: Callable[[str], Phone], literature: str
) -> None:
    [result] = found(phone(cast.MARAT), "акын")
    assert (result["where"], result["item"], result["title"]) == ("title", None, "Ақын туралы")
    [by_course] = found(phone(cast.MARAT), "ақын әдебиет")
    assert by_course["where"] == "title"


@pytest.mark.parametrize("query", ["жасырын", "айналым тарих", "ж", "…", "%", "' OR 1=1 --"])
def test_what_is_not_said_is_not_found(
    phone: Callable[[str], Phone], literature: str, query: str
) -> None:
    assert found(phone(cast.ARU), query) == []


def test_a_school_is_searched_by_its_own_people_only(
    phone: Callable[[str], Phone], school: School, literature: str
) -> None:
    assert found(phone(cast.TIMUR), "айналым") == []
    published(school, None, "national")
    assert [one["course"] for one in found(phone(cast.TIMUR), "айналым")] == ["national"]
    assert len(found(phone(cast.ARU), "айналым")) == 2
    assert len(found(phone(cast.ARU), "айналым", limit=1)) == 1


def test_a_former_edition_is_not_found_any_more(
    phone: Callable[[str], Phone], literature: str
) -> None:
    submit("course.publish", "lit5", {**COURSE, "school": cast.AKBULAQ, "edition": 2})
    assert found(phone(cast.ARU), "айналым") == []


def test_a_lesson_is_read_once_and_again_under_new_rules(
    monkeypatch: pytest.MonkeyPatch, literature: str
) -> None:
    assert next_unread() is None
    words = db.session.query(SearchWord).count()
    db.session.rollback()
    monkeypatch.setattr("server.search.limits.FORM", 2)
    assert next_unread() == literature
    assert read_all(course_store()) == 1
    assert [row.form for row in db.session.query(SearchText)] == [2]
    assert db.session.query(SearchWord).count() == words


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "а", "limit": 51}])
def test_a_query_has_its_bounds(phone: Callable[[str], Phone], query: dict[str, Any]) -> None:
    assert phone(cast.ARU).get("/api/v1/search", query_string=query).status_code == 422
