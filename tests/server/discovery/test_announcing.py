"""The box's name by multicast DNS: heard by whoever asks, gone when the box stops."""

import secrets
from collections.abc import Iterator

import pytest
from zeroconf import IPVersion, Zeroconf

from server.discovery.announcing import Announcer

HERE = ["127.0.0.1"]
WAIT_MS = 10_000


@pytest.fixture
def asker() -> Iterator[Zeroconf]:
    asking = Zeroconf(interfaces=HERE, ip_version=IPVersion.V4Only)
    yield asking
    asking.close()


def heard(asker: Zeroconf, name: str) -> list[str]:
    kind = "_http._tcp.local."
    found = asker.get_service_info(kind, f"{name}.{kind}", WAIT_MS)
    return sorted(found.parsed_addresses(IPVersion.V4Only)) if found is not None else []


@pytest.mark.slow
def test_the_name_is_heard_and_follows_the_boxs_addresses(asker: Zeroconf) -> None:
    name, found = f"tirek-{secrets.token_hex(3)}", ["192.168.1.5"]
    box = Announcer(name, 8080, lambda: found, interfaces=HERE)
    try:
        assert box.look()
        assert heard(asker, name) == ["192.168.1.5"]
        assert not box.look()

        found[:] = ["10.0.0.7"]
        assert box.look()
        asker.cache.async_expire(float("inf"))
        assert heard(asker, name) == ["10.0.0.7"]

        found.clear()
        assert not box.look()
    finally:
        box.stop()
