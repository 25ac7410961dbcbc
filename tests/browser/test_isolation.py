"""Imported content is somebody else's program: it runs, and gets nothing that isn't its own."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.support.nodes import Node

HOSTILE = Path(__file__).parent / "hostile"
TITLE = "A hostile lesson"
# What the app's own page does not get either: there is no cookie, no stream, no such worker.
NOT_EVEN_THE_APP = {
    "read a cookie",
    "listen to the app's server",
    "register a worker of the package",
    "register a worker for everything",
    "register a worker from a blob",
    "register a worker from data",
}
UNAUTHORISED = """
() => fetch("/api/v1/me", { credentials: "include" }).then((answer) => answer.status)
"""


def test_content_reaches_nothing_of_the_app_online_or_offline(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    package = packed(tmp_path, school)
    school.tirek("content", "import", str(package), "--title", TITLE, "--grade", "5")
    phone = new_phone("aru")
    page = phone.open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    expect_probes_to_work(page, school)
    acts.open_lesson(page, TITLE)
    acts.keep_lesson(page)

    reached = watch(page, school)
    open_it(page)
    expect_nothing_gained(page)
    assert reached == []
    # The cookie that content has planted opens no door of the app's.
    assert cookie_names(page.context) <= {"hostile"}
    assert page.evaluate(UNAUTHORISED) == 401
    expect_to_stay(page)
    page.locator(".player-bar").get_by_role("button", name="Жабу").click()

    school.kill()
    phone.close()
    page = phone.open(school.url)
    acts.expect_offline(page)
    acts.open_lesson(page, TITLE)
    reached = watch(page, school)
    open_it(page)
    expect_nothing_gained(page)
    assert reached == []
    expect_to_stay(page)


def packed(folder: Path, school: Node) -> Path:
    """The hostile lesson, which knows where the app lives."""
    path = folder / "hostile.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("app.js", f"const APP = {json.dumps(school.url)};")
        for file in sorted(HOSTILE.iterdir()):
            package.write(file, file.name)
    return path


def expect_probes_to_work(page: Page, school: Node) -> None:
    """The same probes, run by the app itself, get what they ask for."""
    page.evaluate("localStorage.setItem('tirek.probe', '1')")
    program = (HOSTILE / "probe.js").read_text(encoding="utf-8")
    outcomes = page.evaluate(
        f"(async () => {{ const APP = {json.dumps(school.url)}; {program}; return probeAll(); }})()"
    )
    assert {name for name, gained in outcomes.items() if not gained} == NOT_EVEN_THE_APP


def watch(page: Page, school: Node) -> list[str]:
    """Addresses of the app's server from which a frame of content got an answer, as they come."""
    reached: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith(school.url) and request.frame != page.main_frame:
            reached.append(request.url)

    page.on("requestfinished", note)
    return reached


def open_it(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="hostile").click()
    expect(acts.activity(page).get_by_role("heading", name=TITLE)).to_be_visible()


def expect_nothing_gained(page: Page) -> None:
    lesson = acts.activity(page)
    lesson.get_by_role("button", name="Run").click()
    expect(lesson.locator("#result")).not_to_be_empty()
    outcomes = json.loads(lesson.locator("#result").inner_text())
    assert len(outcomes) == 24
    assert [name for name, gained in outcomes.items() if gained] == []


def expect_to_stay(page: Page) -> None:
    """Neither a script, a link nor a form of content leads the app's window away."""
    address = page.url
    lesson = acts.activity(page)
    for press in ("#link", "#submit", "#leave"):
        lesson.locator(press).click()
        expect(lesson.get_by_role("heading", name=TITLE)).to_be_visible()
        assert page.url == address


def cookie_names(context: BrowserContext) -> set[str]:
    return {cookie["name"] for cookie in context.cookies()}
