"""Phones of a satellite learn from its relay where the hub takes what they carry."""

import dataclasses

import pytest
from flask import Flask

from tests.server import cast
from tests.server.relay.conftest import Chain


def settings(app: Flask, **changes: str | None) -> None:
    before = app.extensions["tirek.config"]
    app.extensions["tirek.config"] = dataclasses.replace(before, **changes)


@pytest.fixture
def satellite(chain: Chain) -> Chain:
    settings(chain.school.app, upstream_url="http://relay.lan:8080", upstream_token="t",
             upstream_kind="relay")  # fmt: skip
    return chain


def told(chain: Chain) -> tuple[str | None, str | None, bool]:
    """By the courier's page, by the node's document, and whether the browser may go there."""
    marat = chain.school.phone(cast.MARAT)
    client = chain.school.app.test_client()
    courier = client.get("/api/v1/courier", headers=marat.headers).get_json()["address"]
    upstream = client.get("/api/v1/node").get_json()["upstream"]
    policy = client.get("/api/v1/node").headers["Content-Security-Policy"]
    allowed = courier is not None and f"connect-src 'self' {courier};" in policy
    return courier, upstream and upstream["courier_address"], allowed


def test_a_satellite_hears_it_from_its_relay(satellite: Chain) -> None:
    settings(satellite.relay, upstream_url="https://hub.example", upstream_token="t")
    assert told(satellite)[0] is None

    satellite.settle()

    address, in_document, allowed = told(satellite)
    assert (address, allowed) == ("https://hub.example", True)
    assert in_document in (None, address)


def test_its_own_setting_goes_first(satellite: Chain) -> None:
    settings(satellite.relay, upstream_url="https://hub.example", upstream_token="t")
    settings(satellite.school.app, courier_url="https://other.example")

    satellite.settle()

    assert told(satellite)[0] == "https://other.example"


@pytest.mark.parametrize("address", ["https://x; script-src *", "javascript:alert(1)", "//x", ""])
def test_what_is_no_address_is_not_kept(satellite: Chain, address: str) -> None:
    from server.courier.address import learn

    with satellite.school.app.app_context():
        learn(address)

    assert told(satellite)[0] is None
