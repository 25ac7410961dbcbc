"""A lesson of two parts, begun on one phone and gone on with at home on another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.content.archives import zip_of
from tests.content.manifests import manifest

TITLE = "Екі бөлім"
ELSEWHERE = "Тоқтаған жеріңіз басқа телефонда"
PARTS = "".join(
    f'<item identifier="i{n}" identifierref="r{n}"><title>{n}-бөлім</title></item>' for n in (1, 2)
)
FILES = "".join(
    f'<resource identifier="r{n}" adlcp:scormtype="sco" href="part{n}.html"/>' for n in (1, 2)
)
PAGE = """<!doctype html><meta charset="utf-8"><p class="drawn"></p>
<button onclick="leave()">{does}</button><script>
const api = parent.API;
api.LMSInitialize("");
const place = api.LMSGetValue("cmi.core.lesson_location") || "new";
document.querySelector(".drawn").textContent = "part {number}: " + place;
const set = (name, value) => api.LMSSetValue("cmi.core." + name, value);
const isNew = api.LMSGetValue("cmi.core.lesson_status") === "not attempted";
if (isNew) set("lesson_status", "incomplete");
function leave() {{ {leave} api.LMSCommit(""); }}
onunload = () => api.LMSFinish("");
</script>"""
ENDS = (
    'set("lesson_status", "completed"); set("score.raw", "8"); set("score.max", "10");'
    'set("score.min", "0");'
)
STOPS = 'set("lesson_location", "page 3"); set("exit", "suspend");'


def package(folder: Path) -> Path:
    files = {
        "imsmanifest.xml": manifest(PARTS, FILES),
        "part1.html": PAGE.format(number=1, does="ends", leave=ENDS).encode(),
        "part2.html": PAGE.format(number=2, does="stops", leave=STOPS).encode(),
    }
    return zip_of(folder, files, "parts.zip")


def open_at(page: Page, shown: str) -> None:
    page.locator("a[href^='/play/']").first.click()
    expect(acts.activity(page).locator(".drawn")).to_have_text(shown)


def choose(page: Page, name: str) -> None:
    page.get_by_role("button", name="Сабақтың бөлімдері").click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()


@pytest.mark.slow
def test_the_place_is_on_the_other_phone_before_the_school_is_out_of_reach(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    school.tirek("content", "import", str(package(tmp_path)), "--title", TITLE, "--grade", "5")
    first = new_phone("aru").open(school.url)
    acts.log_in(first, "aru")
    acts.open_lesson(first, TITLE)
    open_at(first, "part 1: new")
    acts.activity(first).get_by_role("button", name="ends").click()
    # Looked at once more it stays done.
    choose(first, "1-бөлім")
    expect(acts.activity(first).locator(".drawn")).to_have_text("part 1: new")
    choose(first, "2-бөлім")
    acts.activity(first).get_by_role("button", name="stops").click()
    acts.close_player(first)
    acts.send_now(first)
    [told] = ledger.documents(school, "aru")["attempt"].values()
    assert (told["completion"], told["score"]) == ("incomplete", ["8", "0", "10"])

    # On the other phone the place can't be had at first, and then the school is gone.
    phone = new_phone("aru-other")
    phone.open("about:blank")
    assert phone.context
    phone.context.route("**/snapshot", lambda route: route.abort())
    second = phone.open(school.url)
    acts.log_in(second, "aru")
    acts.wait_until_on_phone(second)
    acts.open_lesson(second, TITLE)
    acts.keep_lesson(second)
    school.kill()
    open_at(second, "part 1: new")
    expect(second.get_by_text(ELSEWHERE)).to_be_visible()
    acts.close_player(second)

    school.start()
    phone.context.unroute("**/snapshot")
    with second.expect_response("**/snapshot"):
        acts.send_now(second)
    [told] = ledger.documents(school, "aru")["attempt"].values()
    assert (told["completion"], told["score"]) == ("incomplete", ["8", "0", "10"])
    school.kill()
    open_at(second, "part 2: page 3")
    expect(second.get_by_text(ELSEWHERE)).to_have_count(0)
