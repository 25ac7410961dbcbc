"""An app that is newer than its school's server: what the server could not judge counts by itself
once it has been upgraded, if it is in order."""

from typing import Any

import pytest

from server.domains import parts
from server.operations import catalogue as catalogue_module
from server.operations.catalogue import catalogue
from server.operations.spec import KindSpec
from tests.server import cast
from tests.server.attention.test_held import judge, listed
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import School
from tests.server.upstream.conftest import Pair

HAND_IN = "submission.hand_in"


class _Older:
    """A domain's operations as an older release has them: without some kinds."""

    def __init__(self, module: Any, unknown: frozenset[str]) -> None:
        self.PROJECTIONS = getattr(module, "PROJECTIONS", ())
        specs: tuple[KindSpec, ...] = getattr(module, "SPECS", ())
        self.SPECS = tuple(spec for spec in specs if spec.kind.name not in unknown)


@pytest.fixture
def older(school: School, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call with kinds: the school's server knows them no more, until `upgrade` is called."""

    def some(*unknown: str) -> Any:
        def known(name: str) -> Any:
            for module in parts(name):
                yield _Older(module, frozenset(unknown)) if name == "operations" else module

        monkeypatch.setattr(catalogue_module, "parts", known)
        catalogue.cache_clear()
        school.restart()

        def upgrade() -> None:
            monkeypatch.undo()
            catalogue.cache_clear()
            school.restart()

        return upgrade

    yield some
    monkeypatch.undo()
    catalogue.cache_clear()


def test_what_an_old_server_could_not_judge_counts_once_it_is_upgraded(
    school: School, older: Any
) -> None:
    task = set_task(school.phone(cast.MARAT))
    upgrade = older(HAND_IN)
    held = school.phone(cast.ARU).submit(HAND_IN, work(task, text="Ескі серверге"))
    assert (held["outcome"], held["reason"]) == ("held", "unknown-kind")

    upgrade()

    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    marat.refresh()
    aru.refresh()
    assert marat.doc("submission", held["op"])["text"] == "Ескі серверге"
    assert aru.doc("judgement", held["op"])["released"] is True
    assert listed(school.phone(cast.AIZHAN)) == []
    school.restart()  # once is enough
    assert school.phone(cast.AIZHAN).get("/api/v1/status").get_json()["held"] == 0


@pytest.mark.parametrize(
    ("person", "damage"),
    [(cast.ARU, {"attempts": "none"}), (cast.ARU, {"text": 7}), (cast.ERASYL, {})],
    ids=["a field of another form", "a number for a text", "a pupil of another class"],
)
def test_what_is_not_in_order_stays_held_for_the_school(
    school: School, older: Any, person: str, damage: dict[str, Any]
) -> None:
    task = set_task(school.phone(cast.MARAT))
    upgrade = older(HAND_IN)
    held = school.phone(person).submit(HAND_IN, {**work(task), **damage})

    upgrade()

    (item,) = listed(school.phone(cast.AIZHAN))
    assert (item["op"], item["reason"]) == (held["op"], "unknown-kind")
    answer = judge(school.phone(cast.AIZHAN), held["op"], "release")
    assert answer["reason"] == "not-releasable"
    school.phone(cast.MARAT).refresh()
    assert held["op"] not in school.phone(cast.MARAT).ids("submission")


def test_the_hub_hears_that_it_counts(pair: Pair, older: Any) -> None:
    school = pair.school
    task = set_task(school.phone(cast.MARAT))
    upgrade = older(HAND_IN)
    held = school.phone(cast.ARU).submit(HAND_IN, work(task, text="Ескі серверге"))
    upgrade()

    pair.exchange()

    at_home = pair.phone_at_hub(cast.MARAT)
    at_home.refresh()
    assert at_home.doc("submission", held["op"])["text"] == "Ескі серверге"
