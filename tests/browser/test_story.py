"""The whole promise in one story: a village school whose server dies and whose link is cut."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, expect

from server.demo.roster import SCHOOL, person_id
from sync.limits import MAX_UNDER_WAY_BYTES
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.pictures import has_metadata, photo_with_place, picture_size

TASK = "Бөлшекті сызып көрсет"
DRAWING = f"{SCHOOL}.task.drawing"
ANSWER = "Үш тік төртбұрыштың суретін жібердім. 24, 36 және 32 торкөз."
ARU, MARAT = person_id("aru"), person_id("marat")
# Bytes after which the link to the hub breaks: in the greeting, in a frame, in the photo.
CUTS = [2_500, 9_000, 60_000]
MOST_EXCHANGES = 8
REQUEST_BYTES = 4_000  # heads of the handful of requests that an exchange is begun again with


def test_work_made_without_a_server_reaches_the_hub_exactly_once(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school, hub = village.school, village.hub
    pupils_phone, teachers_phone = new_phone("aru"), new_phone("marat")

    # A day with a server: the pupil keeps a lesson, the teacher opens the desk.
    pupil = pupils_phone.open(school.url)
    photo = tmp_path / "IMG_20261120_0912.jpg"
    photo.write_bytes(photo_with_place(pupil))
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    acts.open_lesson(pupil, "Жай бөлшектер")
    acts.keep_lesson(pupil)
    teacher = teachers_phone.open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    expect(waiting_works(teacher)).to_have_count(4)

    # The power goes, and Android has swept the pupil's browser away as well.
    school.kill()
    pupils_phone.kill()
    pupil = pupils_phone.open(school.url)
    acts.expect_offline(pupil)

    # The pupil learns and hands in.
    acts.open_lesson(pupil, "Жай бөлшектер")
    pupil.get_by_role("link", name="түсіндірме және тапсырмалар").click()
    acts.play_fractions(pupil)
    acts.close_player(pupil)
    expect(pupil.get_by_text("Нәтиже: 100")).to_be_visible()
    hand_in(pupil, photo)
    acts.step(pupil, "Осы телефонда")

    # The teacher marks somebody else's work, on what the phone has, and looks at the next one.
    other = mark_first_work(teacher, "8")
    expect(teacher.get_by_role("button", name=re.compile("3 күтуде"))).to_be_visible()
    assert not school.answers()

    # The server is back. Everything arrives, and arrives once.
    school.start()
    acts.send_now(pupil)
    acts.send_now(teacher)
    acts.step(pupil, "Мектепте")
    expect(pupil.get_by_text("Білім орталығы: әлі жетпеді")).to_be_visible()
    sha256 = check_school(village, other)
    pupil.reload()
    acts.send_now(pupil)
    assert check_school(village, other) == sha256

    # The road to the hub breaks three times.
    exchange_over_a_broken_link(village)
    assert ledger.phone_operations(school) <= ledger.phone_operations(hub)
    assert ledger.personal_file(hub, sha256) == ledger.personal_file(school, sha256)

    # The teacher, with a server this time, marks the pupil's work.
    acts.send_now(teacher)
    mark_work_of(teacher, "Серікбаева Ару", "10")
    village.sync()

    # The pupil sees how far it has come, and the same from the hub's own address.
    acts.refresh(pupil)
    acts.step(pupil, "Тексерілді")
    expect(done_steps(pupil)).to_have_count(4)
    expect(pupil.get_by_text("Білім орталығы: жетті")).to_be_visible()
    expect(pupil.locator(".mark-big")).to_have_text("10 / 10")
    at_home = new_phone("aru-at-home").open(hub.url)
    acts.log_in(at_home, "aru")
    at_home.get_by_role("button", name=re.compile("^Тапсырылғандар")).click()
    at_home.get_by_role("link", name=TASK).click()
    expect(at_home.get_by_text(ANSWER)).to_be_visible()
    expect(at_home.locator(".mark-big")).to_have_text("10 / 10")
    acts.step(at_home, "Тексерілді")
    at_hub, at_school = ledger.documents(hub, "aru"), ledger.documents(school, "aru")
    for kind in ("submission", "attempt", "mark"):
        assert at_hub[kind] == at_school[kind]


def waiting_works(teacher: Page) -> Locator:
    return teacher.get_by_role("region", name="Тексеруді күтіп тұр").get_by_role("link")


def done_steps(page: Page) -> Locator:
    return page.locator(".ladder-done")


def hand_in(page: Page, photo: Path) -> None:
    acts.section(page, "Тапсырма")
    page.get_by_role("link", name=TASK).click()
    page.get_by_label("Жауабыңыз", exact=True).last.fill(ANSWER)
    page.get_by_label("Суретке түсіру").set_input_files(photo)
    expect(page.get_by_role("button", name=re.compile("файлын алып тастау"))).to_be_visible()
    page.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(page.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()


def mark_first_work(teacher: Page, mark: str) -> str:
    """Marks the oldest waiting work; gives the learner's id."""
    waiting_works(teacher).first.click()
    expect(teacher.get_by_role("radiogroup", name="Баға")).to_be_visible()
    learner = teacher.url.rsplit("/", 1)[1]
    acts.give_mark(teacher, mark)
    return learner


