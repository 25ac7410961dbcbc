"""Which course comes first: what a class works on in the next two weeks, then the small ones."""

from collections.abc import Callable

import pytest

from content.blobs import BlobStore
from server.db import db
from server.delivery.ordering import in_order
from sync.plan import Budget
from tests.server import cast
from tests.server.classroom.tasks import set_task
from tests.server.delivery.conftest import FIRST, Publisher
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair


@pytest.fixture
def courses(publisher: Publisher, pair: Pair) -> tuple[str, str]:
    """A small course and a large one, both announced at the school. It is 23 November."""
    small = publisher.edition({"index.html": FIRST["index.html"]})
    publisher.course = None
    large = publisher.edition(FIRST)
    pair.exchange()
    return small, large


def order(pair: Pair, courses: tuple[str, str]) -> list[str]:
    with pair.school.app.app_context():
        return in_order(db.session(), list(courses), [cast.AKBULAQ])


@pytest.mark.parametrize(
    ("due", "first"),
    [
        ("2026-11-25T10:00:00.000Z", True),
        ("2026-12-06T10:00:00.000Z", True),
        ("2026-11-22T10:00:00.000Z", True),  # late work is still handed in
        ("2026-12-08T10:00:00.000Z", False),
        ("2026-11-20T10:00:00.000Z", False),
        (None, False),
    ],
)
def test_a_course_assigned_for_the_next_two_weeks_comes_first(
    pair: Pair,
    courses: tuple[str, str],
    phone: Callable[[str], Phone],
    due: str | None,
    first: bool,
) -> None:
    small, large = courses
    set_task(phone(cast.MARAT), course=large, due_at=due)

    assert order(pair, courses) == ([large, small] if first else [small, large])


def test_a_task_that_was_withdrawn_pulls_no_longer(
    pair: Pair, courses: tuple[str, str], phone: Callable[[str], Phone]
) -> None:
    small, large = courses
    marat = phone(cast.MARAT)
    task = set_task(marat, course=large, due_at="2026-11-25T10:00:00.000Z")
    assert order(pair, courses) == [large, small]

    marat.submit("assignment.withdraw", {}, record=task)

    assert order(pair, courses) == [small, large]


def test_a_course_held_never_comes_when_it_is_assigned(
    pair: Pair, courses: tuple[str, str], phone: Callable[[str], Phone]
) -> None:
    from server.delivery.records import hold_record

    small, large = courses
    marat = phone(cast.MARAT)
    fields = {"school": cast.AKBULAQ, "course": large, "mode": "never"}
    marat.submit("hold.set", fields, record=hold_record(cast.AKBULAQ, large))
    assert order(pair, courses) == [small]

    set_task(marat, course=large, due_at="2026-11-25T10:00:00.000Z")

    assert order(pair, courses) == [large, small]


def test_the_assigned_course_is_the_first_that_crosses(
    publisher: Publisher,
    pair: Pair,
    phone: Callable[[str], Phone],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over a link that lets little through, the class's course is whole before the small one."""
    small = publisher.edition({"index.html": FIRST["index.html"]})
    publisher.course = None
    large = publisher.edition(
        {"index.html": FIRST["pages/1.html"], "2.html": FIRST["pages/2.html"]}
    )
    with monkeypatch.context() as patch:
        patch.setattr(BlobStore, "free_bytes", lambda _: 0)
        pair.exchange()  # both are announced, and no file comes
    set_task(phone(cast.MARAT), course=large, due_at="2026-11-25T10:00:00.000Z")
    aru = phone(cast.ARU)

    def here() -> list[str]:
        aru.refresh()
        documents = {course: aru.doc("course", course) for course in (small, large)}
        return [
            course for course, one in documents.items() if one["lessons"][0]["items"][0]["here"]
        ]

    assert here() == []
    while not here():
        pair.exchange(budget=Budget(bytes=12_000))

    assert here() == [large]
