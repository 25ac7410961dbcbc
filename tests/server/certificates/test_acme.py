"""A real ACME server and a real name server: what a hub's order looks like to them."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from acme import messages
from cryptography import x509
from requests import Response

from server.certificates import dns, reading, requesting
from server.certificates.acme_road import Authority, Network, OrderFailed
from server.certificates.dns import DnsRefused, Hook, Updates
from server.certificates.limits import NONCE_TRIES
from tests.support.name_server import NameServer, new_name_server
from tests.support.pebble import PEBBLE, Pebble, pebble

NAME = "s0421.mektep.example"
CHALLENGE = f"_acme-challenge.{NAME}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acme")


@pytest.fixture(scope="module")
def running_server(folder: Path) -> Iterator[NameServer]:
    server = new_name_server("mektep.example", folder / "dns.key")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def name_server(running_server: NameServer) -> NameServer:
    running_server.changes.clear()
    running_server.texts.clear()
    return running_server


@pytest.fixture(scope="module")
def acme(folder: Path, running_server: NameServer) -> Iterator[Pebble]:
    if PEBBLE is None:
        assert not os.environ.get("CI"), "CI needs pebble: .ci/setup browser installs it"
        pytest.skip("no ACME server here: sudo apt-get install pebble")
    with pebble(folder, running_server.address) as found:
        yield found


def ours(home: Path, acme: Pebble, records: dns.ChallengeRecords) -> Authority:
    return Authority(home, acme.directory, records, contact="admin@mektep.example", ca=acme.ca)


def test_a_request_becomes_a_chain_that_its_root_vouches_for(
    tmp_path: Path, folder: Path, name_server: NameServer, acme: Pebble
) -> None:
    authority = ours(tmp_path, acme, Updates(name_server.address, folder / "dns.key"))
    key = requesting.fresh_key()

    chain = authority.order(requesting.request(key, NAME), NAME)

    found = reading.checked(chain, [requesting.public_half(key)], NAME, None)
    assert found.names == {NAME}
    last = reading.parsed(chain)[-1]
    last.verify_directly_issued_by(x509.load_pem_x509_certificate(acme.root()))
    what = [(change, name) for change, name, _value in name_server.changes]
    assert what == [("put", CHALLENGE), ("remove", CHALLENGE)]
    assert (tmp_path / "keys" / "acme-account.pem").stat().st_mode & 0o777 == 0o600


def test_the_certificate_of_a_stolen_box_is_revoked(
    tmp_path: Path, folder: Path, name_server: NameServer, acme: Pebble
) -> None:
    authority = ours(tmp_path, acme, Updates(name_server.address, folder / "dns.key"))
    chain = authority.order(requesting.request(requesting.fresh_key(), NAME), NAME)
    serial = reading.parsed(chain)[0].serial_number
    assert acme.status(serial) == "Valid"
    found = reading.shown(chain)
    asked = authority.renewal_ms(chain)
    assert asked is None or found.since_ms < asked < found.until_ms

    for _ in "twice":
        authority.revoke(chain)

    assert acme.status(serial) == "Revoked"


def test_the_account_is_kept_over_a_restart_of_the_hub(
    tmp_path: Path, folder: Path, name_server: NameServer, acme: Pebble
) -> None:
    for _ in range(2):
        authority = ours(tmp_path, acme, Updates(name_server.address, folder / "dns.key"))
        chain = authority.order(requesting.request(requesting.fresh_key(), NAME), NAME)
        assert reading.shown(chain).names == {NAME}


def test_the_operators_own_command_may_set_the_record(
    tmp_path: Path, folder: Path, name_server: NameServer, acme: Pebble
) -> None:
    hook = tmp_path / "hook"
    hook.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "from pathlib import Path\n"
        "from server.certificates.dns import Updates\n"
        "what, name, value = sys.argv[1:]\n"
        f"place = Updates({name_server.address!r}, Path({str(folder / 'dns.key')!r}))\n"
        "getattr(place, what)(name, value)\n"
    )
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)

    chain = ours(tmp_path, acme, Hook(hook)).order(
        requesting.request(requesting.fresh_key(), NAME), NAME
    )

    assert reading.shown(chain).names == {NAME}
    assert [change for change, _name, _value in name_server.changes] == ["put", "remove"]


class Forgetful:
    """Says that it has put a record, and has not."""

    def put(self, name: str, value: str) -> None: ...

    def remove(self, name: str, value: str) -> None: ...


def test_what_the_authority_refuses_is_told(tmp_path: Path, acme: Pebble) -> None:
    with pytest.raises(OrderFailed, match="TXT"):
        ours(tmp_path, acme, Forgetful()).order(
            requesting.request(requesting.fresh_key(), NAME), NAME
        )


def test_an_authority_that_is_not_believed_is_not_asked(
    tmp_path: Path, folder: Path, acme: Pebble, name_server: NameServer
) -> None:
    stranger = Authority(tmp_path, acme.directory, Updates(name_server.address, None))
    with pytest.raises(OrderFailed, match="certificate verify failed"):
        stranger.order(requesting.request(requesting.fresh_key(), NAME), NAME)
    assert name_server.changes == []


def test_an_update_without_the_key_is_refused(folder: Path, name_server: NameServer) -> None:
    with pytest.raises(DnsRefused, match="REFUSED"):
        Updates(name_server.address, None).put(CHALLENGE, "x")
    other = folder / "other.key"
    other.write_text((folder / "dns.key").read_text().replace('secret "', 'secret "AAAA'))
    with pytest.raises(DnsRefused):
        Updates(name_server.address, other).put(CHALLENGE, "x")
    assert name_server.texts == {}


def test_a_name_outside_the_zone_and_a_broken_key_are_told(
    tmp_path: Path, folder: Path, name_server: NameServer
) -> None:
    with pytest.raises(DnsRefused, match="keeps no zone"):
        Updates(name_server.address, folder / "dns.key").put("_acme-challenge.other.example", "x")
    (tmp_path / "empty.key").write_text("")
    with pytest.raises(DnsRefused, match=r"empty\.key"):
        Updates(name_server.address, tmp_path / "empty.key")


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.write_text("#!/bin/sh\necho 'no such zone' >&2\nexit 3\n")
    hook.chmod(0o755)
    with pytest.raises(DnsRefused, match="3: no such zone"):
        Hook(hook).put(CHALLENGE, "x")


@pytest.mark.parametrize(
    ("refusals", "goes_through"), [(NONCE_TRIES - 1, True), (NONCE_TRIES, False)]
)
def test_a_nonce_that_is_not_known_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch, refusals: int, goes_through: bool
) -> None:
    answer, left = Response(), [refusals]

    def once(_self: Network, _url: str) -> Response:
        if left[0]:
            left[0] -= 1
            raise messages.Error.with_code("badNonce")
        return answer

    monkeypatch.setattr(Network, "_post_once", once)
    network = Network(key=None)
    if goes_through:
        assert network.post("https://authority.example/order") is answer
    else:
        with pytest.raises(messages.Error, match="badNonce"):
            network.post("https://authority.example/order")


def test_another_refusal_is_no_reason_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def once(_self: Network, url: str) -> Response:
        asked.append(url)
        raise messages.Error.with_code("rateLimited")

    monkeypatch.setattr(Network, "_post_once", once)
    with pytest.raises(messages.Error, match="rateLimited"):
        Network(key=None).post("https://authority.example/order")
    assert len(asked) == 1
