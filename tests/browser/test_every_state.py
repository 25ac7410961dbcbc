"""Every screen on a bad day: without a server, refused, waiting for an answer, with nothing in it,
and with each of its sheets open, as it comes and with a form's refusals showing: no barrier.

Every day looks at a sample; all of it, in three languages, is the slow tests' (`make test-full`).
"""

import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import PATIENCE_MS, Phone, Village
from tests.browser.routes import STOPS, Role, Stop, by_person, log_in, speak, visit
from tests.browser.states import STATES, State, leave, put, visit_in
from tests.browser.test_every_screen import LANGUAGES, WALK_SECONDS, seen
from tests.browser.watching import AXE

NewPhone = Callable[[str], Phone]
pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: npm ci")
PEOPLE = [pytest.param(server, stops, id=login) for server, login, stops in by_person()]

SAMPLE = {
    "aru": ("/todo", "/timeline/:id", "/play/:lesson/:item"),
    "marat": ("/t/book/:class/:subject", "/t/clubs"),
    "admin": ("/admin/people", "/admin/timetable"),
}
FREE = ":enabled:visible:not([aria-disabled=true])"
BUTTONS = f".page-body button{FREE}"
# A row stands for all rows of its list; buttons that look alike may yet do different things.
KEYS = """
buttons => buttons.map((one) => [
  one.className.includes("button") && !one.closest("li") ? one.textContent : "",
  one.className, one.parentElement.className, one.closest("section")?.ariaLabel ?? "",
].join("|"))
"""
OPENS_MS = 400
MOST_BUTTONS = 20
"""Of one screen: a book has a thousand cells, and each is like the next."""
LEAVES = re.compile("Басқа адам кіреді|Войдёт другой человек|Someone else will log in")
DIALOG = "[role=dialog]"


def url_of(village: Village, server: Role) -> str:
    return village.hub.url if server == "hub" else village.school.url


def in_state(page: Page, url: str, stops: list[Stop], state: State, language: str) -> list[str]:
    found: list[str] = []
    speak(page, language)
    for stop in stops:
        try:
            visit_in(page, url, stop, state)
            lines = seen(page)
        except Error as problem:
            lines = [str(problem).splitlines()[0]]
        found += [f"{state} {language} {stop.route} {line}" for line in lines]
    return found


def begun(page: Page, url: str, login: str, state: State) -> list[str]:
    """Somebody is in, and the phone in this state from here on; the addresses that are met so."""
    if state == "empty":
        put(page, state)
    log_in(page, url, login)
    return put(page, state)


@pytest.mark.parametrize("login", SAMPLE)
def test_a_sample_of_bad_days_has_no_barrier(
    village: Village, new_phone: NewPhone, login: str
) -> None:
    found: list[str] = []
    stops = [stop for stop in STOPS if stop.login == login and stop.route in SAMPLE[login]]
    url = village.school.url
    page = new_phone(login).open("about:blank")
    log_in(page, url, login)
    found += on_sheets(page, url, stops[-1:], ["ru"])
    for state, language in zip(STATES[:3], LANGUAGES, strict=True):
        met = put(page, state)
        found += in_state(page, url, stops, state, language)
        assert met, f"nothing was asked for while {state}"
    leave(page)
    page = new_phone(f"{login}-new").open("about:blank")
    met = begun(page, url, login, "empty")
    found += in_state(page, url, stops, "empty", "ru")
    leave(page)
    assert met
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(WALK_SECONDS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("server", "stops"), PEOPLE)
def test_nobody_meets_a_barrier_on_a_bad_day(
    village: Village, new_phone: NewPhone, server: Role, stops: list[Stop], state: State
) -> None:
    url = url_of(village, server)
    page = new_phone(stops[0].login).open("about:blank")
    met = begun(page, url, stops[0].login, state)
    found = [line for language in LANGUAGES for line in in_state(page, url, stops, state, language)]
    leave(page)
    assert met
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(WALK_SECONDS)
@pytest.mark.parametrize(("server", "stops"), PEOPLE)
def test_nobody_meets_a_barrier_on_any_sheet(
    village: Village, new_phone: NewPhone, server: Role, stops: list[Stop]
) -> None:
    url = url_of(village, server)
    page = new_phone(stops[0].login).open("about:blank")
    page.context.add_init_script("window.print = () => undefined;")
    log_in(page, url, stops[0].login)
    found = on_sheets(page, url, stops, LANGUAGES)
    assert not found, "\n".join(found)


def on_sheets(page: Page, url: str, stops: list[Stop], languages: Sequence[str]) -> list[str]:
    """Presses every button of each screen in the first language, and in the others those that have
    opened a sheet; what opens is looked at, and its form sent as it is."""
    known: set[str] = set()
    found: list[str] = []
    for stop in stops:
        if stop.route.startswith("/play/"):
            continue
        opening: list[int] | None = None
        for language in languages:
            speak(page, language)
            opened: list[int] = []
            for nth in list(buttons(page, url, stop)) if opening is None else opening:
                lines = pressed(page, url, stop, nth, known if opening is None else None)
                if lines is not None:
                    opened.append(nth)
                    found += [f"{language} {stop.route} {line}" for line in lines]
            if opening is not None and opened != opening:
                found.append(f"{language} {stop.route}: of {opening} only {opened} open")
            opening = opened
    return found


def buttons(page: Page, url: str, stop: Stop) -> Iterator[int]:
    """Those that differ."""
    visit(page, url, stop)
    all_of_them = page.locator(BUTTONS)
    words = all_of_them.all_inner_texts()
    seen_keys: set[str] = set()
    for nth, key in enumerate(all_of_them.evaluate_all(KEYS)):
        if key not in seen_keys and not LEAVES.search(words[nth]) and len(seen_keys) < MOST_BUTTONS:
            seen_keys.add(key)
            yield nth


def pressed(page: Page, url: str, stop: Stop, nth: int, known: set[str] | None) -> list[str] | None:
    """What is wrong with the sheet that a button opens; None if it opens none, or one of those that
    are `known`. Without these it is to open one for sure."""
    try:
        visit(page, url, stop)
        button = page.locator(BUTTONS).nth(nth)
        if button.count() == 0:
            return None
        button.click(no_wait_after=True)
        return opened_by(page, known)
    except Error as problem:
        return [f"button {nth}: {str(problem).splitlines()[0]}"]


def opened_by(page: Page, known: set[str] | None) -> list[str] | None:
    dialog = page.locator(DIALOG)
    try:
        dialog.first.wait_for(timeout=PATIENCE_MS if known is None else OPENS_MS)
    except Error:
        return None
    title = dialog.first.get_attribute("aria-label") or ""
    if known is not None:
        if title in known:
            return None
        known.add(title)
    found = [f"«{title}» {line}" for line in seen(page)]
    send = dialog.first.locator(f"form button[type=submit]{FREE}")
    if send.count() > 0:
        send.first.click(no_wait_after=True)
        page.wait_for_timeout(200)
        if dialog.count() > 0:
            found += [f"«{title}», refused: {line}" for line in seen(page)]
    return found
