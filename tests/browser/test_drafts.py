"""A phone is lost with half an essay on it: the next one has the essay."""

import re
import time
from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import expect

from server.demo.cast import PASSWORD
from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.support.nodes import Node

TEXT = "Бөлшек деген бүтіннің бөлігі. Мысалы, нанды төртке бөлсек"
SHORT = "Бүтіннің бөлігі"
TASK = re.compile("Бөлшекті сызып көрсет")
COPIED_WITHIN_SECONDS = 60  # the app looks at the server three times a minute


def ask(school: Node, login: str, drafts: list[dict[str, Any]] | None = None) -> Any:
    """What the school keeps for somebody, or says to what a phone of its own brings."""
    body = {"login": login, "password": PASSWORD, "device": "looking"}
    made = requests.post(f"{school.url}/api/v1/sessions", json=body, timeout=20).json()
    answer = requests.request(
        "GET" if drafts is None else "POST",
        f"{school.url}/api/v1/drafts",
        json=None if drafts is None else {"drafts": drafts},
        headers={"Authorization": f"Bearer {made['token']}"},
        timeout=20,
    )
    return answer.json()["drafts"]


def kept(school: Node, login: str) -> list[str]:
    """The texts that the school keeps for somebody."""
    return [one["text"] for one in ask(school, login)]


def test_what_was_being_written_is_on_the_next_phone(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    lost = new_phone("aru").open(school.url)
    acts.log_in(lost, "aru")
    lost.get_by_role("link", name=TASK).click()
    lost.locator("#answer").fill(TEXT)
    until = time.monotonic() + COPIED_WITHIN_SECONDS
    while kept(school, "aru") != [TEXT]:
        assert time.monotonic() < until, "the draft was not copied"
        time.sleep(1)
    lost.close()
    # Meanwhile she wrote a few words on her mother's, which did not have hers.
    [copy] = ask(school, "aru")
    ask(school, "aru", [{**copy, "text": SHORT}])

    found = new_phone("aru-again").open(school.url)
    acts.log_in(found, "aru")
    found.get_by_role("link", name=TASK).click()
    expect(found.locator("#answer")).to_have_value(SHORT)
    expect(found.get_by_text("Басқа құрылғыңызда былай жазылған")).to_be_visible()
    found.get_by_role("button", name="Осында қосу").click()
    expect(found.locator("#answer")).to_have_value(f"{SHORT}\n\n{TEXT}")
    expect(found.get_by_role("button", name="Керек емес")).to_have_count(0)
    found.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(found.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()
    acts.send_now(found)
    until = time.monotonic() + COPIED_WITHIN_SECONDS
    while kept(school, "aru"):
        assert time.monotonic() < until, "what was handed in is still kept as a draft"
        time.sleep(1)
