"""The state of the link in plain facts, for those who look after the server."""

from collections.abc import Callable

import pytest

from server.db import write_transaction
from server.operations.port import log_store
from sync.storage.port import UPSTREAM
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone


@pytest.mark.parametrize("person", [cast.AIZHAN, cast.GULNAR, cast.MARAT])
def test_staff_read_the_facts(phone: Callable[[str], Phone], person: str) -> None:
    facts = phone(person).get("/api/v1/status").get_json()

    assert facts["upstream"] is None
    assert (facts["last_contact"], facts["last_error"]) == (None, None)
    nothing = {"count": 0, "bytes": 0}
    assert facts["waiting"] == {
        "operations": 0,
        "bytes": 0,
        "files": 0,
        "classes": dict.fromkeys(("records", "files", "text", "media"), nothing),
    }
    assert (facts["window"], facts["estimate"], facts["why"]) == (None, None, None)
    assert (facts["held"], facts["forks"], facts["conflicts"]) == (0, 0, 0)
    assert 0 < facts["disk"]["free"] < facts["disk"]["total"]
    assert facts["time"] == "2026-11-23T04:00:00.000Z"


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE])
def test_families_do_not(phone: Callable[[str], Phone], person: str) -> None:
    assert phone(person).get("/api/v1/status").status_code == 403


def test_what_needs_an_eye_is_counted(phone: Callable[[str], Phone]) -> None:
    marat, bota, aru = phone(cast.MARAT), phone(cast.BOTA), phone(cast.ARU)
    task = set_task(marat)
    give(marat, task, cast.ARU, "7")
    give(bota, task, cast.ARU, "9")
    phone(cast.TIMUR).submit("submission.hand_in", work(task))
    op = aru.make("submission.hand_in", work(task))
    aru.send(op)
    aru.send({**op, "fields": work(task, text="басқа")})

    facts = marat.get("/api/v1/status").get_json()

    assert (facts["held"], facts["forks"], facts["conflicts"]) == (1, 1, 1)


def test_a_school_with_an_upstream_tells_what_waits(
    school: School, phone: Callable[[str], Phone]
) -> None:
    phone(cast.MARAT)
    with school.app.app_context(), write_transaction() as session:
        log_store(session).follow(UPSTREAM)
        before = log_store(session).waiting(UPSTREAM).operations
    school.restart(upstream_url="http://hub.example", upstream_token="t")
    set_task(phone(cast.MARAT))

    facts = phone(cast.MARAT).get("/api/v1/status").get_json()

    assert facts["upstream"] == {"name": None}
    assert facts["waiting"]["operations"] == before + 1
    assert facts["waiting"]["bytes"] > 0
