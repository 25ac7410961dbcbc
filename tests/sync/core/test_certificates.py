"""The bytes of a certificate: all of it is signed, and nothing broken is believed."""

import dataclasses
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import certificates
from sync.core.certificates import Certificate
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.limits import CERTIFICATE_DAYS, MAX_CERTIFIED_SCHOOLS, RENEW_CERTIFICATE_DAYS

DAY_MS = 24 * 3_600_000
NOW = 1_800_000_000_000
MADE = certificates.issued(
    "4b00000000000001",
    "00000000000000aa",
    number=7,
    key=b"\x01" * 32,
    lock=b"\x02" * 32,
    schools=("akbulak", "dala"),
    now_ms=NOW,
)


def sign(message: bytes) -> bytes:
    return hashlib.sha512(b"the hub" + message).digest()


def verify(message: bytes, signature: bytes) -> bool:
    return sign(message) == signature


DATA = certificates.encode(MADE, sign)


def test_it_reads_as_it_was_written() -> None:
    assert certificates.decode(DATA, verify) == MADE
    assert len(DATA) < 300


def test_another_hand_is_not_believed() -> None:
    assert certificates.decode(DATA, lambda *_: False) is None


@given(st.integers(0, len(DATA) - 1), st.integers(0, 7))
def test_no_bit_of_it_can_be_changed(place: int, bit: int) -> None:
    changed = bytearray(DATA)
    changed[place] ^= 1 << bit
    try:
        assert certificates.decode(bytes(changed), verify) is None
    except (Malformed, UnknownVersion):
        assert bytes(changed) != DATA


@given(st.binary(max_size=400))
def test_noise_is_refused_in_words(noise: bytes) -> None:
    with pytest.raises(SyncError):
        certificates.decode(noise, verify)


@pytest.mark.parametrize("change", [
    {"schools": ("s",) * (MAX_CERTIFIED_SCHOOLS + 1)},
    {"key": b"short"},
    {"lock": b""},
    {"number": -1},
    {"until_ms": 2**60},
])  # fmt: skip
def test_what_breaks_the_form_is_refused_though_it_is_signed(change: dict[str, object]) -> None:
    broken: Certificate = dataclasses.replace(MADE, **change)  # type: ignore[arg-type]
    with pytest.raises(Malformed):
        certificates.decode(certificates.encode(broken, sign), verify)


def test_it_ages_and_runs_out_and_is_never_too_early() -> None:
    assert not MADE.over(0)
    assert not MADE.ageing(NOW)
    assert MADE.ageing(NOW + (CERTIFICATE_DAYS - RENEW_CERTIFICATE_DAYS) * DAY_MS + 1)
    assert not MADE.over(NOW + CERTIFICATE_DAYS * DAY_MS)
    assert MADE.over(NOW + CERTIFICATE_DAYS * DAY_MS + 1)
