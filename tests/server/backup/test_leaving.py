"""Sealed copies at the hub: what operators see of them, and when they go. On both databases."""

from pathlib import Path
from typing import Any

from flask import Flask

from server.backup import leaving
from server.backup.below import FOLDER, Shelf
from server.backup.limits import KEEP_GONE_DAYS
from server.backup.models import KeptCopy
from server.console import background, operators, reporting
from server.db import db, write_transaction
from server.doctor.findings import Finding
from server.hub.models import DownstreamNode
from server.hub.nodes import revoke
from server.operations.local import submit
from server.upkeep import background as upkeep
from tests.server import cast
from tests.server.backup.test_below import OBJECTS, Node, made, node_of
from tests.server.conftest import MONDAY_MS
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair

SCHOOLS = "/api/v1/console/schools"
DAY_MS = 24 * 3600 * 1000


def operator_of(pair: Pair) -> Phone:
    with pair.hub.app_context():
        account = operators.add("dana", "Сейтқали", "Дана", cast.PASSWORD)
        operators.grant(account.person, "", "", ("boxes", "operators"))
        with write_transaction():
            for school in (cast.AKBULAQ, cast.DALA):
                submit("school.set", school, {"name": school, "language": "kk"})
        background.complete()
    return pair.phone_at_hub("dana")


def above(dana: Phone) -> dict[str, Any]:
    lines = dana.get(SCHOOLS).get_json()["schools"]
    told: dict[str, Any] = next(one for one in lines if one["school"] == cast.AKBULAQ)["above"]
    assert dana.get(f"{SCHOOLS}/{cast.AKBULAQ}").get_json()["above"] == told
    return told


def box_of(dana: Phone, node: Node) -> dict[str, Any]:
    boxes = dana.get(f"{SCHOOLS}/{cast.AKBULAQ}").get_json()["nodes"]
    found: dict[str, Any] = next(one for one in boxes if one["node"] == node.node)
    return found


def folder(hub: Flask, node: str) -> Path:
    home: Path = hub.extensions["tirek.config"].home
    return home / FOLDER / node


def tidy(pair: Pair) -> int:
    with pair.hub.app_context():
        return leaving.tidy()


def send(pair: Pair, node: Node, made_ms: int) -> None:
    assert node.send(made(node.node, OBJECTS, made_ms), OBJECTS)["whole"]


def report(pair: Pair) -> None:
    with pair.school.app.app_context():
        reporting.tell()
    pair.exchange()


def test_an_operator_sees_how_old_a_box_s_copy_is(pair: Pair) -> None:
    node, dana = node_of(pair), operator_of(pair)
    assert above(dana) == {"state": "unknown", "made_at": None, "bytes": None}
    report(pair)
    assert above(dana)["state"] == "off"  # this school has no key on paper
    send(pair, node, MONDAY_MS)
    size = sum(len(one) for one in OBJECTS)
    assert above(dana) == {"state": "ok", "made_at": "2026-11-23T04:00:00.000Z", "bytes": size}
    assert box_of(dana, node)["copy_bytes"] == size
    assert box_of(dana, node)["copy_kept_until"] is None
    pair.school.clock.forward(days=15)
    assert above(dana)["state"] == "old"


def test_what_the_box_says_of_its_own_copy_is_told(pair: Pair, monkeypatch: Any) -> None:
    dana = operator_of(pair)
    for code, state in (("copy-above-none", "never"), ("copy-above-refused", "refused")):
        found = [Finding(code, "warning")]
        monkeypatch.setattr(reporting, "examine", lambda *_a, found=found, **_k: found)
        pair.school.clock.forward(days=1)
        report(pair)
        assert above(dana)["state"] == state


def test_copies_of_a_box_that_was_shut_out_stay_for_its_successor_and_then_go(pair: Pair) -> None:
    node, dana = node_of(pair), operator_of(pair)
    send(pair, node, MONDAY_MS)
    with pair.hub.app_context(), write_transaction() as session:
        revoke(session, node.node, MONDAY_MS)
    assert box_of(dana, node)["copy_kept_until"] is not None
    pair.school.clock.forward(days=KEEP_GONE_DAYS - 1)
    assert tidy(pair) == 0
    assert folder(pair.hub, node.node).is_dir()
    pair.school.clock.forward(days=2)
    assert (tidy(pair), tidy(pair)) == (1, 0)
    assert list(folder(pair.hub, node.node).parent.iterdir()) == []
    assert box_of(pair.phone_at_hub("dana"), node)["copy_made_at"] is None
    actions = pair.phone_at_hub("dana").get("/api/v1/console/actions").get_json()["actions"]
    noted = [one for one in actions if one["what"] == leaving.REMOVED]
    assert {one["school"] for one in noted} == {cast.AKBULAQ}
    assert all(one["about"] == {"node": node.node, "why": "shut-out"} for one in noted)
    assert {one["name"] for one in noted} == {""}


def test_a_node_that_is_not_known_has_the_same_time(pair: Pair) -> None:
    """A hub that was itself put back may have forgotten a box, whose copy it still holds."""
    node = node_of(pair)
    send(pair, node, MONDAY_MS)
    with pair.hub.app_context(), write_transaction() as session:
        row = session.get(DownstreamNode, node.node)
        session.delete(row)
    (folder(pair.hub, node.node).parent / "lost+found").mkdir()
    assert tidy(pair) == 0
    # The folder's own time is the machine's, which may be later than the school's.
    pair.school.clock.forward(days=KEEP_GONE_DAYS + 3650)
    assert tidy(pair) == 1
    assert [one.name for one in folder(pair.hub, "x").parent.iterdir()] == ["lost+found"]


def test_the_table_follows_the_folder(pair: Pair) -> None:
    """Copies are older than the table, or somebody has removed some by hand; a cut removal ends."""
    node = node_of(pair)
    send(pair, node, MONDAY_MS)
    with pair.hub.app_context(), write_transaction() as session:
        session.delete(session.get(KeptCopy, node.node))
    half = folder(pair.hub, f".leaving-{'cd' * 8}")
    (half / "whole").mkdir(parents=True)
    with pair.hub.app_context():
        assert leaving.is_first()
        upkeep.look()  # a day has not passed, but the table knows nothing yet
        assert not leaving.is_first()
        kept = db.session.get(KeptCopy, node.node)
        last = Shelf(half.parent.parent, node.node, 10**9).newest()
        assert kept is not None
        assert last is not None
        assert (kept.made_ms, kept.bytes) == (MONDAY_MS, last.bytes)
        db.session.remove()
        assert not half.exists()
        folder(pair.hub, node.node).rename(half.parent / "aside")
        assert leaving.tidy() == 0
        assert db.session.get(KeptCopy, node.node) is None
