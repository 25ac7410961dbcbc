"""Marks that follow one another, and marks that two teachers give at once."""

from collections.abc import Callable

import pytest

from tests.server import cast
from tests.server.classroom.tasks import give, mark, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated


@pytest.fixture
def task(phone: Callable[[str], Phone]) -> str:
    return set_task(phone(cast.MARAT))


def test_a_correction_replaces_the_mark_it_corrects(
    phone: Callable[[str], Phone], task: str
) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    first = give(marat, task, cast.ARU, "6")
    give(marat, task, cast.ARU, "8", base=first["op"])

    marat.refresh()
    document = marat.doc("mark", f"{task}~{cast.ARU}")
    assert (document["mark"], document["others"]) == ("8", [])
    aru.refresh()
    assert aru.doc("mark", f"{task}~{cast.ARU}")["mark"] == "8"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_marks_given_at_once_both_stay_and_the_later_stands(
    phone: Callable[[str], Phone], task: str, order: tuple[int, int]
) -> None:
    marat, bota, aru = phone(cast.MARAT), phone(cast.BOTA), phone(cast.ARU)
    now = marat.clock()
    made = [
        (marat, marat.make("mark.give", mark(task, cast.ARU, "7"), record=f"{task}~{cast.ARU}",
                           at_ms=now - 60_000)),
        (bota, bota.make("mark.give", mark(task, cast.ARU, "9"), record=f"{task}~{cast.ARU}",
                         at_ms=now - 30_000)),
    ]  # fmt: skip
    for n in order:
        sender, op = made[n]
        assert sender.send(op)[0]["outcome"] == "admitted"

    for teacher in (marat, bota):
        teacher.refresh()
        document = teacher.doc("mark", f"{task}~{cast.ARU}")
        assert (document["mark"], document["author"]) == ("9", cast.BOTA)
        assert [(o["mark"], o["author"]) for o in document["others"]] == [("7", cast.MARAT)]
    aru.refresh()
    assert aru.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"
    assert aru.doc("mark", f"{task}~{cast.ARU}")["others"] == []


def test_a_teacher_settles_a_conflict_by_marking_again(
    phone: Callable[[str], Phone], task: str
) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    give(marat, task, cast.ARU, "7")
    other = give(bota, task, cast.ARU, "9")
    give(marat, task, cast.ARU, "8", base=other["op"])

    bota.refresh()
    document = bota.doc("mark", f"{task}~{cast.ARU}")
    assert (document["mark"], document["others"]) == ("8", [])


def test_work_goes_back_without_a_mark_and_the_family_sees_why(
    phone: Callable[[str], Phone], task: str
) -> None:
    marat, saule = phone(cast.MARAT), phone(cast.SAULE)
    given = give(marat, task, cast.ARU, "", returned=True, comment="Шешу жолын жаз.")
    assert given["outcome"] == "admitted"
    saule.refresh()
    document = saule.doc("mark", f"{task}~{cast.ARU}")
    assert (document["mark"], document["returned"]) == ("", True)
    assert document["comment"] == "Шешу жолын жаз."


def test_points_by_criterion_and_what_was_drawn_reach_the_pupil(
    phone: Callable[[str], Phone], task: str
) -> None:
    drawing = [{"file": 0, "lines": ["r3:120,340 130,350", "b2:10,10"]}]
    give(phone(cast.MARAT), task, cast.ARU, "7", points=[5, None], drawing=drawing)
    aru = phone(cast.ARU)
    aru.refresh()
    document = aru.doc("mark", f"{task}~{cast.ARU}")
    assert (document["points"], document["drawing"]) == ([5, None], drawing)


def test_what_a_teacher_said_is_heard_by_the_family_and_by_nobody_else(
    phone: Callable[[str], Phone], task: str
) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    voice = b"OggS a minute of kind words"
    give(marat, task, cast.ARU, "8", files=[stated(voice, "дауыс.ogg", "audio/ogg")])
    record = f"{task}~{cast.ARU}"
    aru.refresh()
    assert aru.doc("mark", record)["files"][0]["state"] == "arriving"
    assert read(aru, f"/api/v1/marks/{record}/files/0").status_code == 404
    bring(marat, voice)
    aru.refresh()
    assert aru.doc("mark", record)["files"][0]["state"] == "here"
    for person in (cast.ARU, cast.SAULE, cast.BOTA):
        assert read(phone(person), f"/api/v1/marks/{record}/files/0").data == voice
    assert read(phone(cast.DIAS), f"/api/v1/marks/{record}/files/0").status_code == 404


def test_the_drawing_of_a_mark_that_does_not_stand_stays_with_it(
    phone: Callable[[str], Phone], task: str
) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    drawing = [{"file": 0, "lines": ["r3:120,340 130,350"]}]
    give(marat, task, cast.ARU, "7", drawing=drawing)
    give(bota, task, cast.ARU, "", returned=True)
    marat.refresh()
    document = marat.doc("mark", f"{task}~{cast.ARU}")
    sides = [document, *document["others"]]
    assert all("submission" in side for side in sides), "choosing one is about the same hand-in"
    assert sorted((one["mark"], one["returned"]) for one in sides) == [("", True), ("7", False)]
    assert drawing in [one["drawing"] for one in sides]


def test_a_pupil_who_has_left_still_gets_the_mark_for_what_was_handed_in(
    phone: Callable[[str], Phone], task: str, school: School
) -> None:
    submission = phone(cast.ARU).submit("submission.hand_in", work(task))["record"]
    school.clock.forward(days=10)
    with school.app.app_context():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-30")

    given = give(phone(cast.MARAT), task, cast.ARU, "9", submission=submission)

    assert given["outcome"] == "admitted"
    phone(cast.SAULE).refresh()
    assert phone(cast.SAULE).doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"
    # The teacher, on a phone that begins anew, still reads whose work it is; the class does not.
    anew, mate = school.new_phone(cast.MARAT), school.new_phone(cast.DIAS)
    anew.refresh()
    mate.refresh()
    assert anew.doc("submission", submission)["learner"] == cast.ARU
    assert anew.doc("person", cast.ARU)["name"].startswith("Серікбаева Ару")
    assert cast.ARU not in mate.ids("person")


def test_what_was_handed_in_on_two_phones_is_kept_twice(
    phone: Callable[[str], Phone], task: str, school: School
) -> None:
    first = phone(cast.ARU).submit("submission.hand_in", work(task, text="Мектепте"))
    second = school.new_phone(cast.ARU).submit("submission.hand_in", work(task, text="Үйде"))

    marat = phone(cast.MARAT)
    marat.refresh()
    texts = {marat.doc("submission", one["record"])["text"] for one in (first, second)}
    assert texts == {"Мектепте", "Үйде"}
