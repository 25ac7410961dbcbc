"""Bodies on disk: opened, they are the bytes that were logged, in whatever form they lie."""

import pytest

from sync.core import canonical
from sync.core.errors import StorageBroken
from sync.core.ops import Operation
from sync.storage import bodies
from sync.storage.base import stored

WORDS = "Бөлшектерді қосу: екі жарты бір бүтін болады. "


def made(text: str) -> bytes:
    fields = {"school": "dala", "text": text}
    op = Operation("aa" * 8, 1, 7, 1 << 16, "note.set", 1, None, "p-1", "n-1", fields)
    return canonical.encode(op)


@pytest.mark.parametrize("text", ["", "a", WORDS, WORDS * 100])
def test_what_is_kept_opens_as_it_was(text: str) -> None:
    assert bodies.opened(bodies.kept(made(text))) == made(text)


def test_a_longer_body_lies_compressed_and_a_stub_as_it_is() -> None:
    body = made(WORDS * 10)
    stub = canonical.encode(canonical.stub_of(canonical.decode(body)))
    assert len(bodies.kept(body)) < len(body) / 3
    assert bodies.kept(stub) == stub


def test_noise_is_not_made_longer() -> None:
    noise = bytes((0x8B, *(value * 197 % 256 for value in range(255))))
    assert len(bodies.kept(noise)) <= len(noise)
    assert bodies.opened(bodies.kept(noise)) == noise


@pytest.mark.parametrize("form", [bytes, bodies.kept])
def test_a_row_of_an_earlier_release_reads_like_one_of_this(form: type[bytes]) -> None:
    body = made(WORDS)
    line = stored((3, form(body), "admitted", 5, 1, None, "bb" * 8, 9))
    assert line.body == body
    assert line.op == canonical.decode(body)


@pytest.mark.parametrize("spoil", [lambda b: b[:-3], lambda b: b + b"x", lambda b: b"\x1f" + b[1:]])
def test_what_does_not_open_says_so(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StorageBroken):
        bodies.opened(spoil(bodies.kept(made(WORDS))))


def test_no_row_opens_into_more_than_an_operation() -> None:
    with pytest.raises(StorageBroken):
        bodies.opened(bodies.kept(b"\x8b" + bytes(100_000)))


def test_the_first_dictionary_never_changes() -> None:
    lying = bytes.fromhex(FIRST)
    assert bodies.opened(lying) == made(WORDS)


FIRST = (
    "01208ca5020024038b0148aa01071a00010000686e6f746563702d31636e2d31a264746578747853d091d182"
    "20d29bd0bed181d1833ad0b12e200afcc96ea6d7e3a49dcce231d9a5bcba79082a0e8e037b90e4e24577c646"
    "da36"
)
