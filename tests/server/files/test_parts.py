"""A file in pieces, from wherever: what was answered is on disk, and only whole files are kept."""

import hashlib
from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.errors import DiskFull
from server.files.parts import Parts

FILM = bytes(range(256)) * 40
SHA256 = hashlib.sha256(FILM).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


@pytest.fixture
def parts(tmp_path: Path, store: BlobStore) -> Parts:
    return Parts(tmp_path / "parts", store)


def test_pieces_become_a_file_in_the_store(parts: Parts, store: BlobStore) -> None:
    parts.write("a", 0, FILM[:5000])
    assert parts.size("a") == 5000
    parts.write("a", 5000, FILM[5000:])

    assert parts.finish("a", SHA256)

    assert store.read(SHA256) == FILM
    assert parts.size("a") == 0


def test_what_was_never_answered_is_cut_off(parts: Parts, store: BlobStore) -> None:
    parts.write("a", 0, FILM[:5000])
    with parts.path("a").open("ab") as stream:
        stream.write(b"never answered" * 1000)  # longer than what is still to come

    parts.write("a", 5000, FILM[5000:])

    assert parts.finish("a", SHA256)
    assert store.verify(SHA256)


def test_a_piece_beyond_the_end_is_a_mistake(parts: Parts) -> None:
    parts.write("a", 0, b"abc")
    with pytest.raises(ValueError, match="at 3, not at 4"):
        parts.write("a", 4, b"x")
    assert parts.size("a") == 3


def test_another_hash_is_not_kept_and_starts_again(parts: Parts, store: BlobStore) -> None:
    parts.write("a", 0, FILM[:-1] + b"?")

    assert not parts.keep("a", SHA256)
    assert parts.size("a") == len(FILM), "keep leaves the part to its owner"
    assert not parts.finish("a", SHA256)

    assert parts.size("a") == 0
    assert list(store.iter()) == []


def test_no_piece_is_taken_from_the_reserve(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "parts", BlobStore(tmp_path / "blobs", reserve_bytes=1 << 60))

    with pytest.raises(DiskFull):
        parts.write("a", 0, b"x")
    assert parts.size("a") == 0


def test_parts_that_nobody_knows_are_removed(parts: Parts) -> None:
    for name in ("a", "b", "c"):
        parts.write(name, 0, b"x")

    assert parts.drop_others(["b"]) == 2

    assert [parts.size(name) for name in ("a", "b", "c")] == [0, 1, 0]


@pytest.mark.parametrize("name", ["", "../a", "a/b", "A", "a.part", "x" * 121])
def test_a_part_s_name_is_no_path(parts: Parts, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        parts.write(name, 0, b"x")
