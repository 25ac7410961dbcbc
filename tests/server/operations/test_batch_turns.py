"""Whom a phone's batch waits for at a hub on PostgreSQL, and what one bad operation in it costs."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.db import write_transaction
from tests.server import cast
from tests.server.classroom.tasks import mark, set_task, work
from tests.server.conftest import School

pytestmark = pytest.mark.postgresql


def test_a_batch_does_not_wait_for_other_schools(school: School) -> None:
    aru, task = school.phone(cast.ARU), set_task(school.phone(cast.MARAT))
    inside, leave = threading.Event(), threading.Event()

    def another_school_writes() -> None:
        with school.app.app_context(), write_transaction([cast.DALA]):
            inside.set()
            assert leave.wait(60)

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(another_school_writes)
        try:
            assert inside.wait(60)
            assert aru.submit("submission.hand_in", work(task))["outcome"] == "admitted"
        finally:
            leave.set()
            busy.result(60)


def test_schools_work_at_the_same_time_and_nothing_is_lost(school: School) -> None:
    """Two teachers of Ақбұлақ and one of Дала, each with bad marks among the good ones: every
    operation is judged by itself."""
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    olga, task = school.phone(cast.OLGA), set_task(marat)
    batches = {}
    for phone in (marat, bota, olga):
        batches[phone.person] = (
            phone,
            [
                phone.make("mark.give", mark(task, who, "7"), record=f"{task}~{who}")
                for who in (cast.ARU, cast.TIMUR, cast.DIAS)
            ],
        )

    with ThreadPoolExecutor(3) as pool:
        answers = {who: pool.submit(phone.send, *made) for who, (phone, made) in batches.items()}
        outcomes = {who: [r["outcome"] for r in a.result(120)] for who, a in answers.items()}

    assert outcomes[cast.MARAT] == outcomes[cast.BOTA] == ["admitted", "held", "admitted"]
    assert outcomes[cast.OLGA] == ["held", "held", "held"]
    marat.refresh()
    assert {f"{task}~{cast.ARU}", f"{task}~{cast.DIAS}"} <= marat.ids("mark")
