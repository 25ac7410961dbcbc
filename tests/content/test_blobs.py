"""The store holds exactly the bytes that were put, or says why it cannot."""

import errno
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.blobs import BlobStore
from content.errors import BadBlobName, BlobMissing, DiskFull

ABSENT = "0" * 64


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def leftovers(store: BlobStore) -> list[Path]:
    return list((store.root / "tmp").iterdir())


@given(st.binary(max_size=2000), st.integers(1, 700))
def test_what_is_put_comes_back(data: bytes, piece: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = BlobStore(Path(folder), reserve_bytes=0)
        pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
        names = {store.put(data), store.put(io.BytesIO(data)), store.put_chunks(pieces)}
        sha256 = hashlib.sha256(data).hexdigest()
        assert names == {(sha256, len(data))}
        with store.open(sha256) as file:
            assert file.read() == data
        assert store.read(sha256) == data
        assert (store.has(sha256), store.size(sha256)) == (True, len(data))
        assert store.verify(sha256)
        assert list(store.iter()) == [sha256]
        assert leftovers(store) == []


def test_blobs_lie_in_folders_of_their_first_two_digits(store: BlobStore) -> None:
    sha256, _ = store.put(b"lesson")
    assert store.path(sha256) == store.root / sha256[:2] / sha256
    assert store.path(sha256).read_bytes() == b"lesson"


def test_all_blobs_are_listed_in_order_and_nothing_else_is(store: BlobStore) -> None:
    names = sorted(store.put(b"%d" % number)[0] for number in range(20))
    (store.root / names[0][:2] / "notes.txt").write_text("not a blob")
    assert list(store.iter()) == names


def test_an_absent_blob_is_an_error_with_its_name(store: BlobStore) -> None:
    assert not store.has(ABSENT)
    for read in (store.open, store.size, store.verify, store.read):
        with pytest.raises(BlobMissing) as caught:
            read(ABSENT)
        assert caught.value.subject == ABSENT


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_only_a_sha256_names_a_blob(store: BlobStore, name: str) -> None:
    for use in (store.open, store.has, store.size, store.path, store.delete, store.verify):
        with pytest.raises(BadBlobName):
            use(name)


def test_a_deleted_blob_is_gone_once(store: BlobStore) -> None:
    sha256, _ = store.put(b"lesson")
    assert store.delete(sha256)
    assert not store.delete(sha256)
    assert not store.has(sha256)


def test_damage_is_seen_and_healed_by_putting_again(store: BlobStore) -> None:
    sha256, _ = store.put(b"lesson")
    store.path(sha256).write_bytes(b"LESSON")
    assert not store.verify(sha256)
    store.put(b"lesson")
    assert store.verify(sha256)


def test_a_source_that_breaks_leaves_nothing_behind(store: BlobStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half of "
        raise RuntimeError("the stick was pulled out")

    with pytest.raises(RuntimeError):
        store.put_chunks(broken())
    assert leftovers(store) == []
    assert list(store.iter()) == []


def test_a_full_disk_is_named_and_leaves_nothing_behind(store: BlobStore) -> None:
    full = OSError(28, "No space left on device")
    with mock.patch("os.fsync", side_effect=full), pytest.raises(DiskFull) as caught:
        store.put(b"lesson")
    assert caught.value.code == "disk-full"
    assert leftovers(store) == []


def test_a_disk_too_full_for_a_new_name_is_named_as_well(store: BlobStore) -> None:
    full = OSError(28, "No space left on device")
    with mock.patch("pathlib.Path.open", side_effect=full), pytest.raises(DiskFull) as caught:
        store.put(b"lesson")
    assert caught.value.code == "disk-full"


def test_another_fault_of_the_disk_is_not_called_full(store: BlobStore) -> None:
    fault = OSError(5, "Input/output error")
    with mock.patch("os.fsync", side_effect=fault), pytest.raises(OSError) as caught:
        store.put(b"lesson")
    assert not isinstance(caught.value, DiskFull)
    assert leftovers(store) == []


def test_the_reserve_is_never_used(tmp_path: Path) -> None:
    store = BlobStore(tmp_path, reserve_bytes=2**60)
    assert store.free_bytes() == 0
    with pytest.raises(DiskFull):
        store.put(b"lesson")
    with pytest.raises(DiskFull):
        store.require_room(1)
    store.require_room(0)


def test_old_leftovers_are_swept_and_young_ones_kept(store: BlobStore) -> None:
    old, young = store.root / "tmp" / "old", store.root / "tmp" / "young"
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (1, 1))
    BlobStore(store.root, stale_after_seconds=3600)
    assert leftovers(store) == [young]
    BlobStore(store.root, stale_after_seconds=0)
    assert leftovers(store) == []


def test_a_batch_appears_when_it_ends_and_not_before(store: BlobStore) -> None:
    with store.batch() as batch:
        made = [batch.put_chunks([b"page", b"%d" % number]) for number in range(5)]
        again = batch.put_chunks([b"page0"])
        assert list(store.iter()) == []
    assert again == made[0]
    assert list(store.iter()) == sorted(sha256 for sha256, _ in made)
    assert store.read(made[3][0]) == b"page3"
    assert leftovers(store) == []


def test_a_batch_that_fails_leaves_nothing(store: BlobStore) -> None:
    def fail() -> None:
        with store.batch() as batch:
            batch.put_chunks([b"page"])
            raise ValueError("the archive is damaged")

    with pytest.raises(ValueError, match="damaged"):
        fail()
    assert list(store.iter()) == []
    assert leftovers(store) == []


def test_a_batch_puts_bytes_on_the_disk_before_names(store: BlobStore) -> None:
    named: list[int] = []

    def look(_folder: Path) -> None:
        named.append(len([*store.iter()]))

    with mock.patch("content.blobs.sync_disk", side_effect=look), store.batch() as batch:
        batch.put_chunks([b"page"])
    assert named == [0, 1]


def test_a_disk_that_is_full_when_a_batch_ends_is_told(store: BlobStore) -> None:
    full = OSError(errno.ENOSPC, "full")
    with (
        mock.patch("content.blobs.sync_disk", side_effect=full),
        pytest.raises(DiskFull),
        store.batch() as batch,
    ):
        batch.put_chunks([b"page"])
    assert list(store.iter()) == []
    assert leftovers(store) == []


def test_a_range_is_read_without_the_rest(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    sha256, _ = store.put(b"0123456789")

    assert store.read_range(sha256, 3, 4) == b"3456"
    assert store.read_range(sha256, 8, 100) == b"89"
    assert store.read_range(sha256, 10, 1) == b""
    with pytest.raises(BlobMissing):
        store.read_range("0" * 64, 0, 1)
