"""A hub restored from yesterday's copy gets its own lost work back, and believes no forger."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, delete, insert, select

from server import db
from server.bundles import keys
from server.node.restoring import restored
from server.operations.local import submit
from server.operations.port import log_store
from sync import messages
from sync.core import seals
from sync.core import verdict as verdicts
from sync.core.canonical import op_hash
from sync.core.knowledge import IntervalSet
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.frames import codec
from sync.storage.port import Entry, LogPort
from sync.storage.tables import has, operations
from sync.storage.tables import seals as seal_table
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.upstream.conftest import Pair

SECOND = "person-of-the-hub"


Copy = dict[Table, list[dict[str, Any]]]


def copy_of(app: Flask) -> Copy:
    """Every row of the database, as a backup has them."""
    with app.app_context(), db.write_transaction() as session:
        return {
            table: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in tables()
        }


def tables() -> list[Table]:
    """Those of this kind of database."""
    dialect = db.db.engine.dialect.name
    several = db.target_metadata()
    return [table for one in several for table in one.sorted_tables if has(dialect, table)]


def put_back(app: Flask, copy: Copy) -> None:
    with app.app_context(), db.write_transaction() as session:
        for table in reversed(copy):
            session.execute(delete(table))
        for table, rows in copy.items():
            if rows:
                session.execute(insert(table), rows)
        session.expunge_all()


def lines(app: Flask) -> dict[tuple[str, int, int], tuple[bytes, str, int, int]]:
    with app.app_context():
        o = operations.c
        rows = db.db.session.execute(
            select(o.writer, o.epoch, o.seq, o.hash, o.outcome, o.order_hlc, o.rank)
        )
        return {(w, e, s): (bytes(h), out, order, rank) for w, e, s, h, out, order, rank in rows}


def new_pupil_at_the_hub(hub: Flask) -> None:
    with hub.app_context():
        fields = {
            "family_name": "Сейіт",
            "given_name": "Дана",
            "patronymic": None,
            "login": "dana.s",
            "school": cast.AKBULAQ,
        }
        submit("person.set", SECOND, {**fields, "language": "kk"})
        submit(
            "enrolment.set",
            "enr-dana",
            {
                "person": SECOND,
                "school": cast.AKBULAQ,
                "class": cast.CLASS_5,
                "grade": 5,
                "starts_on": "2026-09-01",
                "ends_on": None,
            },
        )


def test_the_school_gives_a_restored_hub_its_own_work_back(pair: Pair) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    pair.exchange()
    copy = copy_of(pair.hub)
    new_pupil_at_the_hub(pair.hub)
    remote = pair.phone_at_hub(cast.MARAT)
    give(remote, task, cast.ARU, "8")
    aru.submit("submission.hand_in", work(task))
    pair.exchange()
    before = lines(pair.hub)

    put_back(pair.hub, copy)
    with pair.hub.app_context():
        restored()
    lost = set(before) - set(lines(pair.hub))
    assert len(lost) >= 4
    back = pair.exchange()

    assert back.error is None
    assert lines(pair.hub) == before
    aru.refresh()
    assert aru.doc("mark", f"{task}~{cast.ARU}")["mark"] == "8"
    again = pair.phone_at_hub(cast.MARAT)
    again.refresh()
    assert again.doc("mark", f"{task}~{cast.ARU}")["mark"] == "8"
    assert again.doc("person", SECOND)["given_name"] == "Дана"
    pair.exchange()
    quiet = pair.exchange()
    assert (quiet.operations_up, quiet.operations_down, quiet.requests) == (0, 0, 1)
    assert quiet.waiting_operations == waiting_of_others(pair)


def waiting_of_others(pair: Pair) -> int:
    """What concerns the other school on this node, for which it is not admitted, waits for ever."""
    return len(set(lines(pair.school.app)) - set(lines(pair.hub)))


def forged_mark(pair: Pair, school: LogPort, task: str) -> Entry:
    """A mark that looks as if the hub had taken it from Marat."""
    with pair.hub.app_context():
        hub = db.db.session()
        judge = log_store(hub).node
    writer = pair.phone_at_hub(cast.MARAT).writer
    fields = {"assignment": task, "learner": cast.ARU, "submission": None, "mark": "10"}
    made = Operation(
        writer, 1, 77, school.last_hlc(), "mark.give", 1, None, "p", f"{task}~{cast.ARU}",
        {**fields, "max": 10, "comment": ""},
    )  # fmt: skip
    return Entry(made, Verdict("admitted", made.hlc, 1, None, judge, 1))


@pytest.mark.parametrize("proof", ["none", "own-key", "borrowed"])
def test_a_school_that_forges_the_hub_s_word_is_refused(pair: Pair, proof: str) -> None:
    marat = pair.school.phone(cast.MARAT)
    task = set_task(marat)
    new_pupil_at_the_hub(pair.hub)
    pair.exchange()
    with pair.school.app.app_context():
        store = log_store(db.db.session())
        entry = forged_mark(pair, store, task)
        frame, _ = codec.pack(
            [codec.line(entry)], sender=store.node, recipient=entry.verdict.node, priority=0
        )
        leaves = [seals.leaf(op_hash(entry.op), verdicts.encode(entry.verdict))]
        told = seals.message(entry.verdict.node, 1, seals.root(leaves))
        signature = keys.private_key(pair.school.home).sign(told)
        if proof == "borrowed":  # a true signature of the hub, over other entries
            signature = bytes(db.db.session.scalars(select(seal_table.c.signature)).first() or b"")
            assert signature
    body = frame
    if proof != "none":
        shown = seals.prove(signature, leaves, IntervalSet.of([1]))
        body = messages.encode_returned(messages.Returned(frame, (shown,)))

    answer = messages.decode_received(pair.road.frame(body)())

    assert answer.refused == {entry.op.id: "judged-elsewhere"}
    at_home = pair.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert not at_home.ids("mark")
