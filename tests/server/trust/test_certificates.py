"""A node's keys are certified, renewed and changed over whatever road there is, however slow."""

import pytest

from server.operations.local import submit
from server.trust.rotating import NothingToRotate
from server.upkeep.background import look
from sync.limits import CERTIFICATE_DAYS
from tests.server import cast
from tests.server.bundles.conftest import admit_for_sticks, home
from tests.server.classroom.tasks import set_task, work
from tests.server.trust.conftest import (
    Exchange,
    Trusting,
    certificates,
    hands_of,
    lose,
    own_hand,
    rotate,
)
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_exchange import held

SOON = CERTIFICATE_DAYS // 2 + 20


def work_arrives(trusting: Trusting) -> bool:
    """Whether a pupil's work goes up on a stick, and its receipt comes back."""
    school = trusting.carriers.school
    aru = school.phone(cast.ARU)
    submission = aru.submit("submission.hand_in", work(set_task(school.phone(cast.MARAT))))
    trusting.carriers.trip()
    aru.refresh()
    return bool(aru.doc("submission", submission["record"])["central"])


def test_a_school_learns_over_a_stick_that_its_keys_are_certified(trusting: Trusting) -> None:
    trusting.carriers.trip()

    (own,) = certificates(trusting.school, trusting.school_node)
    assert (own.issuer, own.schools) == (trusting.hub_node, (cast.AKBULAQ,))
    assert own.key == own_hand(trusting.school)
    (above,) = certificates(trusting.school, trusting.hub_node)
    assert above.key == own_hand(trusting.hub)


def test_and_over_a_link(trusting: Trusting, link: Exchange) -> None:
    link()

    assert len(certificates(trusting.school, trusting.school_node)) == 1
    assert len(certificates(trusting.school, trusting.hub_node)) == 1


def test_the_next_certificate_comes_long_before_the_present_one_ends(
    trusting: Trusting, link: Exchange
) -> None:
    link()
    (first,) = certificates(trusting.school, trusting.school_node)
    trusting.hub_clock.forward(days=SOON)

    link()

    found = certificates(trusting.school, trusting.school_node)
    assert found[0] == first
    assert found[1].until_ms > first.until_ms
    link()
    assert certificates(trusting.school, trusting.school_node) == found


def test_after_months_without_a_link_two_keys_and_a_slow_courier_still_work(
    trusting: Trusting,
) -> None:
    """The key is changed at the school, the answer takes most of a year, and meanwhile work goes
    up signed with the old key, later with the new one."""
    carriers = trusting.carriers
    carriers.trip()
    old, new = own_hand(trusting.school), rotate(trusting.school)
    carriers.fill_at_school()
    assert carriers.read_at_hub().refused == []
    carriers.fill_at_hub()
    assert hands_of(trusting.hub, trusting.school_node) == [old, new]
    trusting.hub_clock.forward(days=CERTIFICATE_DAYS - 10)
    assert own_hand(trusting.school) == old

    carriers.read_at_school()

    assert own_hand(trusting.school) == new
    trusting.hub_clock.forward(days=5)
    assert work_arrives(trusting)


def test_who_has_not_been_heard_of_for_longer_than_that_must_be_admitted_anew(
    trusting: Trusting, pair: Pair
) -> None:
    trusting.carriers.trip()
    trusting.hub_clock.forward(days=CERTIFICATE_DAYS - 30)
    with trusting.hub.app_context():
        look()  # the hub runs on, and renews its own
    trusting.hub_clock.forward(days=40)

    trusting.carriers.fill_at_school()
    (refused,) = trusting.carriers.read_at_hub().refused
    assert refused.reason == "certificate-expired"
    outcome = pair.exchange()
    assert outcome.error == "not-allowed"

    pair.road.token = admit_for_sticks(trusting.hub, trusting.school, [cast.AKBULAQ])
    assert pair.exchange().error is None


@pytest.mark.parametrize("years", [15, pytest.param(-56, marks=pytest.mark.slow)])
def test_a_hub_whose_clock_has_died_shuts_nobody_out(
    trusting: Trusting, link: Exchange, years: int
) -> None:
    link()
    before = certificates(trusting.school, trusting.school_node)
    trusting.hub_clock.forward(days=365 * years)

    link()
    trusting.carriers.trip()

    assert certificates(trusting.school, trusting.school_node) == before


