"""A cmi5 course and a Tin Can package in the app: without a server, after a kill, and with one."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import SCHOOL, person_id
from server.lrs import names
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_package import FOLDER
from tests.browser.watching import until_stored
from tests.support.nodes import Node

COURSE = "catapult_pre_post_test_framed.zip"
TITLE = "Геология"
ITEM = re.compile("Introduction to Geology")
VERBS = "http://adlnet.gov/expapi/verbs/"
ABANDONED = "https://w3id.org/xapi/adl/verbs/abandoned"

# What an authoring tool's page does with the parameters of its launch.
PAGE = """<!doctype html><meta charset="utf-8"><p id="told">…</p><script>
const launch = Object.fromEntries(new URLSearchParams(location.search));
const headers = {
  Authorization: launch.auth, "Content-Type": "application/json",
  "X-Experience-API-Version": "1.0.3",
};
const statement = {
  actor: JSON.parse(launch.actor), verb: { id: "http://adlnet.gov/expapi/verbs/passed" },
  object: { id: launch.activity_id }, context: { registration: launch.registration },
  result: { success: true, completion: true, score: { raw: 8, min: 0, max: 10, scaled: 0.8 } },
};
const state = `${launch.endpoint}activities/state?` + new URLSearchParams({
  activityId: launch.activity_id, agent: launch.actor, stateId: "place",
  registration: launch.registration,
});
(async () => {
  const before = await fetch(state, { headers });
  const visits = before.status === 404 ? 0 : (await before.json()).visits;
  await fetch(state, { method: "PUT", headers, body: JSON.stringify({ visits: visits + 1 }) });
  const kept = await fetch(`${launch.endpoint}statements`, {
    method: "POST", headers, body: JSON.stringify(statement),
  });
  document.getElementById("told").textContent = `kept ${kept.status}, visit ${visits + 1}`;
})();
</script>"""


def kept_verbs(node: Node, *verbs: str) -> dict[str, int]:
    """How many statements of each verb the record store holds."""
    query = """
        SELECT name FROM lrs_statement JOIN lrs_name ON lrs_name.n = verb WHERE voided = 0
    """
    rows = ledger.rows(node, query)
    return {
        verb.rsplit("/", 1)[-1]: rows.count((names.number(SCHOOL, names.VERB, verb),))
        for verb in verbs
    }


def answer_right(page: Page) -> None:
    quiz = acts.activity(page)
    quiz.get_by_role("button", name="(Select correct answers)").click()
    quiz.get_by_role("button", name="Submit Answers").click()
    expect(quiz.get_by_text("You achieved a passing score.")).to_be_visible()


def open_part(page: Page, name: str, nth: int = 0) -> None:
    page.locator(".player-parts").click()
    page.get_by_role("dialog").get_by_role("button", name=name).nth(nth).click()


def test_a_cmi5_course_is_taken_without_a_server_and_goes_on_after_a_kill(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    if not (FOLDER / COURSE).is_file():
        pytest.skip(f"{COURSE} is not at hand; name its folder in TIREK_TEST_PACKAGES")
    school = village.school
    school.tirek("content", "import", str(FOLDER / COURSE), "--title", TITLE, "--grade", "5")
    phone = new_phone("aru")
    page = phone.open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.open_lesson(page, TITLE)
    acts.keep_lesson(page)
    school.kill()

    # The first unit is passed; then Android needs the memory.
    page.get_by_role("link", name=ITEM).first.click()
    answer_right(page)
    until_stored(page, person_id("aru"), "outbox", f"{VERBS}passed")
    until_stored(page, person_id("aru"), "outbox", f"{VERBS}completed")
    phone.kill()

    # The course goes on in the same registration; the other two units of the block are taken.
    page = phone.open(school.url)
    acts.expect_offline(page)
    acts.open_lesson(page, TITLE)
    page.get_by_role("link", name=ITEM).first.click()
    open_part(page, "Post-test")
    answer_right(page)
    open_part(page, "Content")
    expect(acts.activity(page).locator("#content")).not_to_be_empty()
    acts.close_player(page)

    school.start()
    acts.send_now(page)
    [attempt] = ledger.documents(school, "aru")["attempt"].values()
    assert (attempt["completion"], attempt["success"]) == ("incomplete", "unknown")
    kept = kept_verbs(
        school,
        *(VERBS + verb for verb in ("launched", "initialized", "passed", "terminated")),
        ABANDONED,
    )
    assert kept["passed"] == 2
    assert kept["launched"] >= 3
    assert kept["abandoned"] >= 1
    assert ledger.rows(school, "SELECT count(*) FROM operations WHERE outcome = 'held'") == [(0,)]
    registrations = "SELECT count(DISTINCT registration) FROM lrs_statement"
    assert ledger.rows(school, registrations) == [(1,)]


@pytest.mark.slow
def test_a_tin_can_package_reports_and_keeps_its_notes(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    path = tmp_path / "su.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("page.html", PAGE)
        archive.writestr(
            "tincan.xml",
            '<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>'
            '<activity id="https://example.kz/su" type="http://adlnet.gov/expapi/activities/course">'
            "<name>Су</name><launch>page.html</launch></activity></activities></tincan>",
        )
    school = village.school
    school.tirek("content", "import", str(path), "--title", "Су айналымы", "--grade", "5")
    page = new_phone("aru").open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    for visit in (1, 2):
        acts.open_lesson(page, "Су айналымы")
        page.get_by_role("link", name="Су", exact=False).last.click()
        told = acts.activity(page).locator("#told")
        expect(told).to_have_text(f"kept 200, visit {visit}")
        acts.close_player(page)
    expect(page.get_by_text("Нәтиже: 8")).to_be_visible()
    acts.send_now(page)
    [attempt] = ledger.documents(school, "aru")["attempt"].values()
    assert (attempt["completion"], attempt["success"], attempt["score"]) == (
        "completed",
        "passed",
        ["8", "0", "10"],
    )
    assert kept_verbs(school, f"{VERBS}passed") == {"passed": 2}
