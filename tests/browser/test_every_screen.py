"""Every address of the app, in three languages, light and dark: no barrier, and nothing cut off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone, Village
from tests.browser.routes import ELSEWHERE, STOPS, Stop, by_person, declared, log_in, speak, visit
from tests.browser.watching import AXE, barriers

NewPhone = Callable[[str], Phone]
LANGUAGES = ("kk", "ru", "en")
WALK_SECONDS = 1800
"""A teacher's forty screens, in three languages and two lights."""
PEOPLE = [pytest.param(server, stops, id=login) for server, login, stops in by_person()]

# What is wider than the window without being made to scroll by itself.
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.slow
def test_every_route_is_walked() -> None:
    assert set(declared()) == {stop.route for stop in STOPS} | ELSEWHERE


@pytest.mark.slow
@pytest.mark.timeout(WALK_SECONDS)
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
@pytest.mark.parametrize(("server", "stops"), PEOPLE)
def test_nobody_meets_a_barrier_on_any_screen(
    village: Village, new_phone: NewPhone, server: str, stops: list[Stop]
) -> None:
    url = village.hub.url if server == "hub" else village.school.url
    login = stops[0].login
    page = new_phone(login).open("about:blank")
    log_in(page, url, login)
    found: list[str] = []
    for language in LANGUAGES:
        speak(page, language)
        for stop in stops:
            visit(page, url, stop)
            assert page.locator("html").get_attribute("lang") == language
            found += [f"{language} {stop.route} {line}" for line in seen(page)]
    assert not found, "\n".join(found)


def seen(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in both lights."""
    wider = page.evaluate(WIDER)
    found = [f"is {wider} px wider than the phone"] if wider > 0 else []
    page.emulate_media(color_scheme="light")
    found += barriers(page)
    page.emulate_media(color_scheme="dark")
    return found + [f"(dark) {line}" for line in barriers(page, colours_only=True)]
