"""The schedule keeps to windows and budgets, and obeys a person at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from server.db import write_transaction
from server.upstream import background
from server.upstream.background import Schedule
from server.upstream.exchange import Outcome
from server.upstream.turn import Turn, spend
from sync.plan import Budget
from tests.server import cast
from tests.server.conftest import School

Ran = list[Budget]


def outcome(cost: int = 0) -> Outcome:
    return Outcome(
        at_ms=0, finished=True, operations_up=0, operations_down=0, files_up=0, files_down=0,
        content_down=0,
        bytes_up=cost, bytes_down=0, requests=1, seconds=0.0, waiting_operations=0,
        waiting_bytes=0, waiting_files=0, error=None, hint=None,
    )  # fmt: skip


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    """The budgets of the exchanges that were started; each costs 700 KB."""
    budgets: Ran = []

    def fake(_app: Flask, *, turn: Turn | None) -> Outcome:
        budgets.append(turn.budget if turn else Budget())
        done = outcome(700 * 1024)
        if turn is not None:
            with write_transaction() as session:
                spend(session, turn, done.to_json())
        return done

    monkeypatch.setattr(background, "exchange", fake)
    return budgets


@contextmanager
def schedule(school: School, windows: str) -> Iterator[Any]:
    school.restart(upstream_url="http://127.0.0.1:9", upstream_token="t", sync_windows=windows)
    yield Schedule(school.app)


def run(made: Schedule) -> Callable[..., bool]:
    return made._run


def test_a_window_s_budget_is_shared_by_its_exchanges(school: School, ran: Ran) -> None:
    with schedule(school, "00:00-24:00=1MB") as made:
        for _ in range(4):
            assert run(made)()
    assert [budget.bytes for budget in ran] == [1024 * 1024, 324 * 1024]
    # A new day is a new window with a whole budget.
    school.clock.forward(days=1)
    assert run(made)()
    assert ran[-1].bytes == 1024 * 1024


def test_outside_all_windows_nothing_runs_unless_somebody_asks(school: School, ran: Ran) -> None:
    with schedule(school, "22:00-06:00=free") as made:  # the clock stands at 9:00
        assert run(made)()
        assert ran == []
        assert run(made)(asked=True)
    assert ran == [Budget()]


def test_who_asks_is_heard_however_late_a_busy_box_comes_to_it(school: School) -> None:
    with schedule(school, "22:00-06:00=free") as made:
        made._scheduler.start(paused=True)
        try:
            made.soon()
            assert made._scheduler.get_job("asked").misfire_grace_time is None
        finally:
            made.stop()


def test_only_an_admin_or_director_may_ask(school: School) -> None:
    for person in (cast.ARU, cast.MARAT, cast.SAULE):
        assert school.phone(person).request("POST", "/api/v1/sync").status_code == 403
    # This school has no upstream: the admin is told so, and what to do.
    answer = school.phone(cast.AIZHAN).request("POST", "/api/v1/sync")
    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/no-upstream")
    assert "TIREK_UPSTREAM_URL" in answer.get_json()["hint"]


def test_what_a_wrong_clock_planned_is_planned_anew(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exchange is as far off as before, not ten years, once the year is put right."""
    with schedule(school, "00:00-24:00=free") as made:
        made._scheduler.start(paused=True)
        try:
            right = time.time()
            monkeypatch.setattr(time, "time", lambda: right + TEN_YEARS)
            made._plan(600)
            made.heed_clock()  # nothing was moved since
            assert seconds_left(made, right + TEN_YEARS) == pytest.approx(600, rel=0.25)
            monkeypatch.setattr(time, "time", lambda: right)
            made.heed_clock()
            assert seconds_left(made, right) == pytest.approx(600, rel=0.25)
        finally:
            made.stop()


TEN_YEARS = 10 * 365 * 24 * 3600


def seconds_left(made: Schedule, now: float) -> float:
    job = made._scheduler.get_job("next")
    return float(job.trigger.run_date.timestamp() - now)
