"""A destination is no way into the school's LAN."""

import ipaddress

import pytest

from server.forwarding import addresses
from server.forwarding.http_target import HttpTarget
from server.forwarding.port import Answer


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.1", "255.255.255.255", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
    ],
)  # fmt: skip
def test_nothing_private_is_reached_unless_it_was_named(text: str) -> None:
    assert not addresses.allowed(ipaddress.ip_address(text), [])


@pytest.mark.parametrize("text", ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_reached(text: str) -> None:
    assert addresses.allowed(ipaddress.ip_address(text), [])


def test_a_named_network_is_reached_and_its_neighbour_is_not() -> None:
    named = addresses.networks(["10.1.0.0/16"])

    assert addresses.allowed(ipaddress.ip_address("10.1.2.3"), named)
    assert addresses.allowed(ipaddress.ip_address("::ffff:10.1.2.3"), named)
    assert not addresses.allowed(ipaddress.ip_address("10.2.2.3"), named)


def test_a_name_is_judged_by_what_it_resolves_to() -> None:
    reply = HttpTarget("http://localhost:9/xapi", "Basic eDp5").push([])

    assert reply.answer is Answer.LATER
    assert "private network" in reply.reason


@pytest.mark.parametrize(
    "text",
    [
        "ftp://lrs.example/xapi", "lrs.example", "http://", "http://user:secret@lrs.example/xapi",
        "http://lrs.example/xapi?key=1", "http://lrs.example:99999/xapi", "http://lrs.example/\n",
        "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_endpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        addresses.endpoint(text)


def test_an_endpoint_is_kept_without_its_last_slash() -> None:
    assert addresses.endpoint(" https://lrs.example/xapi/ ") == "https://lrs.example/xapi"


@pytest.mark.parametrize("text", ["10.1.0.1/16", "everything", "300.0.0.0/8"])
def test_a_network_is_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        addresses.networks([text])
