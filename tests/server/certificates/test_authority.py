"""The box's own authority: limited by itself, renewed by itself."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from flask import Flask

from server.certificates import settling
from server.certificates.authority import Places, allowed, new_authority, new_leaf
from server.certificates.choosing import Chooser
from server.certificates.files import WebFiles
from server.certificates.standing import standing
from tests.server.conftest import School
from tests.support.authority import PublicAuthority

pytestmark = pytest.mark.sqlite
NOW_MS = 1_800_000_000_000
DAY_MS = 86_400_000


def believed(root: bytes, leaf: bytes, name: str) -> bool:
    """Whether a verifier that knows the root takes the leaf for that name."""
    import datetime

    at = datetime.datetime.fromtimestamp(NOW_MS / 1000)  # noqa: DTZ006 - the builder wants it naive
    subject = x509.DNSName(name)
    store = Store(x509.load_pem_x509_certificates(root))
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(subject)
    try:
        verifier.verify(x509.load_pem_x509_certificates(leaf)[0], [])
    except VerificationError:
        return False
    return True


def test_it_says_itself_what_it_may_vouch_for() -> None:
    made = new_authority("Ақбұлақ", ["s1.example.kz", "tirek.local"], NOW_MS)

    root = x509.load_pem_x509_certificate(made.chain)
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = limits.value.permitted_subtrees
    assert permitted is not None
    names = {one.value for one in permitted if isinstance(one, x509.DNSName)}
    assert names == {"s1.example.kz", "tirek.local"}
    networks = {str(one.value) for one in permitted if isinstance(one, x509.IPAddress)}
    assert "192.168.0.0/16" in networks
    assert "0.0.0.0/0" not in networks
    with pytest.raises(ValueError, match="limited"):
        new_authority("Ақбұлақ", [], NOW_MS)


def test_a_stolen_authority_convinces_nobody_of_another_name() -> None:
    made = new_authority("Ақбұлақ", ["tirek.local"], NOW_MS)

    honest = new_leaf(made, Places(("tirek.local",), ("192.168.1.5",)), NOW_MS)
    forged = new_leaf(made, Places(("bank.example",), ()), NOW_MS)

    assert believed(made.chain, honest.chain, "tirek.local")
    assert not believed(made.chain, forged.chain, "bank.example")


def test_addresses_of_the_wide_internet_are_left_out() -> None:
    made = new_authority("Ақбұлақ", ["tirek.local"], NOW_MS)

    where = allowed(made, Places(("other.local", "tirek.local"), ("8.8.8.8", "10.0.0.7")))

    assert where == Places(("tirek.local",), ("10.0.0.7",))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the box."""
    found = ["192.168.1.5"]
    monkeypatch.setattr(settling, "lan_addresses", lambda: found)
    return found


def fingerprint(app: Flask) -> str:
    with app.app_context():
        settling.settle()
        told: str = standing()["local"]["fingerprint"]
        return told


def test_its_certificate_follows_the_box_and_the_calendar(school: School, at: list[str]) -> None:
    with school.app.app_context():
        settling.make_authority("Ақбұлақ")
        assert standing()["local"]["names"] == ["192.168.1.5", "tirek.local"]
    first = fingerprint(school.app)
    assert fingerprint(school.app) == first

    at[:] = ["10.1.1.1"]
    second = fingerprint(school.app)
    assert second != first
    school.clock.forward(days=59)
    assert fingerprint(school.app) == second
    school.clock.forward(days=3)
    assert fingerprint(school.app) != second


def test_keys_are_for_the_server_alone(school: School, at: list[str]) -> None:
    with school.app.app_context():
        settling.make_authority("Ақбұлақ")
    files = WebFiles(school.home)
    for path in (files.authority, files.local):
        assert path.stat().st_mode & 0o777 == 0o600
        serialization.load_pem_private_key(path.read_bytes(), None)


def test_where_the_public_one_has_ended_devices_of_the_school_are_shown_the_own(
    tmp_path: Path,
) -> None:
    files, now = WebFiles(tmp_path), [NOW_MS]
    chooser = Chooser(tmp_path, lambda: now[0])
    name = "s1.example.kz"
    made = new_authority("Ақбұлақ", [name, "tirek.local"], NOW_MS)
    files.put(files.local, new_leaf(made, Places((name, "tirek.local"), ("10.0.0.7",)), NOW_MS))
    files.put(files.public, PublicAuthority(NOW_MS, days=20).pair(name))

    shown = chooser.chosen(name)
    assert shown is not None
    assert shown.names == {name}
    now[0] += 30 * DAY_MS
    shown = chooser.chosen(name)
    assert shown is not None
    assert "tirek.local" in shown.names
    files.local.unlink()
    shown = chooser.chosen(name)  # an ended one is better than none: it opens the app, to say so
    assert shown is not None
    assert shown.names == {name}
