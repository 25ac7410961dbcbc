"""A closed term leaves the log at night, and people go on as if nothing had happened."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from server import clock, db
from server.audience.models import Audience
from server.audience.naming import CALENDAR, named
from server.cli import tirek
from server.erasure import service
from server.operations.port import log_store
from server.people.models import School
from server.planning.models import Calendar
from server.status.facts import sync_facts
from server.upkeep import background, pruning
from server.upkeep.checking import check
from sync.cold import shelf
from sync.core.knowledge import Knowledge
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations, peer_acks
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.upstream.conftest import Pair

ESSAY = "Менің атым Ару, менің үйім"
DAY_MS = 24 * 3_600_000

# What prunes has a node above it, and that is never a PostgreSQL one.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def term(pair: Pair) -> tuple[Pair, str, str]:
    """Work with a mark, at the hub for good, half a year ago."""
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    submission = str(aru.submit("submission.hand_in", work(task, text=ESSAY))["record"])
    give(marat, task, cast.ARU, "9", submission=submission)
    assert pair.exchange().error is None
    pair.school.clock.forward(days=180)
    return pair, task, submission


def night(pair: Pair) -> None:
    with pair.school.app.app_context():
        background.look()
        pair.school.clock.forward(days=1)
        background.look()


def pruned(pair: Pair) -> int:
    with pair.school.app.app_context():
        return log_store(db.db.session()).count_pruned()


def documents(pair: Pair, *phones: str) -> Any:
    told = []
    for login in phones:
        phone = pair.school.new_phone(login)
        phone.refresh()
        told.append(phone.records)
    return told


def test_nobody_sees_that_a_term_has_left(term: tuple[Pair, str, str]) -> None:
    pair, task, _ = term
    before = documents(pair, cast.ARU, cast.MARAT)

    night(pair)

    assert pruned(pair) >= 3
    assert documents(pair, cast.ARU, cast.MARAT) == before
    with pair.school.app.app_context():
        assert check(tables=True).lost == 0
        assert check(tables=True).records == 0
        told = sync_facts()["log"]
    assert told["pruned"] == pruned(pair)
    assert told["volumes"] == 1
    assert told["cold_bytes"] > 0
    # The hub agrees, and the teacher gives another mark on top of the one that has left.
    assert pair.exchange().error is None
    marat = pair.school.new_phone(cast.MARAT)
    marat.refresh()
    give(marat, task, cast.ARU, "10")
    assert pair.exchange().error is None
    at_hub = pair.phone_at_hub(cast.MARAT)
    at_hub.refresh()
    assert at_hub.doc("mark", f"{task}~{cast.ARU}")["mark"] == "10"


def test_what_the_phone_sends_again_is_known(pair: Pair) -> None:
    """Its store was put back: it offers what it once wrote, and hears the same verdict."""
    aru = pair.school.phone(cast.ARU)
    made = aru.make("submission.hand_in", work(set_task(pair.school.phone(cast.MARAT))))
    (first,) = aru.send(made)
    assert pair.exchange().error is None
    pair.school.clock.forward(days=180)
    night(pair)
    assert pruned(pair) > 0
    aru.session = pair.school.new_phone(cast.ARU).session

    (second,) = aru.send(made)
    other = {**made, "fields": {**made["fields"], "text": "another"}}
    (third,) = aru.send(other)

    assert second == {**first, "duplicate": True}
    assert third["outcome"] == "fork"


def test_the_term_closes_when_the_calendars_of_the_schools_here_say_so(
    term: tuple[Pair, str, str],
) -> None:
    """Half a year later it is 22 May."""
    pair, _, _ = term
    winter, spring, running = date(2026, 12, 30), date(2027, 5, 1), date(2027, 5, 25)
    four_months_ago = date(2027, 1, 22)
    with pair.school.app.app_context(), db.write_transaction() as session:
        here = cast.AKBULAQ
        session.execute(delete(School).where(School.id != here))
        assert clock.today() == date(2027, 5, 22)

        def closed(*calendars: tuple[str | None, list[date]]) -> date:
            session.execute(delete(Calendar))
            session.add_all(_calendar(str(n), *told) for n, told in enumerate(calendars))
            session.flush()
            return clock.school_date(pruning.closed_ms(session) - 1)

        assert closed() == four_months_ago
        assert closed((here, [winter, running])) == winter
        assert closed((here, [winter, spring, running])) == spring
        # An old calendar of the hub's holds nothing back, nor does a school's that is not here.
        assert closed((None, [winter]), (here, [spring, running])) == spring
        assert closed(("elsewhere", [winter, running]), (here, [spring, running])) == spring
        # No term follows in any: days pass, and are let go.
        assert closed((None, [winter])) == four_months_ago
        assert closed((here, [spring])) == spring
        # Two schools: the one whose last closed term ended first.
        session.add(School(id="other", name="", language="kk", timezone="Asia/Almaty"))
        assert closed((here, [spring, running]), ("other", [winter, running])) == winter
        # What the hub withholds from a school tells it nothing.
        session.execute(delete(School).where(School.id == "other"))
        regions = ["Маңғыстау"]
        narrowed = named(CALENDAR, "0")
        session.add(Audience(record=narrowed, regions=regions, languages=[], share=100, op="-"))
        assert closed((None, [winter, running]), (here, [spring, running])) == spring
        assert closed((None, [winter, running])) == four_months_ago
        session.execute(delete(Calendar))


def _calendar(key: str, school: str | None, ends: Sequence[date]) -> Calendar:
    return Calendar(
        id=key, school=school, name="", grades=[], weekdays=[1], holidays=[], moved=[], bells=[],
        terms=[{"starts_on": "2026-11-01", "ends_on": end.isoformat()} for end in ends], op="-",
    )  # fmt: skip


def test_a_hub_that_lost_what_it_had_called_durable_gets_it_again(
    term: tuple[Pair, str, str],
) -> None:
    """Its disk and its last copies are gone, and it begins anew with an empty log."""
    pair, _, submission = term
    night(pair)
    with pair.school.app.app_context(), db.write_transaction() as session:
        session.execute(delete(peer_acks).where(peer_acks.c.peer == UPSTREAM))
        log_store(session).offer_again(UPSTREAM, keep_durable=False)
    left = pruned(pair)
    with pair.school.app.app_context():
        pair.school.clock.forward(days=1)
        background.look()
        assert log_store(db.db.session()).count_pruned() == 0
        waits = {line.op.record for _, line in log_store(db.db.session()).missing_for(UPSTREAM, 99)}
    assert left > 0
    assert submission in waits


def test_a_node_that_stands_alone_lets_nothing_go(
    term: tuple[Pair, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, _, _ = term
    with pair.school.app.app_context():
        monkeypatch.setattr(pruning, "prunes", lambda: False)
        assert pruning.run().operations == 0
    with pair.hub.app_context():
        monkeypatch.undo()
        assert not pruning.prunes()


def test_a_damaged_cold_log_stops_the_nights_work_and_is_told(
    term: tuple[Pair, str, str],
) -> None:
    pair, _, _ = term
    night(pair)
    volume = pair.school.home / "cold" / "00000001.cold"
    whole = volume.read_bytes()
    volume.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    result = run(pair, "log", "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["cold"]["damaged"] == [1]
    assert "volume 1 is damaged" in run(pair, "log", "verify").stdout
    assert run(pair, "log", "thaw", "--all").exit_code == 1
    volume.write_bytes(whole)
    assert run(pair, "log", "verify").exit_code == 0
    assert "have come back" in run(pair, "log", "thaw", "--all").stdout
    assert pruned(pair) == 0


def test_the_command_says_first_what_would_leave(
    term: tuple[Pair, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, _, _ = term
    monkeypatch.setattr(pruning, "closed_ms", lambda _: pair.school.clock())
    told = json.loads(run(pair, "log", "prune", "--dry-run", "--json").stdout)
    assert told["operations"] >= 3
    assert pruned(pair) == 0
    done = json.loads(run(pair, "log", "prune", "--json").stdout)
    assert done["operations"] == told["operations"] == pruned(pair)


def test_an_erasure_reaches_what_has_left(term: tuple[Pair, str, str]) -> None:
    pair, _, _ = term
    with pair.school.app.app_context():
        before = service.plan(cast.ARU)
    night(pair)
    with pair.school.app.app_context():
        assert service.plan(cast.ARU).ids == before.ids
        service.erase(cast.ARU, "asked")
        pair.school.clock.forward(days=1)
        background.look()
        names = {
            entry.op.fields.get("text")
            for _, found in shelf.volumes(pruning.folder())
            for entry in getattr(found, "entries", ())
        }
        assert ESSAY not in names
        assert pruning.verify().sound
        rows = db.db.session.scalars(select(operations.c.body)).all()
        assert not any(ESSAY.encode() in bytes(body) for body in rows)
    assert pair.exchange().error is None


def test_what_is_pruned_stays_out_of_reach_of_a_clock_that_jumped(
    term: tuple[Pair, str, str],
) -> None:
    """A verdict of 1970 makes an operation old, and does not make it durable."""
    pair, task, _ = term
    aru = pair.school.new_phone(cast.ARU)
    aru.refresh()
    record = str(aru.submit("submission.hand_in", work(task, text="later"))["record"])
    with pair.school.app.app_context(), db.write_transaction() as session:
        session.execute(update(operations).where(operations.c.record == record).values(seen_ms=0))
    night(pair)
    with pair.school.app.app_context():
        o = operations.c
        assert db.db.session.scalar(select(o.id).where(o.record == record))
        assert log_store(db.db.session()).lost() == Knowledge()


def run(pair: Pair, *words: str) -> Any:
    env = {"TIREK_HOME": str(pair.school.home)}
    return CliRunner().invoke(tirek, list(words), env=env)
