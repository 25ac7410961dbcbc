"""Satellite, relay and hub as three real servers: `tirek sync now` on one, then on the other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.nodes import Node
from tests.support.ports import free_ports

pytestmark = pytest.mark.slow

# These servers exchange when the test says so.
ASLEEP = {"TIREK_SYNC_WINDOWS": "03:00-03:01=1KB"}
SCHOOL = ("school", "add", "aqbulaq", "--name", "Ақбұлақ")


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[dict[str, Node]]:
    ports = iter(free_ports(6))
    made = {
        name: Node(tmp_path / name, next(ports), next(ports), dict(ASLEEP))
        for name in ("satellite", "relay", "hub")
    }
    made["hub"].env |= {"TIREK_ROLE": "hub", "TIREK_NAME_KK": "Орталық"}
    made["relay"].env |= {"TIREK_ROLE": "relay"}
    yield made
    for node in made.values():
        node.stop()


def who(node: Node) -> dict[str, str]:
    found: dict[str, str] = json.loads(node.tirek("node", "--json"))
    return found


def admitted(hub: Node, node: Node, school: str) -> dict[str, str]:
    card = who(node)
    words = ["hub", "node", "add", card["node"], "--key", card["key"], "--school", school]
    words += ["--signing-key", card["signing_key"], "--json"]
    answer: dict[str, str] = json.loads(hub.tirek(*words))
    node.tirek(
        "bundle", "meet", answer["hub"], "--key", answer["hub_key"],
        "--signing-key", answer["hub_signing_key"],
    )  # fmt: skip
    return answer


def test_a_school_s_records_reach_the_hub_through_the_relay(nodes: dict[str, Node]) -> None:
    satellite, relay, hub = nodes["satellite"], nodes["relay"], nodes["hub"]
    satellite.tirek(*SCHOOL)
    admitted(hub, satellite, "aqbulaq")
    upward = admitted(hub, relay, "tirek-school")
    relay.env |= {"TIREK_UPSTREAM_URL": hub.url, "TIREK_UPSTREAM_TOKEN": upward["token"]}
    mailbox = json.loads(relay.tirek("relay", "admit", who(satellite)["node"], "--json"))
    satellite.env |= {
        "TIREK_UPSTREAM_URL": relay.url,
        "TIREK_UPSTREAM_TOKEN": mailbox["token"],
        "TIREK_UPSTREAM_KIND": "relay",
    }
    hub.start()
    relay.start()

    first = json.loads(satellite.tirek("sync", "now", "--json"))
    assert (first["error"], first["waiting_operations"] > 0) == (None, True)
    (row,) = json.loads(relay.tirek("relay", "list", "--json"))
    assert row["waiting"] > 0
    assert json.loads(relay.tirek("sync", "now", "--json"))["error"] is None
    second = json.loads(satellite.tirek("sync", "now", "--json"))

    assert (second["error"], second["waiting_operations"]) == (None, 0)
