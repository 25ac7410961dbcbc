"""The built app with a server two releases older and two newer: refused or held with a word, and
nothing is lost."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_ladder import TASK, TEXT, hand_in, open_done, status

pytestmark = pytest.mark.slow


ARU = person_id("aru")
OTHER_RELEASE = """
const asked = window.fetch;
const answer = ({ status, headers }, body) =>
  new Response(JSON.stringify(body), { status, headers });
window.fetch = async (address, init) => {
  const server = JSON.parse(localStorage.getItem("server") ?? "null");
  const path = String(address).split("?")[0];
  const sent = path === "/api/v1/operations" ? init.body : "";
  if (server?.cannotRead && sent.includes(server.cannotRead)) {
    const problem = { type: "/problems/invalid-operation", status: 422, index: 0 };
    return new Response(JSON.stringify(problem), { status: 422 });
  }
  const came = await asked(address, init);
  if (!server || came.status !== 200) return came;
  if (path === "/api/v1/node") return answer(came, { ...(await came.json()), ...server.node });
  if (path !== "/api/v1/changes" || !server.knowsMore) return came;
  const page = await came.json();
  for (const { doc } of page.records) if (doc) doc.hologram = { light: [1, null, { deep: true }] };
  page.records.push({ type: "hologram", id: "h1", doc: { name: "Ару" } });
  return answer(came, { ...page, hologram: 1 });
};
"""
"""What the app asks reaches the real server; what that answers is as another release has it."""


def server_is(page: Page, version: str, *, oldest: int = 1, **more: Any) -> None:
    """From here on the server says that it is of that release; the app is opened again."""
    node = {"version": version, "generation": {"now": oldest, "oldest": oldest}, "hologram": []}
    server = json.dumps({"node": node, **more})
    page.evaluate("server => localStorage.setItem('server', server)", server)
    page.reload()


def server_is_itself(page: Page) -> None:
    """Upgraded, or put back: the release that the app came with."""
    page.evaluate("localStorage.removeItem('server')")
    page.reload()


def opened(village: Village, phone: Phone) -> Page:
    page = phone.open(village.school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    page.add_init_script(OTHER_RELEASE)
    return page


def hand_ins(village: Village) -> int:
    """Of Ару's, in the school's log."""
    return ledger.written_by(village.school, ARU).count("submission.hand_in")


def test_a_server_two_releases_newer(village: Village, new_phone: Callable[[str], Phone]) -> None:
    page = opened(village, new_phone("aru"))
    before = hand_ins(village)
    server_is(page, "0.3.0", knowsMore=True)
    hand_in(page, TASK, TEXT)
    acts.step(page, "Мектепте")
    acts.send_now(page)
    for section in ("Сабақтар", "Бағалар", "Күнделік", "Тапсырма"):
        acts.section(page, section)
        link = page.get_by_role("navigation", name="Бөлімдер").get_by_role("link", name=section)
        expect(link).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
    assert hand_ins(village) == before + 1


def test_a_server_two_releases_older(village: Village, new_phone: Callable[[str], Phone]) -> None:
    page = opened(village, new_phone("aru"))
    before = hand_ins(village)
    server_is(page, "0.0.9", cannotRead="submission.hand_in")
    hand_in(page, TASK, TEXT)
    expect(page.get_by_role("button", name=re.compile("назар аударыңыз"))).to_be_visible()
    expect(status(page).get_by_text("Сервер бұл жазбаны түсінбеді")).to_be_visible()
    assert hand_ins(village) == before

    # The server is upgraded; nobody does anything but to look again.
    server_is_itself(page)
    page.goto(village.school.url)
    open_done(page, TASK)
    acts.step(page, "Мектепте")
    assert hand_ins(village) == before + 1


def test_a_server_that_has_left_this_app_behind(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    page = opened(village, new_phone("aru"))
    before = hand_ins(village)
    server_is(page, "2.0.0", oldest=9)
    expect(page.get_by_role("button", name=re.compile("^Жаңарту керек"))).to_be_visible()
    hand_in(page, TASK, TEXT)
    acts.step(page, "Осы телефонда")
    sheet = status(page)
    expect(sheet.get_by_text("жаңа нұсқасын сұрап тұр")).to_be_visible()
    expect(sheet.get_by_role("button", name="Жаңарту", exact=True)).to_be_visible()
    assert hand_ins(village) == before

    server_is_itself(page)
    page.goto(village.school.url)
    open_done(page, TASK)
    acts.step(page, "Мектепте")
    assert hand_ins(village) == before + 1
