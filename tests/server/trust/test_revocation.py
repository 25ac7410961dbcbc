"""A stolen box is shut out everywhere that hears of it, over whatever road."""

import pytest
from flask import Flask

from server.bundles import volumes
from server.db import db, write_transaction
from server.errors import Problem
from server.hub.nodes import revoke
from server.relay.satellites import caller
from server.trust.believing import revoked
from sync.roads.mail import MailRefused
from tests.server import cast
from tests.server.bundles.conftest import NOW_MS, admit_for_sticks, fill
from tests.server.relay.conftest import Chain, chain
from tests.server.trust.conftest import Trusting, own_id

__all__ = ["chain"]


def shut_out(hub: Flask, node: str) -> None:
    with hub.app_context(), write_transaction() as session:
        assert revoke(session, node, NOW_MS)


def knows_revoked(app: Flask, node: str) -> bool:
    with app.app_context():
        return revoked(db.session(), node)


def test_another_school_hears_of_it_on_its_next_stick(
    trusting: Trusting, school_of_dala: Flask
) -> None:
    stolen = own_id(school_of_dala)
    admit_for_sticks(trusting.hub, school_of_dala, [cast.DALA], "Дала")
    trusting.carriers.trip()
    assert not knows_revoked(trusting.school, stolen)
    shut_out(trusting.hub, stolen)

    trusting.carriers.trip()

    assert knows_revoked(trusting.school, stolen)


def test_what_it_signs_is_not_taken_any_more(trusting: Trusting, school_of_dala: Flask) -> None:
    admit_for_sticks(trusting.hub, school_of_dala, [cast.DALA], "Дала")
    fill(school_of_dala, trusting.carriers.folder)
    shut_out(trusting.hub, own_id(school_of_dala))

    (refused,) = trusting.carriers.read_at_hub().refused

    assert refused.reason == "revoked-node"


def test_a_box_that_was_found_again_is_heard_again(trusting: Trusting) -> None:
    trusting.carriers.trip()
    shut_out(trusting.hub, trusting.school_node)
    assert knows_revoked(trusting.hub, trusting.school_node)

    admit_for_sticks(trusting.hub, trusting.school, [cast.AKBULAQ])
    trusting.carriers.trip()

    assert not knows_revoked(trusting.hub, trusting.school_node)
    assert not knows_revoked(trusting.school, trusting.school_node)


def test_the_relay_gives_a_stolen_satellite_no_mailbox(chain: Chain) -> None:
    chain.settle()
    shut_out(chain.hub, chain.school_node)
    stick_home(chain)

    assert knows_revoked(chain.relay, chain.school_node)
    with chain.relay.test_request_context(), pytest.raises(Problem):
        caller(chain.to_relay.token)
    error = chain.exchange().error
    assert isinstance(error, MailRefused)


def stick_home(chain: Chain) -> None:
    """What the hub has for the relay itself reaches it, on whatever road."""
    made: list[bytes] = []
    relay = own_id(chain.relay)
    with chain.hub.app_context():
        from sync.carried.volumes import Export

        volumes.write(relay, lambda filled: made.append(filled.data), Export(1))
    with chain.relay.app_context():
        import io

        for data in made:
            volumes.take(io.BytesIO(data), len(data))
