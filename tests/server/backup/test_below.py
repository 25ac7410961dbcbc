"""What a hub keeps for a node below, on both of its databases: from the list to a kit's holder."""

from base64 import b64decode
from hashlib import sha256
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from server.backup import below, listing
from server.backup.listing import Copy, Header, Stored
from server.console import claims
from server.db import write_transaction
from server.hub.nodes import revoke
from server.identity import node_id
from server.operations.local import submit
from tests.server import cast
from tests.server.upstream.conftest import Pair

KEY = "ab" * 8
OBJECTS = [bytes([number]) * (1000 + number) for number in range(5)]


def made(node: str, objects: list[bytes], made_ms: int = 1_800_000_000_000) -> bytes:
    stored = {
        sha256(b"name" + data).hexdigest(): Stored(sha256(data).digest(), len(data))
        for data in objects
    }
    header = Header(node, made_ms, "1", "0001", len(objects), 5, 5)
    return Copy(header, stored, b"a sealed table").encode()


class Node:
    """A node below as its requests show it."""

    def __init__(self, hub: Flask, token: str, node: str) -> None:
        self.hub = hub
        self.token = token
        self.node = node

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.hub.test_client().open(
            f"/sync/v1/{path}", method=method, headers=headers, **more
        )

    def patch(self, name: str, data: bytes) -> TestResponse:
        headers = {"Upload-Offset": "0", "Upload-Length": str(len(data))}
        return self.call("PATCH", f"copies/{name}", data=data, headers=headers)

    def send(self, data: bytes, objects: list[bytes]) -> dict[str, Any]:
        of = name(data)
        assert self.patch(of, data).headers["Upload-Complete"] == "?1"
        for one in objects:
            assert self.patch(f"{of}/{name(one)}", one).headers["Upload-Complete"] == "?1"
        told: dict[str, Any] = self.call("POST", f"copies/{of}", json={"key": KEY}).get_json()
        return told


def name(data: bytes) -> str:
    return sha256(data).hexdigest()


def node_of(pair: Pair) -> Node:
    with pair.school.app.app_context():
        node = node_id()
    return Node(pair.hub, pair.road.token, node)


def test_a_copy_arrives_and_the_holder_of_the_kit_gets_it_back(pair: Pair) -> None:
    node = node_of(pair)
    data = made(node.node, OBJECTS)
    told = node.send(data, OBJECTS[:-1])
    held = [one.sha256 in {sha256(x).digest() for x in OBJECTS[:-1]} for _n, one in sorted(
        listing.decode(data, "x").objects.items()
    )]  # fmt: skip
    bits = b64decode(told["here"])
    assert (told["whole"], [bool(bits[0] & 0x80 >> at) for at in range(5)]) == (False, held)
    assert node.send(data, OBJECTS) == {"whole": True, "here": ""}

    with pair.hub.app_context():
        with write_transaction() as session:
            submit("school.set", cast.AKBULAQ, {"name": "Ақбұлақ", "language": "kk"})
            revoke(session, node.node, 1)
        kit = claims.make(cast.AKBULAQ, "http://hub.example")
    assert node.call("POST", f"copies/{name(data)}", json={"key": KEY}).status_code == 401
    holder = Node(pair.hub, kit.copies_token, "")
    [listed] = holder.call("GET", "kit/copies").get_json()["copies"]
    assert (listed["node"], listed["list"], listed["key"]) == (node.node, name(data), KEY)
    some = {"headers": {"Range": "bytes=2-5"}}
    path = f"kit/copies/{node.node}/{name(data)}"
    assert holder.call("GET", path, **some).get_data() == data[2:6]
    one = holder.call("GET", f"{path}/{name(OBJECTS[3])}", **some)
    assert (one.status_code, one.get_data()) == (206, OBJECTS[3][2:6])
    assert holder.call("GET", path).status_code == 422
    with pair.hub.app_context(), write_transaction() as session:
        claims.cancel(session, cast.AKBULAQ)
    assert holder.call("GET", path, **some).status_code == 401


def test_a_later_list_takes_the_place_of_one_that_never_arrived(pair: Pair) -> None:
    node = node_of(pair)
    first, second = made(node.node, OBJECTS[:3]), made(node.node, OBJECTS[2:], 1_800_000_000_001)
    assert node.send(first, OBJECTS[:3])["whole"]
    half = made(node.node, [b"of no use", *OBJECTS], 1_800_000_000_002)
    assert not node.send(half, [b"of no use"])["whole"]
    home = pair.hub.extensions["tirek.config"].home
    shelf = below.Shelf(home, node.node, 10**9)
    assert shelf._store.has(name(b"of no use"))
    assert node.send(second, OBJECTS[3:])["whole"]
    assert [one.list for one in shelf.kept()] == [name(first), name(second)]
    assert not shelf._store.has(name(b"of no use"))
    assert node.call("POST", f"copies/{name(half)}", json={"key": KEY}).status_code == 404


def test_a_list_that_means_harm_is_refused(pair: Pair) -> None:
    node = node_of(pair)
    good = made(node.node, OBJECTS)
    deep = b"[" * 60_000
    opening = listing.MAGIC + len(deep).to_bytes(4, "big") + deep
    dated = made(node.node, OBJECTS).replace(b"1800000000000", b'"yesterday!!"')
    huge = listing.encode_objects({"0" * 64: Stored(b"x" * 32, 2**63)})[:-32]
    head = good[: 9 + int.from_bytes(good[5:9], "big")]
    large = head + len(huge).to_bytes(4, "big") + huge
    bodies = (opening, dated[:-32], large, good[:300], made("cd" * 8, OBJECTS)[:-32], good[:-32])
    answers = [node.patch(name(one), one) for one in map(closed, bodies)]
    assert [one.status_code for one in answers] == [422, 422, 413, 422, 422, 200]


def closed(body: bytes) -> bytes:
    """With the hash that a list ends with."""
    return body + sha256(body).digest()
