"""A school's public certificate: the name comes down, the request goes up, the chain comes down,
over whatever road there is; the key stays where it was made."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from server.certificates import settling
from server.certificates.acme_road import OrderFailed
from server.certificates.files import WebFiles
from server.certificates.models import CertificateOrder
from server.certificates.naming import NameTaken, UnknownNode, give, holder
from server.certificates.ordering import ask_renewals, due, order_due, revoke_due
from server.certificates.overview import lines_of
from server.certificates.reading import BadChain, shown
from server.certificates.requesting import fresh_key, request
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.hub.nodes import revoke
from server.operations.local import submit
from sync.storage.tables import operations
from tests.server import cast
from tests.server.bundles.conftest import home
from tests.server.certificates.conftest import NAME, Naming
from tests.server.courier.conftest import Courier
from tests.server.trust.conftest import Exchange

Road = Callable[[], None]


def by_courier(naming: Naming) -> None:
    """A teacher's phone goes to the hub and comes back."""
    carriers = naming.trusting.carriers
    courier = Courier(carriers.school.phone(cast.MARAT), naming.hub)
    courier.trip()


@pytest.fixture(params=["link", "stick", pytest.param("courier", marks=pytest.mark.slow)])
def road(request: pytest.FixtureRequest, naming: Naming) -> Road:
    if request.param == "link":
        run: Exchange = request.getfixturevalue("link")
        return run
    if request.param == "stick":
        return naming.trusting.carriers.trip
    return lambda: by_courier(naming)


def files_of(naming: Naming) -> WebFiles:
    return WebFiles(home(naming.school))


def test_a_school_gets_its_certificate_over_any_road(naming: Naming, road: Road) -> None:
    naming.call(NAME)
    road()
    naming.settle()
    assert naming.standing()["name"] == NAME
    assert naming.standing()["waiting"]

    road()
    assert naming.order() == 1
    road()
    naming.settle()

    found = naming.standing()
    assert found["public"]["names"] == [NAME]
    assert not found["waiting"]
    assert naming.authority.ordered == [NAME]


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_key_never_leaves_the_box_and_nobody_else_there_reads_it(
    naming: Naming, link: Exchange
) -> None:
    with_certificate(naming, link)

    key = files_of(naming).public
    assert key.stat().st_mode & 0o777 == 0o600
    lines = [line for line in key.read_bytes().splitlines()[1:4] if len(line) > 30]
    assert lines
    assert b"PRIVATE KEY" in everything_in(home(naming.school) / "web")
    at_hub = everything_in(home(naming.hub))
    assert all(line not in at_hub for line in lines)


def with_certificate(naming: Naming, link: Exchange) -> None:
    naming.call(NAME)
    link()
    naming.settle()
    link()
    assert naming.order() == 1
    link()
    naming.settle()


def test_another_is_asked_for_when_a_third_of_the_time_is_left(
    naming: Naming, link: Exchange
) -> None:
    with_certificate(naming, link)
    first = naming.standing()["public"]
    naming.forward(days=41)
    naming.settle()
    assert not naming.standing()["waiting"]

    naming.forward(days=3)
    naming.settle()
    assert naming.standing()["waiting"]
    assert naming.standing()["public"]["fingerprint"] == first["fingerprint"]

    link()
    assert naming.order() == 1
    link()
    naming.settle()
    second = naming.standing()["public"]
    assert second["fingerprint"] != first["fingerprint"]
    assert second["days_left"] in {63, 64}  # it was begun some seconds ago, or a second


def test_a_certificate_that_ended_long_ago_is_replaced_by_stick(
    naming: Naming, link: Exchange
) -> None:
    """A summer without power: nothing but a stick reaches the box, and that is enough."""
    with_certificate(naming, link)
    naming.forward(days=120)
    assert naming.standing()["public"]["days_left"] < -50

    naming.settle()
    naming.trusting.carriers.trip()
    assert naming.order() == 1
    naming.trusting.carriers.trip()
    naming.settle()

    assert naming.standing()["public"]["days_left"] > 60


def test_a_chain_that_came_when_it_had_ended_is_asked_for_anew(
    naming: Naming, link: Exchange
) -> None:
    """The hub ordered it in May; the box was switched off before it came, until September."""
    naming.call(NAME)
    link()
    naming.settle()
    link()
    assert naming.order() == 1
    naming.forward(days=120)
    link()
    naming.settle()
    assert (naming.standing()["public"], naming.standing()["waiting"]) == (None, True)

    link()
    assert naming.order() == 1
    link()
    naming.settle()
    assert naming.standing()["public"]["days_left"] > 60
    assert not naming.standing()["waiting"]


def test_one_request_is_on_its_way_however_often_the_box_looks(
    naming: Naming, link: Exchange
) -> None:
    naming.call(NAME)
    link()
    for _ in range(3):
        naming.settle()
        naming.forward(days=10)

    with naming.school.app_context():
        kinds = list(db.session.scalars(select(operations.c.kind)))
        db.session.rollback()
    assert kinds.count("web_request.set") == 1