@pytest.mark.parametrize("years", [pytest.param(10, marks=pytest.mark.slow), -56])
def test_a_school_whose_clock_has_died_believes_its_hub(trusting: Trusting, years: int) -> None:
    trusting.carriers.school.clock.forward(days=365 * years)

    with trusting.school.app_context():
        fields = {"name": "Ақбұлақ мектебі", "language": "kk"}
        made = submit("school.set", cast.AKBULAQ, fields, actor=cast.AIZHAN)

    trusting.carriers.trip()

    assert len(certificates(trusting.school, trusting.hub_node)) == 1
    assert made in held(trusting.hub)


def test_a_key_that_the_school_never_offered_is_not_certified(
    trusting: Trusting, link: Exchange
) -> None:
    """The proof is made with a key that is not the school's."""
    from server.bundles import keys
    from server.operations.local import submit
    from server.trust.operations import KEY_OFFER

    link()
    fields = {
        "school": cast.AKBULAQ,
        "node": trusting.school_node,
        "key": b"\x07" * 32,
        "proof": b"\x09" * 64,
    }
    with trusting.school.app_context():
        submit(KEY_OFFER, trusting.school_node, fields)
        assert keys.waiting_key(home(trusting.school)) is None

    link()
    link()

    assert len(certificates(trusting.hub, trusting.school_node)) == 1


def test_before_there_is_a_certificate_no_key_can_be_changed(trusting: Trusting) -> None:
    with pytest.raises(NothingToRotate):
        rotate(trusting.school)


def test_a_hub_changes_its_key_and_is_believed_on_the_next_stick(trusting: Trusting) -> None:
    trusting.carriers.trip()
    new = rotate(trusting.hub)

    trusting.carriers.trip()

    assert own_hand(trusting.hub) == new
    assert new in hands_of(trusting.school, trusting.hub_node)


def test_a_hub_that_lost_its_signing_key_is_believed_through_its_identity(
    trusting: Trusting,
) -> None:
    trusting.carriers.trip()
    lose(trusting.hub, "node.ed25519")

    assert work_arrives(trusting)
    assert own_hand(trusting.hub) in hands_of(trusting.school, trusting.hub_node)


def test_also_over_a_link_that_proves_nothing(trusting: Trusting, link: Exchange) -> None:
    link()
    lose(trusting.hub, "node.ed25519")

    link()

    assert own_hand(trusting.hub) in hands_of(trusting.school, trusting.hub_node)


def test_who_only_claims_to_be_the_hub_is_not_believed(trusting: Trusting) -> None:
    """Another identity, and with it another key: nothing vouches for it."""
    trusting.carriers.trip()
    before = hands_of(trusting.school, trusting.hub_node)
    lose(trusting.hub, "node.ed25519")
    lose(trusting.hub, "identity.ed25519")

    trusting.carriers.fill_at_hub()
    (refused,) = trusting.carriers.read_at_school().refused

    assert refused.reason == "bad-signature"
    assert hands_of(trusting.school, trusting.hub_node) == before


def test_the_identity_comes_back_from_paper(trusting: Trusting) -> None:
    from server.bundles import keys
    from server.trust.identity import WrongIdentity, put_back

    trusting.carriers.trip()
    with trusting.hub.app_context():
        paper = keys.identity(home(trusting.hub)).private_bytes_raw().hex()
    lose(trusting.hub, "node.ed25519")
    lose(trusting.hub, "identity.ed25519")
    with trusting.hub.app_context():
        with pytest.raises(WrongIdentity):
            put_back("no key")
        put_back(paper)

    trusting.carriers.trip()

    assert own_hand(trusting.hub) in hands_of(trusting.school, trusting.hub_node)
    with trusting.school.app_context(), pytest.raises(WrongIdentity):
        put_back(paper)


def test_a_hub_that_has_forgotten_a_school_knows_it_by_its_own_word(trusting: Trusting) -> None:
    """The school was admitted after the copy from which the hub was put back."""
    from sqlalchemy import delete

    from server.bundles.models import SigningKey
    from server.db import write_transaction
    from server.hub.models import DownstreamNode
    from server.trust.models import NodeCertificates

    trusting.carriers.trip()
    with trusting.hub.app_context(), write_transaction() as session:
        for model in (DownstreamNode, SigningKey, NodeCertificates):
            session.execute(delete(model))

    trusting.carriers.fill_at_school()
    assert trusting.carriers.read_at_hub().refused == []

    with trusting.hub.app_context():
        from server.db import db

        row = db.session.get(DownstreamNode, trusting.school_node)
        assert row is not None
        assert row.schools == [cast.AKBULAQ]
