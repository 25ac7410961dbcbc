"""An edition whose signature is not trusted is named, and trusted once its publisher has proven
itself."""

import dataclasses
from typing import Any

from server.bundles import keys
from server.db import db
from server.delivery.background import look
from server.delivery.trust import untrusted
from server.identity import node_id
from server.status.facts import sync_facts
from tests.server.delivery.conftest import FIRST, SECOND, Publisher
from tests.server.upstream.conftest import Pair


def lose_key(pair: Pair) -> bytes:
    """The hub's data folder came back without its keys; returns the new one's public half."""
    home = pair.hub.extensions["tirek.config"].home
    for name in ("node.ed25519", "identity.ed25519"):
        (home / "keys" / name).unlink(missing_ok=True)
    with pair.hub.app_context():
        return keys.public_key(home)


def over_https(pair: Pair) -> None:
    config = pair.school.app.extensions["tirek.config"]
    secured = dataclasses.replace(config, upstream_url="https://hub.example")
    pair.school.app.extensions["tirek.config"] = secured


def told(pair: Pair) -> list[dict[str, Any]]:
    with pair.school.app.app_context():
        facts: list[dict[str, Any]] = sync_facts()["untrusted"]
        return facts


def known_key(pair: Pair) -> bytes | None:
    with pair.hub.app_context():
        hub = node_id()
    with pair.school.app.app_context():
        return keys.known(db.session(), hub)


def test_a_new_key_over_a_plain_road_is_named_and_not_believed(
    publisher: Publisher, pair: Pair
) -> None:
    course = publisher.edition(FIRST)
    pair.exchange()
    assert told(pair) == []
    before = known_key(pair)
    new = lose_key(pair)
    publisher.edition(SECOND)

    pair.exchange()

    assert publisher.shown()["edition"] == 1
    assert known_key(pair) == before != new
    (one,) = told(pair)
    assert (one["course"], one["title"], one["edition"]) == (course, "Су", 2)
    assert one["reason"] == "not-its-signature"


def test_an_unknown_signer_is_named_as_one(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    pair.exchange()
    from sqlalchemy import delete

    from server.bundles.models import SigningKey
    from server.db import write_transaction
    from server.delivery.models import CourseShown
    from server.trust.models import TrustedIdentity

    with pair.school.app.app_context(), write_transaction() as session:
        session.execute(delete(SigningKey))
        session.execute(delete(TrustedIdentity))
        session.execute(delete(CourseShown))

    with pair.school.app.app_context():
        assert [one["reason"] for one in untrusted(db.session())] == ["signer-unknown"]


def test_a_restored_hub_is_trusted_again_once_https_has_proven_it(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    new = lose_key(pair)
    publisher.edition(SECOND)
    over_https(pair)

    pair.exchange()
    pair.exchange()

    assert known_key(pair) == new
    assert told(pair) == []
    assert publisher.shown()["edition"] == 2


def test_a_hub_that_lost_its_key_signs_its_present_edition_anew(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    publisher.edition(SECOND)
    lose_key(pair)
    with pair.hub.app_context():
        look(pair.hub)
    over_https(pair)

    pair.exchange()
    pair.exchange()

    assert told(pair) == []
    assert publisher.shown()["edition"] == 2
