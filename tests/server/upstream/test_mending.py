"""`tirek log verify`: damage is found, set aside, and comes again from the node above."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server import db
from server.operations.port import log_store
from server.upkeep import checking
from server.upkeep.checking import check, check_tables
from server.upstream.exchange import exchange_over
from sync.storage.tables import merge_state, operations
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.upstream.conftest import Pair


def hashes(app: Flask) -> dict[tuple[str, int, int], bytes]:
    with app.app_context():
        o = operations.c
        rows = db.db.session.execute(select(o.writer, o.epoch, o.seq, o.hash, o.body))
        return {(w, e, s): bytes(h) + bytes(b) for w, e, s, h, b in rows}


def test_a_flipped_bit_is_found_and_mended_without_a_full_exchange(pair: Pair) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    aru.submit("submission.hand_in", work(task))
    give(marat, task, cast.ARU, "9")
    pair.exchange()
    before = hashes(pair.school.app)
    with pair.school.app.app_context(), db.write_transaction() as session:
        o = operations.c
        row = session.scalars(
            select(o.id).where(o.kind == "mark.give", o.record == f"{task}~{cast.ARU}")
        ).one()
        flip(session, row)
    with pair.school.app.app_context():
        found = check()
        assert (found.broken, found.lost) == (1, 1)

    outcome = exchange_over(pair.school.app, pair.road, audit=True)

    assert outcome.error is None
    assert hashes(pair.school.app) == before
    with pair.school.app.app_context():
        assert check(tables=True).to_json() | {"operations": 0} == {
            "operations": 0,
            "broken": 0,
            "lost": 0,
            "records": 0,
        }
    marat.refresh()
    assert marat.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"


def flip(session: Session, row: int) -> None:
    """The last bit of what the disk holds of an operation's body."""
    table = "log" if session.get_bind().dialect.name == "sqlite" else "operations"
    body = session.scalars(text(f"SELECT body FROM {table} WHERE id = :row"), {"row": row}).one()
    spoilt = bytes(body)[:-1] + bytes((bytes(body)[-1] ^ 1,))
    change = text(f"UPDATE {table} SET body = :body WHERE id = :row")
    session.execute(change, {"body": spoilt, "row": row})


def test_a_wrong_merged_record_is_made_again_from_the_log(pair: Pair) -> None:
    marat = pair.school.phone(cast.MARAT)
    task = set_task(marat)
    with pair.school.app.app_context(), db.write_transaction() as session:
        session.execute(merge_state.delete().where(merge_state.c.record == task))
    with pair.school.app.app_context():
        assert check(tables=True).records == 1
        assert check(tables=True).records == 0


def test_every_night_some_of_the_tables_are_compared_with_the_log(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two records at a time here: after some nights all have been looked at, and it begins anew."""
    marat = pair.school.phone(cast.MARAT)
    task = set_task(marat)
    monkeypatch.setattr(checking, "REBUILD_BATCH", 2)
    monkeypatch.setattr(checking, "RECORDS_A_NIGHT", 4)
    with pair.school.app.app_context():
        records = len(set(log_store(db.db.session()).records()))
        with db.write_transaction() as session:
            gone = merge_state.delete().where(merge_state.c.record == task)
            session.execute(gone)
        nights = [check_tables() for _ in range(-(-records // 4))]
        assert sum(nights) == 1
        assert log_store(db.db.session()).state("check.wrong") == "1"
        db.db.session.rollback()
        assert check_tables() == 0
        assert check(tables=True).records == 0
        with db.write_transaction() as session:
            session.execute(gone)
        assert sum(check_tables() for _ in range(-(-records // 4) + 1)) == 1


def test_the_school_compares_with_the_hub_once_a_day(pair: Pair) -> None:
    set_task(pair.school.phone(cast.MARAT))
    pair.exchange()
    assert pair.exchange().requests == 1
    pair.school.clock.forward(days=1)
    assert pair.exchange().requests == 2
    assert pair.exchange().requests == 1
    with pair.school.app.app_context():
        assert log_store(db.db.session()).lost().count() == 0
