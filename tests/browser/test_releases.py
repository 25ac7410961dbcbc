"""The built app with a server two releases older and two newer: refused or held with a word, and
nothing is lost."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_ladder import TASK, TEXT, hand_in, open_done, status

pytestmark = pytest.mark.slow

NODE = "**/api/v1/node"
CHANGES = "**/api/v1/changes?*"
OPERATIONS = "**/api/v1/operations"


@contextmanager
def server_says(page: Page, path: str, change: Callable[[Any], Any]) -> Iterator[None]:
    """What the server answers there reaches the app changed; what was asked reaches the server."""

    def answer(route: Route) -> None:
        told = route.fetch()
        body = told.text()
        if told.ok and body:
            route.fulfill(response=told, body=json.dumps(change(json.loads(body))))
        else:
            route.fulfill(response=told)

    page.route(path, answer)
    try:
        yield
    finally:
        page.unroute(path, answer)


def is_release(version: str, oldest: int = 1) -> Callable[[Any], Any]:
    """What a server of that release says of itself."""
    return lambda node: {
        **node,
        "version": version,
        "generation": {"now": oldest, "oldest": oldest},
        "hologram": {"since": version},
    }


def more_than_known(changes: Any) -> Any:
    """Records as a newer server has them: more members, and types that nobody here knows."""
    for record in changes["records"]:
        if record["doc"] is not None:
            record["doc"]["hologram"] = {"light": [1, None, {"deep": True}]}
    strange = {"type": "hologram", "id": "h1", "doc": {"name": "Ару"}}
    return {**changes, "records": [*changes["records"], strange], "hologram": 1}


def refuses_hand_ins(page: Page) -> None:
    """As a server that cannot read this kind of operation: nothing of the batch is kept."""

    def answer(route: Route) -> None:
        if "submission.hand_in" not in (route.request.post_data or ""):
            route.continue_()
            return
        problem = {"type": "/problems/invalid-operation", "status": 422, "index": 0}
        route.fulfill(status=422, json=problem, content_type="application/problem+json")

    page.route(OPERATIONS, answer)


def opened(village: Village, phone: Phone) -> Page:
    page = phone.open(village.school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    return page


def test_a_server_two_releases_newer(village: Village, new_phone: Callable[[str], Phone]) -> None:
    page = opened(village, new_phone("aru"))
    with server_says(page, NODE, is_release("0.3.0")), server_says(page, CHANGES, more_than_known):
        page.reload()
        hand_in(page, TASK, TEXT)
        acts.step(page, "Мектепте")
        acts.send_now(page)
        for section in ("Сабақтар", "Бағалар", "Күнделік", "Тапсырма"):
            acts.section(page, section)
            link = page.get_by_role("navigation", name="Бөлімдер").get_by_role("link", name=section)
            expect(link).to_have_attribute("aria-current", "page")
            expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
    assert "submission.hand_in" in ledger.written_by(village.school, "aru")


def test_a_server_two_releases_older(village: Village, new_phone: Callable[[str], Phone]) -> None:
    page = opened(village, new_phone("aru"))
    refuses_hand_ins(page)
    with server_says(page, NODE, is_release("0.0.9")):
        page.reload()
        hand_in(page, TASK, TEXT)
        sheet = status(page)
        expect(sheet.get_by_text("Сервер бұл жазбаны түсінбеді", exact=False)).to_be_visible()
        page.reload()
        expect(status(page).get_by_text("өзі қайта жіберіледі", exact=False)).to_be_visible()
    assert "submission.hand_in" not in ledger.written_by(village.school, "aru")

    # The server is upgraded; nobody does anything but to look again.
    page.unroute_all()
    page.goto(village.school.url)
    open_done(page, TASK)
    acts.step(page, "Мектепте")


def test_a_server_that_has_left_this_app_behind(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    page = opened(village, new_phone("aru"))
    with server_says(page, NODE, is_release("2.0.0", oldest=9)):
        page.reload()
        expect(page.get_by_role("button", name=re.compile("^Жаңарту керек"))).to_be_visible()
        hand_in(page, TASK, TEXT)
        acts.step(page, "Осы телефонда")
        sheet = status(page)
        expect(sheet.get_by_text("жаңа нұсқасын сұрап тұр", exact=False)).to_be_visible()
        expect(sheet.get_by_role("button", name="Жаңарту", exact=True)).to_be_visible()
    assert "submission.hand_in" not in ledger.written_by(village.school, "aru")

    page.goto(village.school.url)
    open_done(page, TASK)
    acts.step(page, "Мектепте")
