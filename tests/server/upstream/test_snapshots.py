"""A new box in the place of a stolen one: it begins from the hub's snapshot, not from the start."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from server import db
from server.bundles import keys
from server.cli import tirek
from server.hub import starting as hub_starting
from server.hub.nodes import NodeContext
from server.identity import node_id
from server.operations.port import log_store
from server.people import sealing
from server.people.login import seal_for
from server.upkeep import snapshots
from server.upkeep.checking import check
from server.upstream import start_parts
from server.upstream.exchange import exchange_over
from sync import starting, transfers
from sync.core.errors import RoadFailed, SyncError
from sync.core.knowledge import Knowledge
from sync.snapshots import SnapshotBroken
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock
from tests.server.upstream.conftest import Pair, WsgiRoad, admit_node

# A new box is never a PostgreSQL one.
pytestmark = pytest.mark.sqlite


@dataclass
class Box:
    app: Flask
    node: str
    road: WsgiRoad


@pytest.fixture
def boxes(pair: Pair, tmp_path: Path, clock: SchoolClock) -> Iterator[Callable[[str], Box]]:
    made: list[Flask] = []

    def make(name: str) -> Box:
        app = make_app(tmp_path / name, clock)
        db.upgrade(app)
        made.append(app)
        with app.app_context():
            node, key = node_id(), sealing.public_key(tmp_path / name)
        token = admit_node(pair.hub, node, key, [cast.AKBULAQ])
        with pair.hub.app_context():
            seal_for(node, key, [cast.AKBULAQ])
            hub, hand = node_id(), keys.public_key(pair.hub.extensions["tirek.config"].home)
        with app.app_context(), db.write_transaction() as session:
            keys.remember(session, hub, hand)
        return Box(app, node, WsgiRoad(pair.hub, token))

    yield make
    for app in made:
        close(app)


def knowledge(app: Flask) -> Knowledge:
    with app.app_context():
        return log_store(db.db.session()).knowledge()


def test_a_new_box_goes_on_where_the_stolen_one_was(
    pair: Pair, boxes: Callable[[str], Box], tmp_path: Path
) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    aru.submit("submission.hand_in", work(task))
    give(marat, task, cast.ARU, "9")
    assert pair.exchange().error is None
    box, file = boxes("new box"), tmp_path / "start.tks"
    with pair.hub.app_context():
        told = snapshots.write(box.node, file)
    assert told["bytes"] == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0
    assert "Бөлшектерді".encode() not in file.read_bytes()

    with box.app.app_context():
        assert snapshots.read(file) == told["operations"] + told["folded"]
        assert check(tables=True).lost == 0

    give(marat, task, cast.ARU, "10")
    assert pair.exchange().error is None
    outcome = exchange_over(box.app, box.road, audit=True)
    assert outcome.error is None
    assert outcome.operations_down == 1
    with box.app.app_context():
        key = ("mark", f"{task}~{cast.ARU}")
        state = log_store(db.db.session()).merge_states([key])[key]
    assert (state.fields or {})["mark"] == "10"
    assert knowledge(box.app).difference(knowledge(pair.hub)) == {}


def test_nobody_else_reads_it_and_nobody_else_writes_one(
    pair: Pair, boxes: Callable[[str], Box], tmp_path: Path
) -> None:
    pair.exchange()
    box, other, file = boxes("new box"), boxes("another"), tmp_path / "start.tks"
    with pair.hub.app_context():
        snapshots.write(box.node, file)
        with pytest.raises(LookupError):
            snapshots.write("0" * 16, file)
    with other.app.app_context(), pytest.raises(SnapshotBroken):
        snapshots.read(file)
    whole = file.read_bytes()
    for place in (0, 8, 30, len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with box.app.app_context(), pytest.raises(SyncError):
            snapshots.read(file)
    file.write_bytes(whole)
    with box.app.app_context(), db.write_transaction() as session:
        keys.remember(session, node_of(pair.hub), b"k" * 32)
    with box.app.app_context(), pytest.raises(SnapshotBroken):
        snapshots.read(file)
    assert knowledge(box.app) == {}


def node_of(app: Flask) -> str:
    with app.app_context():
        return node_id()


def test_the_commands_name_what_is_wrong(tmp_path: Path) -> None:
    env = {"TIREK_HOME": str(tmp_path / "home")}
    run = CliRunner()
    unknown = run.invoke(tirek, ["log", "snapshot", "0" * 16, str(tmp_path / "x")], env=env)
    assert unknown.exit_code == 4
    (tmp_path / "y").write_bytes(b"no snapshot")
    broken = run.invoke(tirek, ["log", "start", str(tmp_path / "y")], env=env)
    assert broken.exit_code == 5
    assert "Not begun" in broken.stderr


def test_a_box_far_behind_begins_from_the_hubs_snapshot_by_itself(
    pair: Pair, boxes: Callable[[str], Box], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the hub's own routes, cut again and again; the status says how far it has come."""
    monkeypatch.setattr(starting, "SNAPSHOT_FROM_OPERATIONS", 5)
    monkeypatch.setattr(transfers, "range_bytes", lambda _: 2_000)
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    aru.submit("submission.hand_in", work(task))
    give(marat, task, cast.ARU, "9")
    for number in range(40):
        set_task(marat, title=f"{number}", instructions=os.urandom(900).hex())
    assert pair.exchange().error is None
    box = boxes("new box")

    told = []
    for _ in range(200):
        outcome = exchange_over(box.app, replace(box.road, cut_at={6, 7, 8}))
        with box.app.app_context():
            start = start_parts.facts(log_store(db.db.session()))
        if outcome.error is None:
            break
        if start is not None:
            assert start["got"] < start["size"]
            told.append(start["got"])
    assert outcome.error is None
    assert told == sorted(told)
    assert len(told) > 1
    assert start is None
    assert not list((box.app.extensions["tirek.config"].home / "parts" / "start").iterdir())
    assert knowledge(box.app).difference(knowledge(pair.hub)) == {}
    with box.app.app_context():
        assert check(tables=True).lost == 0


def test_a_snapshot_by_another_hand_is_told_of_and_not_used(
    pair: Pair, boxes: Callable[[str], Box], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "SNAPSHOT_FROM_OPERATIONS", 5)
    assert pair.exchange().error is None
    box, other = boxes("new box"), boxes("another")
    file = pair.hub.extensions["tirek.config"].home / "snapshots" / f"{box.node}.tks"
    with pair.hub.app_context():
        offered = hub_starting.offer(NodeContext(box.node, frozenset({cast.AKBULAQ})))
        forged = bytearray(file.read_bytes())
        forged[-1] ^= 1
        file.write_bytes(forged)
        digest = hashlib.sha256(forged).hexdigest()
        note = file.with_suffix(".json")
        note.write_text(note.read_text().replace(offered.sha256, digest))

    outcome = exchange_over(box.app, box.road)

    assert (outcome.error, outcome.finished) == (None, True)
    with box.app.app_context():
        assert start_parts.facts(log_store(db.db.session())) == {
            "size": 0, "got": 0, "refused": True,
        }  # fmt: skip
    assert knowledge(box.app).difference(knowledge(pair.hub)) == {}
    # Another node's snapshot is nobody's business.
    with pytest.raises(RoadFailed) as caught:
        other.road.snapshot_range(digest, 0, 10)
    assert caught.value.status == 404
