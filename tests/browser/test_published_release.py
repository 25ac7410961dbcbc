"""The administrator's card of a release that the hub has published, from its coming to its end.

What becomes of it takes a night and root: here a small box answers for the server, as
server/releases/standing.py words it (tests/server/releases takes the real ones).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow


@dataclass
class Box:
    """How it stands with 1.4, and what the administrator has said."""

    standing: dict[str, Any]
    said: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        if route.request.method == "PUT":
            self.said.append(json.loads(route.request.post_data or "{}"))
            self.standing |= self.said[-1]
        route.fulfill(json=self.standing)

    def shows(self, page: Page, **now: Any) -> Locator:
        """The card, after the page was opened anew."""
        self.standing |= now
        page.reload()
        return page.locator("section.card").filter(has_text="Орталық жариялаған нұсқа")


def test_an_administrator_puts_it_off_and_takes_it(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    admin = new_phone("admin").open(village.school.url)
    acts.log_in(admin, "admin")
    acts.section(admin, "Мектеп")
    nothing = {"stage": "nothing", "version": None, "reason": None}
    box = Box({**nothing, "now": False, "not_before": None})
    admin.route("**/api/v1/upgrades/published", box.answer)
    expect(box.shows(admin)).to_have_count(0)

    coming = box.shows(admin, stage="coming", version="1.4")
    expect(coming).to_contain_text("1.4 нұсқасы жолда")
    expect(coming.get_by_role("button")).to_have_count(0)
    assert barriers(admin) == []

    here = box.shows(admin, stage="here")
    expect(here).to_contain_text("Түнгі 1 мен 5-тің арасында өзі ауысады")
    here.get_by_label("Мына күнге дейін ауыспау").fill("2026-12-01")
    expect(here).to_contain_text("дейін ауыспайды")
    here.get_by_role("button", name="Мерзімді алып тастау").click()
    expect(here).to_contain_text("өзі ауысады")
    here.get_by_role("button", name="Қазір ауысу").click()
    assert len(box.said) == 2, "it asks once more"
    here.get_by_role("button", name="Иә, қазір. Сервер бірнеше минут жауап бермейді").click()
    expect(here).to_contain_text("бір-екі минутта ауысады")
    expect(here.get_by_role("button")).to_have_count(0)
    assert box.said == [
        {"now": False, "not_before": "2026-12-01"},
        {"now": False, "not_before": None},
        {"now": True, "not_before": None},
    ]
    assert barriers(admin) == []

    expect(box.shows(admin, stage="switching")).to_contain_text("ауысып жатыр")
    failed = box.shows(admin, stage="failed", now=False, reason="not-answering")
    expect(failed).to_contain_text("Ештеңе жоғалған жоқ")
    expect(failed).to_contain_text("Себебі: іске қосылмады")
    expect(failed.get_by_role("button", name="Қайта көру")).to_be_visible()
    assert barriers(admin) == []
    taken = box.shows(admin, stage="taken", reason=None)
    expect(taken).to_contain_text("1.4 нұсқасы жұмыс істеп тұр")
    expect(taken.get_by_role("button")).to_have_count(0)
