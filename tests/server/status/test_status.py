"""The state of the link in plain facts, for those who look after the server."""

from collections.abc import Callable

import pytest

from server.db import write_transaction
from server.operations.port import log_store
from server.status.facts import sync_facts
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
    phone(cast.ERASYL).submit("submission.hand_in", work(task))
    op = aru.make("submission.hand_in", work(task))
    aru.send(op)
    aru.send({**op, "fields": work(task, text="басқа")})

    facts = phone(cast.GULNAR).get("/api/v1/status").get_json()

    assert (facts["held"], facts["forks"], facts["conflicts"]) == (1, 1, 1)


def test_what_somebody_has_seen_or_another_school_s_people_settle_is_not_counted(
    school: School, phone: Callable[[str], Phone]
) -> None:
    marat, bota, gulnar = phone(cast.MARAT), phone(cast.BOTA), phone(cast.GULNAR)
    task = set_task(marat)
    marat.submit("assignment.set", {"title": "Бір"}, record=task, base=task)
    school.clock.forward(seconds=60)
    bota.submit("assignment.set", {"title": "Екі"}, record=task, base=task)
    phone(cast.ERASYL).submit("submission.hand_in", work(task))

    def counted(who: Phone) -> tuple[int, int]:
        facts = who.get("/api/v1/status").get_json()
        return facts["held"], facts["conflicts"]

    assert counted(gulnar) == (1, 1)
    with school.app.app_context():
        cast.role(cast.OLGA, "director", cast.DALA)
    assert counted(phone(cast.OLGA)) == counted(marat) == (0, 0)
    for item in gulnar.get("/api/v1/attention").get_json()["items"]:
        lost = item["sides"][1]["op"] if item["type"] == "merged" else item["op"]
        fields = {"decision": "dismiss", "school": cast.AKBULAQ, "reason": "Көрдім"}
        gulnar.submit("operation.judge", fields, record=lost)
    assert gulnar.get("/api/v1/attention").get_json() == {"items": []}
    assert counted(gulnar) == (0, 0)
    with school.app.app_context():
        assert (sync_facts()["held"], sync_facts()["conflicts"]) == (0, 0)


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
