"""Verifiers of many people under one key, and who may open them."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from server.db import db, write_transaction
from server.hub import nodes
from server.identity import node_id
from server.people import envelopes, passwords, sealing
from server.people.login import seal_for, set_verifier
from server.people.models import Credential, NodeKey
from tests.server import cast
from tests.server.conftest import School

SCHOOL_NODE, HUB = "00000000000000aa", "00000000000000ab"
VERIFIER = passwords.make_verifier("ғылым")


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Path]:
    return {SCHOOL_NODE: tmp_path / "school", HUB: tmp_path / "hub"}


def keys_of(homes: dict[str, Path]) -> dict[str, bytes]:
    return {node: sealing.public_key(home) for node, home in homes.items()}


def written(made: envelopes.Envelope, node: str, person: str) -> bytes:
    return envelopes.row(made.sealed[node], made.box(VERIFIER, person))


def test_a_person_costs_65_bytes_whoever_may_read(homes: dict[str, Path]) -> None:
    made = envelopes.envelope(Session(), keys_of(homes))

    assert len(made.box(VERIFIER, cast.ARU)) == 65
    for node, home in homes.items():
        kept = written(made, node, cast.ARU)
        assert envelopes.verifier_in(kept, cast.ARU, home) == VERIFIER
        assert envelopes.verifier_in(kept, cast.DIAS, home) is None, "bound to its person"


def test_a_node_opens_only_what_was_written_for_it(homes: dict[str, Path]) -> None:
    session, keys = Session(), keys_of(homes)
    for_both = envelopes.envelope(session, keys)
    for_hub = envelopes.envelope(session, {HUB: keys[HUB]})

    assert envelopes.envelope(session, keys) is for_both, "one key for what is written together"
    assert for_hub.key != for_both.key
    assert envelopes.envelope(Session(), keys).key != for_both.key
    stolen = envelopes.row(for_both.sealed[SCHOOL_NODE], for_hub.box(VERIFIER, cast.ARU))
    assert envelopes.verifier_in(stolen, cast.ARU, homes[SCHOOL_NODE]) is None


def test_a_damaged_box_opens_for_nobody(homes: dict[str, Path]) -> None:
    made = envelopes.envelope(Session(), keys_of(homes))
    kept = written(made, HUB, cast.ARU)

    for place in (0, 1, 40, len(kept) - 1):
        broken = kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :]
        assert envelopes.verifier_in(broken, cast.ARU, homes[HUB]) is None


def test_a_verifier_that_was_sealed_alone_still_opens(homes: dict[str, Path]) -> None:
    sealed = sealing.seal(VERIFIER, cast.ARU, sealing.public_key(homes[HUB]))

    kept = envelopes.row(sealed, None)

    assert envelopes.verifier_in(kept, cast.ARU, homes[HUB]) == VERIFIER
    assert envelopes.parts(kept) == (sealed, None)


def test_a_node_below_reads_only_the_passwords_of_its_schools(
    school: School, homes: dict[str, Path]
) -> None:
    keys = keys_of(homes)
    with school.app.app_context(), write_transaction() as session:
        for node, served in ((SCHOOL_NODE, cast.AKBULAQ), (HUB, cast.DALA)):
            nodes.admit(
                session,
                node=node,
                name=node,
                schools=[served],
                public_key=keys[node],
                now_ms=school.clock(),
            )
        own = node_id()
        assert set(envelopes.readers(session, frozenset({cast.DALA}))) == {own, HUB}
        assert set(envelopes.readers(session, frozenset())) == {own, SCHOOL_NODE, HUB}

        nodes.revoke(session, HUB, school.clock())
        assert set(envelopes.readers(session, frozenset({cast.DALA}))) == {own}

        set_verifier(cast.ARU, VERIFIER, school=cast.AKBULAQ)
        assert session.get(Credential, (cast.ARU, HUB)) is None
        mine = session.get(Credential, (cast.ARU, SCHOOL_NODE))
        assert mine is not None
        assert envelopes.verifier_in(mine.sealed, cast.ARU, homes[SCHOOL_NODE]) == VERIFIER


def test_whoever_joins_later_leaves_the_others_what_they_had(
    school: School, homes: dict[str, Path], tmp_path: Path
) -> None:
    """Somebody else wrote for a node whose key is not known here: that node still gets in."""
    stranger, key = "00000000000000ac", sealing.public_key(tmp_path / "stranger")
    with school.app.app_context():
        with write_transaction() as session:
            sealing.remember_key(session, stranger, key)
            set_verifier(cast.ARU, VERIFIER)
            session.delete(session.get_one(NodeKey, stranger))
            session.flush()
            seal_for(HUB, sealing.public_key(homes[HUB]))

        everybody = {stranger: tmp_path / "stranger", HUB: homes[HUB], node_id(): school.home}
        for node, home in everybody.items():
            row = db.session.get_one(Credential, (cast.ARU, node))
            assert envelopes.verifier_in(row.sealed, cast.ARU, home) == VERIFIER
