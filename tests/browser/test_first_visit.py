"""What stands between a person and the first list of tasks: requests and databases, by number."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Request, Route, expect

from server.demo.cast import PASSWORD
from tests.browser import acts
from tests.browser.conftest import Phone, Village

APP = "**/assets/first-*.js"
WAITED_FOR = {"api", "document", "script", "stylesheet"}
LIST = "a[href^='/task/']"
# Two openings, and the reads: who is here, their settings, what the list and its signs show.
MOST_BEGUN = 12

# Databases opened and transactions begun until the list of tasks was there.
COUNT = """
self.begun = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name, ...more) {
  self.begun.push(["open", name.slice(0, 2)]);
  return open.call(this, name, ...more);
};
const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
  self.begun.push([mode ?? "readonly", this.name.slice(0, 2), ...[stores].flat()]);
  return transaction.call(this, stores, mode, ...more);
};
new MutationObserver((_, observer) => {
  if (!document.querySelector("a[href^='/task/']")) return;
  observer.disconnect();
  self.untilList = [...self.begun];
}).observe(document, { childList: true, subtree: true });
"""


@contextmanager
def held(page: Page, pattern: str) -> Iterator[list[Route]]:
    """Requests that match wait until this ends."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))  # noqa: PLW0108 - no built-in
    try:
        yield waiting
    finally:
        for route in waiting:
            route.continue_()
        page.unroute(pattern)


@pytest.fixture
def page(new_phone: Callable[[str], Phone]) -> Page:
    """A tab of a new phone that has not been anywhere."""
    return new_phone("aru").open("about:blank")


def test_the_form_can_be_filled_in_before_the_app_is_there_and_is_taken_over_as_it_stands(
    village: Village, page: Page
) -> None:
    with held(page, APP):
        page.goto(village.school.url, wait_until="commit")
        form = page.locator("#app > main")
        expect(form.locator("#login")).to_be_visible()
        form.locator("#login").fill("aru")
        form.locator("#password").fill(PASSWORD)
        page.evaluate("document.querySelector('#login').standing = true")
        before = page.evaluate(_SEEN)
        form.locator("#password").press("Enter")
        page.evaluate("document.querySelector('#login').focus()")
        assert page.url == f"{village.school.url}/", "nothing that was typed may go into an address"
        page.route("**/api/v1/sessions*", lambda _: None)  # the answer is not wanted yet
    expect(page.locator("main.login:not(.standing)")).to_be_visible()
    assert page.evaluate("document.querySelector('#login').standing"), "the field was replaced"
    assert page.evaluate("document.activeElement.id") == "login"
    after = page.evaluate(_SEEN)
    assert _without_what_the_server_said(after) == _without_what_the_server_said(before)


# The form's elements with what each says of itself; what only the sending changes is left out.
_SEEN = """
[...document.querySelectorAll("#app > main, #app > main *")].map((one) => [
  one.tagName,
  one.closest("button[type=submit]") ? "" : one.childElementCount ? "" : one.textContent,
  Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])
    .filter(([name]) => !["name", "value", "checked", "aria-disabled"].includes(name))),
])
"""


def _without_what_the_server_said(seen: list[list[object]]) -> list[str]:
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in seen]
    return [
        line.replace("login standing", "login") for line in lines if '"class": "muted"' not in line
    ]


def test_a_form_that_was_sent_before_the_app_was_there_logs_in_by_itself(
    village: Village, page: Page
) -> None:
    with held(page, APP):
        page.goto(village.school.url, wait_until="commit")
        page.locator("#login").fill("aru")
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
    expect(page.locator(LIST).first).to_be_visible()
    assert page.url == f"{village.school.url}/"


def test_a_language_chosen_before_the_app_is_there_is_the_apps(
    village: Village, page: Page
) -> None:
    with held(page, APP):
        page.goto(village.school.url, wait_until="commit")
        page.get_by_text("Русский", exact=True).click()
    expect(page.get_by_role("heading", name="Вход в Tirek")).to_be_visible()
    # the page speaks Kazakh only, and does not show itself to who has chosen otherwise
    with held(page, APP):
        page.goto(village.school.url, wait_until="commit")
        page.wait_for_selector("#login", state="attached")
        expect(page.locator("#login")).to_be_hidden()


def test_the_first_list_takes_one_answer_and_nothing_that_has_to_be_stored_first(
    village: Village, page: Page
) -> None:
    """After the log-in's answer no other is waited for, and of the phone's own only the profile."""
    page.add_init_script(COUNT)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(_kind(request)))
    page.goto(village.school.url)
    expect(page.locator("#login")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sorted(one for one in fetched if one in WAITED_FOR) == [
        "api", "document", "script", "script", "stylesheet",
    ]  # fmt: skip
    with held(page, "**/api/v1/changes*"), held(page, "**/api/v1/operations"):
        page.locator("#login").fill("aru")
        page.locator("#password").fill(PASSWORD)
        begun = len(page.evaluate("self.begun"))
        page.locator("#password").press("Enter")
        expect(page.locator(LIST).first).to_be_visible()
        written = [one for one in page.evaluate("self.untilList")[begun:] if one[0] == "readwrite"]
        assert written == [["readwrite", "de", "profiles", "meta"]]


def test_the_app_opens_again_with_two_databases_and_few_reads(village: Village, page: Page) -> None:
    page.goto(village.school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    expect(page.locator(LIST).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    village.school.kill()
    page.add_init_script(COUNT)
    page.goto(f"{village.school.url}/")
    expect(page.locator(LIST).first).to_be_visible()
    begun = page.evaluate("self.untilList")
    assert sorted(one[1] for one in begun if one[0] == "open") == ["de", "p-"]
    assert not [one for one in begun if one[0] == "readwrite"]
    assert len(begun) <= MOST_BEGUN, begun
    village.school.start()


def _kind(request: Request) -> str:
    return "api" if "/api/" in request.url else request.resource_type


def test_a_phone_two_years_behind_goes_by_the_schools_clock(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    """Far from school, too: how wrong its clock is outlives the page."""
    page = new_phone("aru").open(village.school.url)
    # Not the clock that Playwright installs: it stops what the app waits with.
    page.add_init_script("const right = Date.now; Date.now = () => right() - 2 * 365 * 86400000;")
    page.reload()
    acts.log_in(page, "aru")
    tasks = page.locator("a[href^='/task/']")
    expect(tasks.first).to_be_visible()
    acts.wait_until_on_phone(page)
    village.school.kill()
    page.reload()
    expect(tasks.first).to_be_visible()
    expect(page.get_by_role("heading", name="Мерзімі өтті")).to_be_visible()
    page.get_by_role("button", name="Жұмыстар қайда").click()
    sheet = page.get_by_role("dialog", name="Жұмыстар қайда?")
    expect(sheet).to_contain_text("Телефонның сағаты қате. Мектепте қазір")
    expect(sheet).to_contain_text("бүгін")
