"""A pupil who leaves, and one whose file is waited for: what a school's leader sees of both."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from server.demo.roster import person_id
from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow


def test_a_pupil_leaves_with_a_code_and_another_ones_file_is_asked_for(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    admin = new_phone("admin").open(school.url)
    acts.log_in(admin, "admin")
    admin.goto(f"{school.url}/admin/moves")
    expect(admin.get_by_text("Әзірге ешкім мектеп ауыстырған жоқ")).to_be_visible()
    assert barriers(admin) == []

    admin.goto(f"{school.url}/transfer/{person_id('aru')}")
    with admin.expect_download():
        admin.get_by_role("button", name="Файл жасау").click()
    expect(admin.locator(".transfer-code")).to_have_text(re.compile(r"^\w{4}(-\w{4}){3}$"))
    expect(admin.get_by_text("Файлды әлі ешкім қосқан жоқ")).to_be_visible()
    code = admin.locator(".transfer-code").inner_text()
    assert barriers(admin) == []

    # The day was wrong; then she stays after all.
    admin.get_by_label("Соңғы күні").fill("2026-09-15")
    with admin.expect_download():
        admin.get_by_role("button", name="Файл жасау").click()
    expect(admin.locator(".transfer-code")).not_to_have_text(code)
    admin.reload()
    expect(admin.get_by_label("Соңғы күні")).to_have_value("2026-09-15")
    admin.get_by_role("button", name="Осы мектепте қалады").click()
    expect(admin.get_by_text("Файлды әлі ешкім қосқан жоқ")).to_be_hidden()
    with admin.expect_download():
        admin.get_by_role("button", name="Файл жасау").click()
    code = admin.locator(".transfer-code").inner_text()

    # Another pupil's paper names a file that the hub has not brought yet.
    admin.goto(f"{school.url}/transfer/{person_id('alihan')}")
    admin.get_by_label("Код").fill("aaaa-bbbb-cccc-dddd")
    admin.get_by_role("button", name="Файлды ашу").click()
    expect(admin.get_by_text("файл әлі келген жоқ")).to_be_visible()
    admin.get_by_label("Код").fill(code)
    admin.get_by_role("button", name="Файлды ашу").click()
    heading = admin.get_by_role("heading", name="Серікбаева Ару")
    expect(heading).to_be_visible()
    expect(admin.get_by_text("Файлдағы аты-жөні басқа")).to_be_visible()
    assert barriers(admin) == []
    # What is shown is what is joined: another code has to be looked into first.
    admin.get_by_label("Код").fill("aaaa-bbbb-cccc-dddd")
    expect(heading).to_be_hidden()
    admin.get_by_label("Код").fill(code)
    admin.get_by_role("button", name="Файлды ашу").click()
    admin.get_by_role("button", name="Осы оқушыға қосу").click()
    expect(admin.get_by_text("Бұл файлды осы мектептің өзі жасаған.")).to_be_visible()
    assert barriers(admin) == []

    admin.goto(f"{school.url}/admin/moves")
    expect(admin.get_by_role("link", name="Серікбаева Ару")).to_be_visible()
    admin.get_by_role("button", name="Күтпеу").click()
    expect(admin.get_by_role("heading", name="Файлы күтіліп тұрғандар")).to_be_hidden()
    assert barriers(admin) == []
