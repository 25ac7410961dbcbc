"""What people wait for on a slow phone: the list of tasks, a tap that saves, the gradebook."""

import statistics
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from server import clock, db
from server.app import create_app
from server.config import Config
from server.demo import cast
from server.demo.roster import SCHOOL, class_id
from server.demo.timetable import calendar
from server.gradebook.models import Assessment
from server.operations.local import submit
from tests.bench.demo import SHUT, demo, school
from tests.bench.figures import Figure
from tests.bench.slow_phone import LAN, SLOW_3G, Link, Visit, slow_phone
from tests.support.nodes import Node

PUPIL: Final = "aru"
TEACHER: Final = "marat"
HANDING_IN: Final = ("aru", "alihan", "nursultan")  # of one class, with the same task
LIST: Final = "a[href^='/task/']"
TIMES: Final = 3
LEARNERS, COLUMNS = 30, 40
TYPED: Final = 30  # points entered one after the other


def measure(full: bool) -> Iterator[Figure]:
    """`full` changes nothing."""
    del full
    with school() as node, bare() as bound:
        slow = [_visits(one, SLOW_3G) for one in (node, bound) * TIMES]
        near = [_visits(one, LAN) for one in (node, bound) * TIMES]
        written = [_hand_in(node, pupil) for pupil in HANDING_IN]
    yield from _first("list_slow_3g", "<=3", slow)
    yield from _first("list_lan", "<=1.2", near)
    yield Figure("waiting.list_again", _middle(again for _, again in near[::2]), "s", "<=0.8")
    yield Figure("waiting.list_again_bound", _middle(again for _, again in near[1::2]), "s")
    saved = _middle(one for one, _ in written)
    yield Figure("waiting.tap_to_saved", saved, "ms", "<=50")
    yield Figure("waiting.tap_to_saved_bound", _middle(bound for _, bound in written), "ms")
    typical, worst = _gradebook()
    yield Figure("waiting.gradebook_median", typical, "ms")
    yield Figure("waiting.gradebook", worst, "ms", "<=200")


def _first(name: str, target: str, visits: list[tuple[Visit, float]]) -> Iterator[Figure]:
    """The app's first visit, its two parts, and the bound: app and bare page were seen in turns."""
    first = [one for one, _ in visits[::2]]
    yield Figure(f"waiting.{name}", _middle(one.waited for one in first), "s", target)
    yield Figure(f"waiting.{name}_opened", _middle(one.opened for one in first), "s")
    yield Figure(f"waiting.{name}_entered", _middle(one.entered for one in first), "s")
    bound = _middle(one.waited for one, _ in visits[1::2])
    yield Figure(f"waiting.{name}_bound", bound, "s")


def _visits(node: Node, link: Link) -> tuple[Visit, float]:
    """A first visit, and seconds of the next."""
    with slow_phone(link) as phone:
        first = phone.arrive(node.url, PUPIL, LIST)
        return first, phone.return_to(node.url, LIST)


def _middle(values: Iterable[float]) -> float:
    return statistics.median(values)


@contextmanager
def bare() -> Iterator[Node]:
    """The same school with the bare page in the place of the app (tests/bench/bare)."""
    with demo(SHUT) as made:
        node = replace(made.school, program=(sys.executable, "-m", "tests.bench.bare"))
        node.start()
        try:
            yield node
        finally:
            node.stop()


def _hand_in(node: Node, pupil: str) -> tuple[float, float]:
    """Milliseconds until a work is saved, and those of a bare row on the same phone."""
    with slow_phone(LAN) as phone:
        phone.arrive(node.url, pupil, LIST)
        page = phone.page
        bound = phone.bare_writes_ms(TIMES)
        page.locator(LIST).filter(has_text="сызып").click()
        page.locator("textarea").first.fill("Жауап: 3/4")
        page.get_by_role("button", name="Тапсыру", exact=True).click()
        page.get_by_role("heading", name="Жұмысыңыз").wait_for()
        saved = phone.saved_ms()
    assert saved, "nothing was written"
    return saved[-1], _middle(bound)


def _gradebook() -> tuple[float, float]:
    """The median and the longest wait while points of a class of 30 × 40 are entered."""
    with demo() as made:
        _fill(made.school)
        made.school.start()
        with slow_phone(LAN) as phone:
            phone.arrive(made.school.url, TEACHER, f"a[href='/t/class/{class_id('5a')}']")
            page = phone.page
            page.goto(f"{made.school.url}/t/book/{class_id('5a')}/mathematics")
            page.locator("tbody .book-name").nth(LEARNERS - 1).wait_for()
            page.locator("thead .book-head").nth(COLUMNS - 1).wait_for()  # they come in pages
            page.locator(f'[data-at="0 {COLUMNS // 2}"]').click()
            keypad = page.get_by_role("region", name="Ұпай енгізу")
            digits = [str(2 + n % 8) for n in range(TYPED)]  # a 1 waits for what might follow it
            for digit in digits:
                keypad.get_by_role("button", name=digit, exact=True).click()
            last = page.locator(f'[data-at="{TYPED - 1} {COLUMNS // 2}"]', has_text=digits[-1])
            last.wait_for()
            waits = phone.waits_ms()
    assert len(waits) >= TYPED // 2, waits
    return statistics.median(waits), max(waits)


def _fill(node: Node) -> None:
    """Learners and columns until the book of 5 Ә in mathematics has 30 × 40 cells."""
    app = create_app(Config.load({"TIREK_HOME": str(node.home), "TIREK_ROLE": "school"}))
    there = sum(1 for pupil in cast.pupils() if pupil.school_class.key == "5a")
    with app.app_context():
        today = clock.today()
        _, first, last = cast.school_year(today)
        terms = calendar(first, last)["terms"]
        begun = [n for n, one in enumerate(terms, 1) if one["starts_on"] <= today.isoformat()]
        term = f"{first.year}-{(begun or [1])[-1]}"
        book = f"{SCHOOL}.book.5a.mathematics"
        with db.write_transaction() as session:
            columns = session.query(Assessment).filter(Assessment.id.startswith(f"{book}.")).count()
            for n in range(there, LEARNERS):
                _enrol(f"{SCHOOL}.more{n}", n, first, last)
            for n in range(COLUMNS - columns):
                _column(f"{book}.more{n}", term, today - timedelta(days=n % 5))
        db.db.session.remove()
        db.db.engine.dispose()


def _enrol(person: str, number: int, first: date, last: date) -> None:
    names = {"family_name": f"Қосымша{number}", "given_name": "Оқушы"}
    more = {"login": f"more{number}", "language": "kk", "school": SCHOOL}
    submit("person.set", person, {**names, **more})
    place = {"person": person, "school": SCHOOL, "class": class_id("5a"), "grade": 5}
    year = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    submit("enrolment.set", f"{person}.enrolment", {**place, **year})


def _column(record: str, term: str, on: date) -> None:
    fields: dict[str, Any] = {
        "school": SCHOOL,
        "class": class_id("5a"),
        "grade": None,
        "subject": "mathematics",
        "term": term,
        "part": "formative",
        "title": "",
        "date": on.isoformat(),
        "max": 10,
        "tasks": [],
        "objectives": [],
        "assignment": None,
    }
    submit("assessment.set", record, fields)
