"""School closes for the frost: the director's order reaches families, and lessons go home first."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.schooldays import today
from tests.browser.watching import barriers

NOTE = "Тапсырмалар телефонда"


@pytest.mark.slow
def test_an_order_closes_the_school_and_brings_the_lessons_home_first(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    first = today().date() + timedelta(days=1)
    last = first + timedelta(days=6)
    director = new_phone("director").open(school.url)
    acts.log_in(director, "director")
    director.goto(f"{school.url}/admin/closures")
    director.get_by_role("button", name="Бұйрықты енгізу").click()
    sheet = director.get_by_role("dialog", name="Бұйрықты енгізу")
    sheet.get_by_label("Бұйрық нөмірі").fill("27")
    sheet.get_by_label("Соңғы күн").fill((first - timedelta(days=1)).isoformat())
    sheet.get_by_label("Бірінші күн").fill(first.isoformat())
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet.get_by_role("alert")).to_have_text(re.compile("ерте болмауы керек"))
    sheet.get_by_label("Соңғы күн").fill(last.isoformat())
    sheet.get_by_label("Отбасыларға айтылатын сөз").fill(NOTE)
    assert barriers(director) == []
    sheet.get_by_role("button", name="Сақтау").click()
    order = director.get_by_role("button", name=re.compile("№ 27 бұйрық"))
    expect(order).to_be_visible()
    assert barriers(director) == []
    acts.send_now(director)

    # The pupil's phone is at school: what is due meanwhile comes without being asked for.
    aru = new_phone("aru")
    pupil = aru.open(school.url)
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    expect(pupil.get_by_text(re.compile("Мектеп жабық болады"))).to_be_visible()
    expect(pupil.get_by_text(NOTE)).to_be_visible()
    expect(pupil.get_by_text("Осы күндердің сабақтары телефонда")).to_be_visible()
    school.stop()
    pupil.reload()
    expect(pupil.get_by_text("Осы күндердің сабақтары телефонда")).to_be_visible()

    # The frost is over sooner: the order is withdrawn, and nobody is told of it any more.
    school.start()
    order.click()
    director.get_by_role("button", name="Бұйрықтың күшін жою").click()
    expect(director.get_by_role("heading", name="Күші жойылған")).to_be_visible()
    acts.send_now(director)
    acts.refresh(pupil)
    expect(pupil.get_by_text(re.compile("Мектеп жабық болады"))).to_be_hidden()
    [known] = ledger.documents(school, "aru")["closure"].values()
    assert known["withdrawn"]
