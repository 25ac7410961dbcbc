"""States that a screen is in on bad days, made by standing between the app and its server."""

import json
from collections.abc import Callable
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Route

from tests.browser.routes import Stop

State = Literal["away", "refused", "waiting", "empty"]
STATES: Final[tuple[State, ...]] = ("away", "refused", "waiting", "empty")

API: Final = "**/api/v1/**"
PEOPLE: Final = frozenset({"school", "class", "person", "role", "enrolment"})
"""Records that a school has on its first day; all others are its work."""
REFUSAL: Final = {
    "type": "/problems/internal",
    "title": "Something failed here",
    "status": 500,
    "hint": "Try again.",
}


def put(page: Page, state: State) -> list[str]:
    """From the next address on; the addresses that were met so. Whoever is to have an empty phone
    logs in after this."""
    met: list[str] = []

    def handle(route: Route) -> None:
        met.append(route.request.url)
        _HANDLERS[state](route)

    page.unroute_all(behavior="ignoreErrors")
    page.route(API, handle)
    return met


def leave(page: Page) -> None:
    page.unroute_all(behavior="ignoreErrors")


def visit_in(page: Page, url: str, stop: Stop, state: State) -> None:
    """Opens the stop, and waits until it shows what it shows in this state."""
    page.goto(f"{url}{stop.address}", wait_until="domcontentloaded")
    page.wait_for_selector(".standing", state="detached")
    page.wait_for_selector("h1")
    if state != "waiting":
        page.wait_for_selector(".loading", state="detached")


def _away(route: Route) -> None:
    route.abort("connectionrefused")


def _refused(route: Route) -> None:
    if _asks_who_answers(route.request):
        route.continue_()
    else:
        body = json.dumps(REFUSAL)
        route.fulfill(status=500, body=body, content_type="application/problem+json")


def _waiting(route: Route) -> None:
    """Is never answered, but for what the app asks of itself."""
    if _asks_who_answers(route.request):
        route.continue_()


def _empty(route: Route) -> None:
    request = route.request
    if request.method not in {"GET", "POST"} or _asks_who_answers(request):
        return route.continue_()
    answer = route.fetch()
    if "json" not in answer.headers.get("content-type", "") or not answer.ok:
        return route.fulfill(response=answer)
    is_list = request.method == "GET" and not request.url.endswith("/session")
    return route.fulfill(response=answer, json=_without(answer.json(), is_list))


def _without(value: Any, empties_lists: bool) -> Any:
    """What is said, less every record of work; of a list that was asked for, less its rows."""
    if isinstance(value, dict):
        if isinstance(records := value.get("records"), list):
            return {**value, "records": [one for one in records if one.get("type") in PEOPLE]}
        return {key: _without(one, empties_lists) for key, one in value.items()}
    if isinstance(value, list):
        return [] if empties_lists else [_without(one, empties_lists) for one in value]
    return value


def _asks_who_answers(request: Request) -> bool:
    return urlsplit(request.url).path == "/api/v1/node"


_HANDLERS: Final[dict[State, Callable[[Route], None]]] = {
    "away": _away,
    "refused": _refused,
    "waiting": _waiting,
    "empty": _empty,
}
