"""The tables follow from the set of operations: not from the order they came in, nor the road."""

import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from server import db
from server.classroom.files import file_came
from server.db import write_transaction
from server.library.stores import personal_store
from server.operations.catalogue import catalogue
from server.operations.port import log_store, server_port
from server.operations.service import accept_entries
from sync.apply import rebuild
from sync.storage.port import Entry
from tests.server import cast
from tests.server.classroom.tasks import give, see, set_task, work
from tests.server.conftest import School, close, make_app
from tests.server.library.test_schemas import COURSE
from tests.server.phone import Phone
from tests.server.player.test_schemas import SESSION
from tests.server.uploads.sending import bring, stated

OWN = (
    "assignment", "submission", "submission_file", "submission_sighting", "mark",
    "attempt", "attempt_session", "attempt_answer",
    "course", "course_edition", "course_lesson", "course_item",
)  # fmt: skip
Rows = Mapping[str, list[tuple[Any, ...]]]


@pytest.fixture
def story(school: School, phone: Callable[[str], Phone]) -> list[Entry]:
    """A busy week: everything is edited, withdrawn, answered, marked twice; as the log tells it."""
    with school.app.app_context():
        before = len(list(log_store(db.db.session()).entries()))
    marat, bota, aru, dias = (phone(p) for p in (cast.MARAT, cast.BOTA, cast.ARU, cast.DIAS))
    course = marat.submit("course.publish", {**COURSE, "school": cast.AKBULAQ})["record"]
    school.clock.forward(seconds=5)
    marat.submit("course.publish", {**COURSE, "school": cast.AKBULAQ, "edition": 2}, record=course)
    kept, gone = set_task(marat), set_task(bota, title="Артық тапсырма")
    first = aru.submit("submission.hand_in", work(kept, files=[stated(b"photo")]))["record"]
    dias.submit("submission.hand_in", work(gone))
    give(bota, gone, cast.DIAS, "5")
    bota.submit("assignment.withdraw", {}, record=gone)
    marat.submit("assignment.set", {"title": "Бөлшектер, 2-нұсқа"}, record=kept)
    school.clock.forward(seconds=5)
    see(bota, first)
    school.clock.forward(seconds=5)
    see(marat, first)
    give(marat, kept, cast.ARU, "7", submission=first)
    give(bota, kept, cast.ARU, "9", submission=first)
    answered = {
        "cmi.interactions.0.id": "q1",
        "cmi.interactions.0.student_response": "b",
        "cmi.interactions.0.result": "wrong",
    }
    played = aru.submit("attempt.commit", {**SESSION, "cmi": answered})
    better = answered | {
        "cmi.interactions.0.student_response": "a",
        "cmi.interactions.0.result": "correct",
    }
    more = {**SESSION, "session": "s2", "score": ["90", "0", "100"], "cmi": better}
    aru.submit("attempt.commit", more, record=played["record"], base=played["op"])
    with school.app.app_context():
        lines = list(log_store(db.db.session()).entries())[before:]
    return [Entry(line.op, line.verdict) for line in lines]


def tables() -> Rows:
    """All rows of the learning domains, without what depends on the moment of looking."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name in OWN:
        table: Table = db.Model.metadata.tables[name]
        found[name] = sorted(map(tuple, db.db.session.execute(select(table))), key=repr)
    db.db.session.rollback()
    return found


def test_the_tables_can_be_rebuilt_from_the_log(school: School, story: list[Entry]) -> None:
    with school.app.app_context():
        live = tables()
        assert all(live[name] for name in OWN)
        with write_transaction() as session:
            store, port = server_port(session)
            rebuild(store, catalogue().registry, port)

        assert tables() == live


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_delivery_ends_in_the_same_tables(
    school: School, story: list[Entry], cast_home: Path, tmp_path: Path, seed: int
) -> None:
    with school.app.app_context():
        expected = tables()
    home = tmp_path / "other"
    shutil.copytree(cast_home, home)
    other = make_app(home, school.clock)
    shuffled = story + story[: len(story) // 2]
    random.Random(seed).shuffle(shuffled)
    with other.app_context():
        for start in range(0, len(shuffled), 4):
            accept_entries(shuffled[start : start + 4], source="00000000000000aa")
        found = tables()
    close(other)

    assert found == expected


def test_at_the_hub_the_tick_comes_with_the_last_file(
    school: School, story: list[Entry], tmp_path: Path
) -> None:
    hub = make_app(tmp_path / "hub", school.clock, role="hub")
    db.upgrade(hub)
    with hub.app_context():
        with school.app.app_context():
            log = [Entry(s.op, s.verdict) for s in log_store(db.db.session()).entries()]
            judge = log_store(db.db.session()).node
            db.db.session.rollback()
        accept_entries(log, source=judge)
        cast_ticks = [row[-1] for row in tables()["mark"]]
        before = dict(ticks())
        personal_store().put(b"photo")
        with write_transaction() as session:
            file_came(session, stated(b"photo")["sha256"], [cast.ARU])
        after = dict(ticks())
    close(hub)

    assert cast_ticks == [True, True]
    assert (before[cast.ARU], after[cast.ARU]) == (False, True)
    assert before[cast.DIAS] is after[cast.DIAS] is True


def ticks() -> list[tuple[str, bool]]:
    table = db.Model.metadata.tables["submission"]
    rows = db.db.session.execute(select(table.c.learner, table.c.central)).all()
    db.db.session.rollback()
    return [(row[0], row[1]) for row in rows]


def test_another_pupils_upload_of_the_same_bytes_does_not_count_as_mine(
    school: School, phone: Callable[[str], Phone]
) -> None:
    task = set_task(phone(cast.MARAT))
    fields = work(task, files=[stated(b"photo")])
    submission = phone(cast.DIAS).submit("submission.hand_in", fields)["record"]
    bring(phone(cast.ARU), b"photo")

    phone(cast.MARAT).refresh()
    assert phone(cast.MARAT).doc("submission", submission)["files"][0]["state"] == "arriving"