def mark_work_of(teacher: Page, name: str, mark: str) -> None:
    """Marks this pupil's work, and waits until its seconds for an undo are over and it is sent."""
    teacher.get_by_role("button", name="Артқа").click()
    waiting_works(teacher).filter(has_text=name).click()
    expect(teacher.get_by_text(ANSWER)).to_be_visible()
    expect(teacher.get_by_role("img").first).to_be_visible()
    with teacher.expect_response(takes_a_mark):
        acts.give_mark(teacher, mark)


def takes_a_mark(response: Response) -> bool:
    return response.url.endswith("/operations") and "mark.give" in (
        response.request.post_data or ""
    )


def check_school(village: Village, other: str) -> str:
    """One submission, one attempt, one mark, and the photo as small as it should be: its hash."""
    school = village.school
    assert ledger.written_by(school, ARU).count("submission.hand_in") == 1
    assert ledger.written_by(school, MARAT) == ["mark.give", "submission.see", "submission.see"]
    [(submission, text)] = ledger.rows(
        school, "SELECT id, text FROM submission WHERE assignment = ? AND learner = ?", DRAWING, ARU
    )
    assert text == ANSWER
    assert ledger.rows(school, "SELECT success FROM attempt WHERE learner = ?", ARU) == [
        ("passed",)
    ]
    assert ledger.rows(
        school, "SELECT mark, contested FROM mark WHERE learner = ? AND author = ?", other, MARAT
    ) == [("8", 0)]

    seen = ledger.documents(school, "aru")
    [document] = [one for one in seen["submission"].values() if one["assignment"] == DRAWING]
    assert (document["id"], document["at_school"]) == (submission, True)
    [attempt] = seen["attempt"].values()
    assert (attempt["success"], attempt["score"][0]) == ("passed", "100")
    marks = ledger.documents(school, "marat")["mark"]
    assert [mark["mark"] for mark in marks.values() if mark["learner"] == other] == ["8"]

    [file] = document["files"]
    picture = ledger.personal_file(school, file["sha256"])
    assert picture_size(picture) == (1200, 1600)  # turned upright, and no longer than 1600
    assert not has_metadata(picture)
    return str(file["sha256"])


def exchange_over_a_broken_link(village: Village) -> None:
    """Exchanges until one ends well. Again travels no more than what had crossed before each cut,
    and, where this machine stood still so long that a line was taken for dead, what was under way.
    """
    link = village.link
    waiting = sum(
        len(body) for (body,) in ledger.rows(village.school, "SELECT body FROM operations")
    ) + sum(size for (size,) in ledger.rows(village.school, "SELECT size FROM submission_file"))
    link.take()
    link.cuts.extend(CUTS)
    for _ in range(MOST_EXCHANGES):
        done = village.school.try_tirek("sync", "now", "--json")
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["finished"], done.stdout
    assert link.cuts_made == len(CUTS)
    spent = link.take()
    heads = (1 + len(CUTS)) * REQUEST_BYTES
    assert spent.up <= waiting + sum(CUTS) + heads + MAX_UNDER_WAY_BYTES
