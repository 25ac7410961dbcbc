"""A sealed file opens whole or not at all."""

import os
from io import BytesIO

import pytest

from server.backup import recovery, sealed
from server.backup.errors import Damaged
from server.backup.limits import CHUNK_BYTES

SECRET = recovery.opened(bytes(range(1, 33)))
PUBLIC = SECRET.public_key().public_bytes_raw()
KEY = sealed.RunKey.draw(PUBLIC, bytes(32))
TEXT = "Ақбұлақ мектебі ".encode() * 40_000


def closed(plain: bytes, name: str = "one") -> bytes:
    out = BytesIO()
    sealed.seal(KEY, name, (plain,), out)
    return out.getvalue()


def opened(data: bytes, name: str = "one") -> bytes:
    return b"".join(sealed.unseal(SECRET, name, BytesIO(data)))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_was_sealed_comes_back(size: int) -> None:
    plain = os.urandom(size)
    data = closed(plain)
    assert opened(data) == plain
    assert len(data) <= size + sealed.HEAD_BYTES + 21 * (size // CHUNK_BYTES + 1)


def test_text_shrinks_and_cannot_be_read() -> None:
    data = closed(TEXT)
    assert len(data) < len(TEXT) / 50
    assert "Ақбұлақ".encode() not in data
    assert opened(data) == TEXT


def cuts() -> list[bytes]:
    data = closed(os.urandom(2 * CHUNK_BYTES + 5))
    first = sealed.HEAD_BYTES
    second = first + 4 + CHUNK_BYTES + 17
    return [
        data[:-1],
        data[:second],  # the first chunk would be a whole file
        data[: sealed.HEAD_BYTES],
        data[:first] + data[second:],
        data + data[second:],
        data[:-1] + bytes([data[-1] ^ 1]),
        data[:10] + bytes([data[10] ^ 1]) + data[11:],
        data[:first] + b"\xff" + data[first + 1 :],
        b"",
    ]


@pytest.mark.parametrize("number", range(9))
def test_nothing_cut_swapped_added_or_changed_is_believed(number: int) -> None:
    with pytest.raises(Damaged):
        opened(cuts()[number])


def test_a_file_belongs_to_its_name_and_its_key() -> None:
    with pytest.raises(Damaged):
        opened(closed(TEXT), "another")
    stranger = recovery.opened(bytes(range(2, 34)))
    with pytest.raises(Damaged):
        list(sealed.unseal(stranger, "one", BytesIO(closed(TEXT))))
