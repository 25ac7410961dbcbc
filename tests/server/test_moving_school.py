"""A school moves from one PostgreSQL server of a hub to the other, in the middle of its work."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server import shards
from server.db import db, write_transaction
from server.hub import moving
from server.hub.moving import CannotMove, move
from server.hub.nodes import admit
from server.identity import node_id
from server.operations.local import submit
from server.operations.port import log_store
from server.people import sealing
from server.people.login import seal_for
from server.people.models import Credential, Token
from server.upstream.exchange import exchange_over
from sync.core.ops import OpId
from sync.storage.tables import operations
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.test_shards import Hub, hub, other
from tests.server.upstream.conftest import WsgiRoad

__all__ = ["hub", "other"]
pytestmark = pytest.mark.postgresql


def ids(app: Flask, shard: int) -> set[OpId]:
    with app.app_context(), shards.on(shard):
        columns = (operations.c.writer, operations.c.epoch, operations.c.seq)
        return {OpId(*row) for row in db.session.execute(select(*columns))}


class Moving:
    """A school with a node of its own below a hub on two servers."""

    def __init__(self, school: School, hub: Hub) -> None:
        self.school, self.hub = school, hub.app
        with school.app.app_context():
            node, key = node_id(), sealing.public_key(school.home)
        with self.hub.app_context():
            self.at = shards.place([cast.AKBULAQ])
            with shards.on(self.at), write_transaction() as session:
                self.token = admit(
                    session, node=node, name="Ақбұлақ", schools=[cast.AKBULAQ], public_key=key,
                    now_ms=1,
                )  # fmt: skip
            home = self.hub.extensions["tirek.config"].home
            hub_node, hub_key = node_id(), sealing.public_key(home)
        with school.app.app_context():
            seal_for(hub_node, hub_key)

    @property
    def target(self) -> int:
        return 1 - self.at

    def exchange(self) -> None:
        assert exchange_over(self.school.app, WsgiRoad(self.hub, self.token)).error is None

    def move(self, target: int | None = None) -> moving.Moved:
        with self.hub.app_context():
            return move(cast.AKBULAQ, self.target if target is None else target)

    def phone(self, login: str) -> Phone:
        return Phone(self.hub, self.school.clock, login, cast.PASSWORD)


@pytest.fixture
def place(school: School, hub: Hub) -> Moving:
    made = Moving(school, hub)
    made.exchange()
    made.exchange()
    return made


def test_work_goes_on_where_the_school_has_moved_to(place: Moving) -> None:
    """A teacher logged in at the hub, a pupil at the school, a node on its way."""
    school = place.school
    marat_at_home = place.phone(cast.MARAT)
    task = set_task(school.phone(cast.MARAT))
    handed = str(school.phone(cast.ARU).submit("submission.hand_in", work(task))["record"])
    place.exchange()
    before = ids(place.hub, place.at)

    done = place.move()

    assert done.schools == [cast.AKBULAQ]
    assert {op for op in before if op not in ids(place.hub, place.target)} <= own(place, before)
    marat_at_home.refresh()
    assert marat_at_home.doc("submission", handed)["learner"] == cast.ARU
    give(marat_at_home, task, cast.ARU, "9", submission=handed)
    late = str(school.phone(cast.ARU).submit("submission.hand_in", work(task))["record"])
    place.exchange()
    place.exchange()
    marat_at_home.refresh()
    assert marat_at_home.doc("submission", late)["learner"] == cast.ARU
    aru = school.phone(cast.ARU)
    aru.refresh()
    assert aru.doc("submission", late)["central"] is True
    assert len(aru.ids("mark")) == 1
    place.phone(cast.ARU).refresh()  # a new login finds the new place
    with place.hub.app_context(), shards.on(place.at):
        assert db.session.scalar(select(func.count()).select_from(Token)) == 0
        left = set(db.session.scalars(select(Credential.person)))
        assert not left & {cast.ARU, cast.MARAT, cast.AIZHAN}


def own(place: Moving, found: set[OpId]) -> set[OpId]:
    """What the database has of its own and of other schools, which stays."""
    with place.hub.app_context(), shards.on(place.at):
        rows = log_store(db.session()).feed_after(f"school:{cast.AKBULAQ}", 0, 10**6)
        return found - {line.op.id for _, line in rows}


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["carry", "_copy", "note_moved", "note_arrived"])
def test_cut_anywhere_it_is_done_by_running_it_again(
    place: Moving, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    where = moving if cut == "_copy" else shards

    def power_fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, cut, power_fails)
        with pytest.raises(KeyboardInterrupt):
            place.move()
    task = set_task(place.school.phone(cast.MARAT))
    place.exchange()

    place.move()
    again = place.move()

    assert (again.operations, again.rows) == (0, 0)
    place.exchange()
    marat = place.phone(cast.MARAT)
    marat.refresh()
    assert marat.doc("assignment", task)["title"]


@pytest.mark.slow
def test_what_a_request_had_begun_at_the_old_place_follows(place: Moving) -> None:
    place.move()
    with place.hub.app_context(), shards.on(place.at):
        late = submit("school.set", cast.AKBULAQ, {"name": "Ақбұлақ мектебі", "language": "kk"})

    with place.hub.app_context():
        assert shards.replicate() == 1
        assert shards.replicate() == 0

    assert late in ids(place.hub, place.target)


@pytest.mark.slow
def test_it_may_move_back(place: Moving) -> None:
    place.move()
    place.move(place.at)

    place.exchange()
    place.phone(cast.MARAT).refresh()
    with place.hub.app_context():
        assert shards.place([cast.AKBULAQ]) == place.at


@pytest.mark.slow
def test_what_cannot_be_moved_is_said(place: Moving) -> None:
    with place.hub.app_context():
        with pytest.raises(CannotMove, match="no database 7"):
            move(cast.AKBULAQ, 7)
        with pytest.raises(CannotMove, match="no school"):
            move("nowhere", 1)
