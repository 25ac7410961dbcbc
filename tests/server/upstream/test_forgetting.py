"""A box that serves two schools leaves one: it forgets that one, and nothing that only it has."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from server import db
from server.bundles import keys
from server.bundles.service import export, import_from
from server.hub.nodes import admit, withdraw
from server.identity import node_id
from server.library.stores import personal_store
from server.operations.local import submit
from server.operations.port import log_store
from server.operations.reach import schools_of_person
from server.people import sealing
from server.people.models import Person, Role, School
from server.upkeep.checking import check
from server.upstream import forgetting
from server.upstream.exchange import exchange_over
from sync.core.ops import OpId
from tests.server import cast
from tests.server.bundles.conftest import carriers
from tests.server.classroom.tasks import set_task, work
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["carriers", "new_hub", "pair"]

# A box below a hub is never a PostgreSQL one.
pytestmark = pytest.mark.sqlite
PHOTO = b"\xff\xd8\xff" + b"a page of homework" * 100


@dataclass
class Two:
    """A box of two schools; Дала is to leave it."""

    pair: Pair

    def leave(self) -> None:
        with self.pair.hub.app_context(), db.write_transaction() as session:
            assert withdraw(session, self.node, cast.DALA, 1_900_000_000_000)

    def serve_again(self) -> None:
        self.pair.road.token = self._admit([cast.AKBULAQ, cast.DALA])

    def _admit(self, schools: list[str]) -> str:
        with self.pair.school.app.app_context():
            key = sealing.public_key(self.pair.school.home)
            hand = keys.public_key(self.pair.school.home)
        with self.pair.hub.app_context(), db.write_transaction() as session:
            return admit(
                session, node=self.node, name="box", schools=schools, public_key=key,
                signing_key=hand, now_ms=1_800_000_000_000,
            )  # fmt: skip

    @property
    def node(self) -> str:
        with self.pair.school.app.app_context():
            return node_id()

    def schools(self) -> set[str]:
        with self.pair.school.app.app_context():
            return set(db.db.session.scalars(select(School.id)))

    def people(self) -> set[str]:
        with self.pair.school.app.app_context():
            return set(db.db.session.scalars(select(Person.id)))

    def bodies(self) -> str:
        """All that the log says, as text."""
        with self.pair.school.app.app_context():
            lines = log_store(db.db.session()).entries()
            return " ".join(f"{line.op.kind} {line.op.record} {line.op.fields}" for line in lines)


@pytest.fixture
def two(pair: Pair) -> Two:
    made = Two(pair)
    made.serve_again()
    assert pair.exchange().error is None
    with pair.school.app.app_context():
        session = db.db.session()
        assert session.scalar(select(Role.person).where(Role.school == cast.DALA))
    return made


def dala_s(two: Two) -> set[str]:
    """Those who are at Дала only."""
    with two.pair.school.app.app_context():
        session = db.db.session()
        return {
            person for person in cast.EVERYBODY if schools_of_person(session, person) == {cast.DALA}
        }


def test_the_school_is_forgotten_at_the_next_contact_and_the_other_stays(two: Two) -> None:
    theirs = dala_s(two)
    assert theirs
    ours = two.people() - theirs
    two.leave()
    assert cast.DALA in two.schools()

    assert two.pair.exchange().error is None

    assert cast.DALA not in two.schools()
    assert two.people() == ours
    assert "Дала" not in two.bodies()
    assert not theirs & set(two.bodies().split())
    with two.pair.school.app.app_context():
        assert check(tables=True).lost == 0
        assert forgetting.forget() == 0
    again = exchange_over(two.pair.school.app, two.pair.road, audit=True)
    assert (again.error, again.finished) == (None, True)
    assert cast.DALA not in two.schools(), "an audit brings nothing back"


def test_what_the_hub_has_not_got_is_never_forgotten(two: Two, tmp_path: Path) -> None:
    """A stick says that the school has left; what was made since the last contact stays with all
    that tells whose it is, until the hub has it."""
    with two.pair.school.app.app_context():
        made = submit("school.set", cast.DALA, {"name": "Жаңа Дала", "language": "kk"})
    two.leave()
    with two.pair.hub.app_context():
        assert export(tmp_path, to=two.node).error is None
    with two.pair.school.app.app_context():
        assert import_from(tmp_path).refused == []
        assert log_store(db.db.session()).get(made) is not None
    assert "Жаңа Дала" in two.bodies()

    assert two.pair.exchange().error is None

    with two.pair.hub.app_context():
        assert log_store(db.db.session()).get(made) is not None
        name = db.db.session.scalar(select(School.name).where(School.id == cast.DALA))
        assert name == "Жаңа Дала"
    assert cast.DALA not in two.schools()
    assert "Дала" not in two.bodies()


def test_work_whose_photo_the_hub_lacks_stays_until_it_has_it(two: Two) -> None:
    """Files are kept at school by default: the last copy goes up first."""
    phone = two.pair.school.phone(cast.TIMUR)
    bring(phone, PHOTO)
    photo = stated(PHOTO)["sha256"]
    olga = two.pair.school.phone(cast.OLGA)
    task = set_task(olga, school=cast.DALA, **{"class": cast.DALA_7})
    result = phone.submit("submission.hand_in", work(task, files=[stated(PHOTO)]))
    assert result["outcome"] == "admitted"
    made = OpId.parse(result["record"])
    two.leave()
    assert two.pair.exchange().error is None
    assert two.pair.exchange().error is None

    with two.pair.hub.app_context():
        assert personal_store().has(photo)
        assert log_store(db.db.session()).get(made) is not None
    with two.pair.school.app.app_context():
        assert not personal_store().has(photo)
        assert log_store(db.db.session()).get(made) is None


def test_a_school_that_comes_back_is_given_back_whole(two: Two) -> None:
    before, people = two.bodies(), two.people()
    two.leave()
    assert two.pair.exchange().error is None
    assert two.people() != people

    two.serve_again()
    for _ in range(2):
        assert two.pair.exchange().error is None

    assert two.schools() == {cast.AKBULAQ, cast.DALA}
    assert two.people() == people
    for word in ("Дала",):
        assert two.bodies().count(word) >= before.count(word)
    with two.pair.school.app.app_context():
        assert check(tables=True).lost == 0
