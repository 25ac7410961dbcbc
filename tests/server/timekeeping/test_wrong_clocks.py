"""A box whose battery is dead, and one that somebody has set to 2036: the school goes on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from server import clock as node_clock
from server.db import write_transaction
from server.operations import local
from server.timekeeping import keeping
from server.timekeeping.background import start
from sync.core.clock import from_text, pack, physical, to_text
from tests.server import cast
from tests.server.classroom.tasks import mark, set_task, work
from tests.server.conftest import MONDAY_MS, School
from tests.server.notes import known_notes
from tests.server.phone import Phone

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
IN_1970 = 90_000
IN_2036 = int(datetime(2036, 3, 1, tzinfo=UTC).timestamp() * 1000)


def starts_at(school: School, system_ms: int) -> None:
    """The power fails, and the box wakes up with another date."""
    with school.app.app_context(), write_transaction() as session:
        keeping.keep(session)
    school.clock.unix_ms = system_ms
    school.restart()
    start(school.app)()


def facts(phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = phone.get("/api/v1/status").get_json()["clock"]
    return found


@pytest.mark.parametrize(("wrong", "doubt"), [(IN_1970, "behind"), (IN_2036, "ahead")])
@pytest.mark.parametrize("phones", ["as wrong", "right"])
def test_a_wrong_clock_keeps_nobody_from_working(
    school: School, phone: Callable[[str], Phone], wrong: int, doubt: str, phones: str
) -> None:
    marat, aru, aizhan = phone(cast.MARAT), phone(cast.ARU), phone(cast.AIZHAN)
    task = set_task(marat)
    starts_at(school, wrong)
    at = MONDAY_MS + HOUR_MS if phones == "right" else max(wrong, 0)

    handed_in = aru.submit("submission.hand_in", work(task), at_ms=at)
    given = marat.submit("mark.give", mark(task, cast.ARU), record=f"{task}~{cast.ARU}", at_ms=at)
    marat.refresh()
    aizhan.refresh()

    assert handed_in["outcome"] != "held", handed_in
    assert given["outcome"] != "held", given
    assert f"{task}~{cast.ARU}" in marat.ids("mark")
    told = facts(aizhan)
    assert (told["doubt"], told["machine"][:4]) == (
        doubt,
        str(datetime.fromtimestamp(wrong / 1000, UTC).year),
    )
    assert told["time"].startswith("2026-11-23")
    # A new phone may log in, and a token that was given then does not run out today.
    assert school.new_phone(cast.BOTA).get("/api/v1/changes").status_code == 200


def test_work_of_days_that_the_box_did_not_see_counts_and_is_marked(
    school: School, phone: Callable[[str], Phone]
) -> None:
    """It was off for four days, and its clock fell to 1970; the phones know better than it does."""
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    task = set_task(marat)
    starts_at(school, IN_1970)

    late = aru.submit("submission.hand_in", work(task), at_ms=MONDAY_MS + 4 * DAY_MS)

    assert (late["outcome"], late["reason"]) == ("corrected", "clock-unsure")
    assert physical(from_text(late["order"])) < MONDAY_MS + DAY_MS, "nobody wins by a later clock"


def test_rights_that_begin_while_the_box_is_behind_are_not_withheld(
    school: School, phone: Callable[[str], Phone]
) -> None:
    """A teacher begins on Thursday; the box still believes that it is Monday."""
    newcomer = phone(cast.TIMUR)
    fields = {
        "person": cast.TIMUR, "school": cast.AKBULAQ, "role": "teacher", "class": cast.CLASS_5,
        "subject": "math", "starts_on": "2026-11-26", "ends_on": None,
    }  # fmt: skip
    with school.app.app_context(), write_transaction():
        local.submit("role.set", "newcomer", fields)
    starts_at(school, IN_1970)
    title = {
        "school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Жаңа", "instructions": "",
        "lesson": None, "item": None, "due_at": None, "max_mark": 10, "accepts": ["text"],
        "files": [],
    }  # fmt: skip

    early = newcomer.submit("assignment.set", title, at_ms=MONDAY_MS + DAY_MS)
    today = newcomer.submit("assignment.set", title, at_ms=MONDAY_MS + 3 * DAY_MS)

    assert early["outcome"] == "held"
    assert today["outcome"] == "corrected"


@pytest.mark.parametrize("wrong", [IN_1970, IN_2036])
def test_a_leader_s_phone_puts_the_time_right(
    school: School, phone: Callable[[str], Phone], wrong: int
) -> None:
    marat, aizhan = phone(cast.MARAT), phone(cast.AIZHAN)
    task = set_task(marat)
    starts_at(school, wrong)
    now = MONDAY_MS + 9 * DAY_MS
    body = {"time": node_clock.rfc3339(now)}
    assert marat.request("PUT", "/api/v1/clock", json=body).status_code == 403

    answer = aizhan.request("PUT", "/api/v1/clock", json=body)

    assert answer.get_json()["time"] == node_clock.rfc3339(now)
    school.clock.forward(seconds=900)
    assert facts(aizhan)["time"] == node_clock.rfc3339(now + 900_000)
    one = f"{task}~{cast.ARU}"
    good = marat.submit("mark.give", mark(task, cast.ARU), record=one, at_ms=now + 900_000)
    assert (good["outcome"], good["reason"]) == ("admitted", None)
    # The next failure of the power loses nothing of it; a new battery ends the matter.
    starts_at(school, IN_1970)
    assert facts(aizhan)["time"] == node_clock.rfc3339(now + 900_000)
    school.clock.unix_ms = now + DAY_MS
    told = facts(aizhan)
    assert (told["doubt"], told["time"]) == (None, node_clock.rfc3339(now + DAY_MS))


def test_what_a_box_at_2036_has_written_itself_does_not_stand_for_ever(
    school: School, phone: Callable[[str], Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never knew better: installed with a wrong year, put right by a phone."""
    school.clock.unix_ms = IN_2036
    school.restart()
    aizhan, marat = phone(cast.AIZHAN), phone(cast.MARAT)
    with known_notes(monkeypatch):
        first = marat.submit("note.set", {"text": "before"}, record="n", at_ms=IN_2036)
        aizhan.request("PUT", "/api/v1/clock", json={"time": node_clock.rfc3339(MONDAY_MS)})

        then = marat.submit("note.set", {"text": "after"}, record="n", base=first["op"])

    assert then["outcome"] == "corrected"
    assert from_text(then["order"]) > from_text(first["order"]), (
        "an answer comes after its question"
    )
    assert to_text(pack(IN_2036)) <= first["order"]
