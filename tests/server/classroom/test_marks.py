"""Marks that follow one another, and marks that two teachers give at once."""

from collections.abc import Callable

import pytest

from tests.server import cast
from tests.server.classroom.tasks import give, mark, set_task
from tests.server.phone import Phone


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
