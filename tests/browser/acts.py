"""What people do on their phones, in the words that the Kazakh app shows them."""

import re
from datetime import date, timedelta

from playwright.sync_api import FrameLocator, Page, expect

from server.demo.cast import PASSWORD
from server.demo.roster import SCHOOL


def log_in(page: Page, login: str) -> None:
    page.get_by_label("Логин", exact=True).fill(login)
    page.get_by_label("Құпиясөз", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Кіру", exact=True).click()
    expect(page.get_by_role("navigation", name="Бөлімдер")).to_be_visible()


def wait_until_on_phone(page: Page) -> None:
    """Until the app's own worker holds the screens of who is here and answers for this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    expect(page.locator("html[data-kept]")).to_have_count(1)


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Бөлімдер").get_by_role("link", name=name).click()


def open_lesson(page: Page, title: str) -> None:
    section(page, "Сабақтар")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def keep_lesson(page: Page) -> None:
    """The lesson that is open goes onto the phone, the player with it."""
    page.get_by_role("button", name=re.compile("^Осы телефонда сақтау")).click()
    expect(page.get_by_text("Телефонда сақталған")).to_be_visible()


def activity(page: Page) -> FrameLocator:
    """The package's own page: inside the shell's frame, which is inside the app's."""
    return page.frame_locator(".player-stage iframe").frame_locator("iframe.activity")


def expect_offline(page: Page) -> None:
    """The chip says that no server answers, or how much waits for one."""
    expect(page.get_by_role("button", name=re.compile("Байланыссыз|күтуде"))).to_be_visible()


def send_now(page: Page) -> None:
    """Everything leaves the phone, by the button for the impatient."""
    page.get_by_role("button", name=re.compile("Жұмыстар қайда")).click()
    sheet = page.get_by_role("dialog", name="Жұмыстар қайда?")
    sheet.get_by_role("button", name=re.compile("Қазір жіберу|Жіберілуде")).click()
    expect(sheet.get_by_text("Бәрі жіберілді")).to_be_visible()
    expect(
        sheet.get_by_text("Мектеппен байланыс бар").or_(sheet.get_by_text("Байланыс бар:"))
    ).to_be_visible()
    sheet.get_by_role("button", name="Жабу").click()
    expect(sheet).to_be_hidden()


def refresh(page: Page) -> None:
    """Fetch what is new."""
    send_now(page)


def play_fractions(page: Page) -> None:
    """«Жай бөлшектер» from its first page to its result, every question right."""
    lesson = activity(page)
    onward = lesson.locator("footer .button-main")
    for number in range(1, 6):
        expect(lesson.get_by_text(f"Сабақ {number} / 5")).to_be_visible()
        onward.click()
    for number, answer in enumerate(("B", "C", "C", "8", "D", "24"), start=1):
        expect(lesson.get_by_text(f"Тапсырма {number} / 6")).to_be_visible()
        if answer.isdigit():
            lesson.get_by_label("Жауабың").fill(answer)
        else:
            lesson.get_by_role("button", name=re.compile(f"^{answer}")).click()
        onward.click()
        expect(lesson.get_by_text("Дұрыс!")).to_be_visible()
        onward.click()
    expect(lesson.get_by_text("100 %")).to_be_visible()


def close_player(page: Page) -> None:
    """Leaves once the app says that the result is safe on the phone."""
    expect(page.get_by_role("status").get_by_text("Осы телефонда сақталды")).to_be_visible()
    page.locator(".player-bar").get_by_role("button", name="Жабу").click()
    expect(page.locator(".player")).to_be_hidden()


def step(page: Page, label: str) -> None:
    """The ladder's present step."""
    expect(page.locator(".ladder [aria-current=step]")).to_contain_text(label)


def give_mark(page: Page, mark: str) -> None:
    page.get_by_role("radio", name=mark, exact=True).click()
    page.get_by_role("button", name=re.compile("^Сақтау")).click()


def fill_up(page: Page, key: str = "") -> None:
    """No room is left on the phone for one write more, or for what is put under that key."""
    page.evaluate(
        """(key) => {
          const stores = IDBObjectStore.prototype;
          window.kept ??= { add: stores.add, put: stores.put };
          for (const [name, write] of Object.entries(window.kept)) {
            stores[name] = function (...given) {
              if (!key || key === given[1]) throw new DOMException("", "QuotaExceededError");
              return write.apply(this, given);
            };
          }
        }""",
        key,
    )


def free(page: Page) -> None:
    """Room again on a phone that was filled up."""
    page.evaluate("() => Object.assign(IDBObjectStore.prototype, window.kept)")


def open_class(page: Page, label: str) -> None:
    """From a teacher's first screen, which may begin with a lesson of that class."""
    mine = page.get_by_role("region", name="Менің сыныптарым")
    mine.get_by_role("link", name=re.compile(f"^{label}")).click()


def leave(page: Page, url: str, person: str) -> None:
    """Yesterday was their last day at the school, as the screen of moves says it to the server."""
    api = page.request
    login = {"login": "director", "password": PASSWORD, "device": "test"}
    made = api.post(f"{url}/api/v1/sessions", data=login).json()
    left = {"school": SCHOOL, "left_on": (date.today() - timedelta(days=1)).isoformat()}  # noqa: DTZ011
    answer = api.post(
        f"{url}/api/v1/people/{person}/transfer",
        data=left,
        headers={"Authorization": f"Bearer {made['token']}"},
    )
    assert answer.ok, answer.text()