def test_an_order_that_fails_is_tried_again_later_and_the_operator_reads_why(
    naming: Naming, link: Exchange
) -> None:
    class Down:
        def order(self, csr: bytes, name: str) -> bytes:  # noqa: ARG002
            raise OrderFailed("the name server answered SERVFAIL")

        def revoke(self, chain: bytes) -> None:
            raise AssertionError(chain)

        def renewal_ms(self, chain: bytes) -> int | None:
            raise AssertionError(chain)

    naming.call(NAME)
    link()
    naming.settle()
    link()
    with naming.hub.app_context():
        assert order_due(Down()) == 0
        (line,) = lines_of(naming.trusting.hub_clock.unix_ms)
        assert (line["waiting"], line["problem"]) == (True, "the name server answered SERVFAIL")
    assert naming.order() == 0

    naming.trusting.hub_clock.forward(seconds=301)
    with naming.hub.app_context():
        assert order_due(Down()) == 0
    naming.trusting.hub_clock.forward(seconds=301)
    assert naming.order() == 0

    naming.trusting.hub_clock.forward(seconds=301)
    assert naming.order() == 1
    with naming.hub.app_context():
        (line,) = lines_of(naming.trusting.hub_clock.unix_ms)
        assert (line["waiting"], line["problem"], line["days_left"]) == (False, "", 64)


def ask_for(naming: Naming, name: str) -> None:
    """What a box that lies would send."""
    with naming.school.app_context():
        fields = {"school": cast.AKBULAQ, "node": naming.trusting.school_node}
        csr = request(fresh_key(), name)
        submit("web_request.set", naming.trusting.school_node, {**fields, "csr": csr})


def test_nothing_is_ordered_for_a_name_that_the_node_was_not_given(
    naming: Naming, link: Exchange
) -> None:
    naming.call(NAME)
    ask_for(naming, "s0422.mektep.example")
    link()

    assert naming.order() == 0

    assert naming.authority.ordered == []
    with naming.hub.app_context():
        order = db.session.scalar(select(CertificateOrder))
        assert order is not None
        assert order.problem == f"it is for s0422.mektep.example, not for {NAME}"
        db.session.rollback()


def test_nor_for_a_node_without_a_name_or_one_that_is_shut_out(
    naming: Naming, link: Exchange
) -> None:
    ask_for(naming, NAME)
    link()
    assert naming.order() == 0
    naming.call(NAME)
    with naming.hub.app_context():
        assert len(due()) == 1
        with write_transaction() as session:
            revoke(session, naming.trusting.school_node, naming.trusting.hub_clock.unix_ms)
        assert due() == []


def test_a_name_belongs_to_one_node_and_may_be_taken_away(naming: Naming) -> None:
    naming.call(NAME)
    with naming.hub.app_context():
        assert holder(db.session(), NAME) == naming.trusting.school_node
        db.session.rollback()
        with pytest.raises(UnknownNode), write_transaction() as session:
            give(session, "0" * 16, "other.mektep.example")
        with pytest.raises(ValueError, match="name"), write_transaction() as session:
            give(session, naming.trusting.school_node, "no name")
    naming.call(None)
    with naming.hub.app_context():
        assert holder(db.session(), NAME) is None
        db.session.rollback()


def test_the_school_takes_no_chain_but_the_one_for_its_own_key(
    naming: Naming, link: Exchange
) -> None:
    """A hub that was restored from a copy sends an old chain; a wrong one changes nothing."""
    with_certificate(naming, link)
    before = files_of(naming).public.read_bytes()
    other = naming.authority.pair(NAME)
    with naming.school.app_context():
        with pytest.raises(BadChain, match="another key"):
            settling.install(other.chain)
        with pytest.raises(BadChain, match="follow"):
            settling.install(other.chain + before.partition(b"-----END PRIVATE KEY-----\n")[2],
                             other.key)  # fmt: skip
    assert files_of(naming).public.read_bytes() == before


def test_taken_names_are_refused(naming: Naming) -> None:
    naming.call(NAME)
    with naming.hub.app_context(), write_transaction() as session:
        from server.hub.nodes import admit

        admit(session, node="1" * 16, name="дала", schools=[cast.DALA], public_key=b"k" * 32,
              now_ms=1)  # fmt: skip
    with pytest.raises(NameTaken):
        naming.call(NAME, "1" * 16)


def test_who_is_shut_out_keeps_no_certificate_and_who_comes_back_gets_another(
    naming: Naming, link: Exchange
) -> None:
    naming.call(NAME)
    link()
    naming.settle()
    link()
    assert naming.order() == 1
    node = naming.trusting.school_node

    def shut_out(moment: int | None) -> None:
        with naming.hub.app_context(), write_transaction() as session:
            row = session.get(DownstreamNode, node)
            assert row is not None
            row.revoked_ms = moment

    with naming.hub.app_context():
        assert revoke_due(naming.authority) == 0, "nobody was shut out"
    shut_out(1)
    with naming.hub.app_context():
        assert [revoke_due(naming.authority) for _ in range(2)] == [1, 0]
    (revoked,) = naming.authority.revoked
    assert shown(revoked).names == {NAME}
    assert naming.order() == 0

    shut_out(None)
    assert naming.order() == 1
    with naming.hub.app_context():
        assert revoke_due(naming.authority) == 0


def test_what_the_authority_wants_back_is_replaced_before_its_time(
    naming: Naming, link: Exchange
) -> None:
    naming.call(NAME)
    link()
    naming.settle()
    link()
    assert naming.order() == 1
    link()
    naming.settle()
    naming.forward(days=5)
    naming.authority.wanted_ms = naming.trusting.hub_clock.unix_ms + 1
    with naming.hub.app_context():
        assert ask_renewals(naming.authority) == 0, "not yet"
    naming.forward(days=1)
    with naming.hub.app_context():
        assert [ask_renewals(naming.authority) for _ in range(2)] == [1, 0]

    assert naming.order() == 1
    link()
    naming.settle()

    assert naming.standing()["public"]["days_left"] == 64
