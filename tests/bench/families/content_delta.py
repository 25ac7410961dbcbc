"""What a new edition of a course costs on the way to a school, and what one damaged byte does.

The best known difference is taken in the same run: the whole editions, everything unpacked, as one
file each, one as the prefix of the other at zstd's highest level; and per file, the smaller of the
file's own patch and the file compressed.
"""

import gzip
import hashlib
import io
import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from backports import zstd

from content import delta_making, nested, phone_packs
from content.blobs import BlobStore
from content.delta import Pack, window_log
from content.delta_making import Tree
from content.description import Description
from content.editions import EditionItem, Manifest
from content.importer import import_file
from content.limits import MAX_PACK_BASE_BYTES
from content.phone_packs import Edition
from content.ranges import FileRanges
from tests.bench import courses
from tests.bench.figures import Figure

FILM_BYTES = 5_000_000
HASH_BYTES = 32


def measure(full: bool) -> Iterator[Figure]:
    before = courses.first()
    after = courses.second(before)
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as name:
        store = BlobStore(Path(name) / "hub", reserve_bytes=0)
        old, new = _tree(store, name, before, 1), _tree(store, name, after, 2)
        began = time.monotonic()
        made = delta_making.make(old, new, store.read)
        built = time.monotonic() - began
        assert made is not None
        began = time.monotonic()
        _apply(made.data, old, new, store)
        applied = time.monotonic() - began
        phone, whole = _phone(store, old, new)
    best = min(_one_file(before, after), _per_file(before, after))
    size = len(made.data)
    yield Figure("sync.course_edit", size, "B")
    yield Figure("sync.course_edit_over_best", size / best, "x", "<=1.1")
    yield Figure("sync.course_edit_under_zip", len(courses.zipped(after)) / size, "x", ">=500")
    yield Figure("content.delta_build", built, "s")
    yield Figure("content.delta_apply", applied, "s")
    yield Figure("content.phone_edit", phone, "B")
    yield Figure("content.phone_edit_of_files", 100 * phone / whole, "%", "<=25")
    yield Figure("sync.repair_bytes", _repair(), "B")


def _tree(store: BlobStore, folder: str, course: courses.Course, edition: int) -> Tree:
    package = Path(folder) / "course.zip"
    package.write_bytes(courses.zipped(course))
    imported = import_file(package, "course.zip", store).pieces[0]
    item = EditionItem("lesson", "item", imported.manifest_sha256)
    own = Manifest("course", edition, (item,)).canonical()
    return Manifest.read(own).tree(own, store.read)


def _apply(data: bytes, old: Tree, new: Tree, store: BlobStore) -> None:
    pack = Pack.read(data)
    assert next(iter(pack.texts(old.texts))) == new.manifest
    held = {listed.sha256 for listed in old.files}
    held |= {sha256 for sha256, _ in pack.files(old.files, new.files, store.read)}
    assert held >= {listed.sha256 for listed in new.files}


def _phone(store: BlobStore, old: Tree, new: Tree) -> tuple[int, int]:
    """Bytes that a phone with the former edition fetches, and that it would without packs."""
    held = {listed.sha256 for listed in old.files}
    coming = {listed.sha256: listed.size for listed in new.files if listed.sha256 not in held}
    before, after = (
        Edition(sha256, Description.from_bytes(store.read(sha256)))
        for tree in (old, new)
        for sha256 in Manifest.read(tree.texts[0]).descriptions
    )
    coming[after.sha256] = store.size(after.sha256)
    whole = sum(coming.values())
    pack = phone_packs.make(before, after, store.read)
    assert pack is not None
    text = gzip.decompress(pack)
    begin = len(phone_packs.MAGIC) + phone_packs.LENGTH_BYTES
    plan = text[begin : begin + int.from_bytes(text[len(phone_packs.MAGIC) : begin])]
    for sha256, *_ in json.loads(plan):
        del coming[sha256]
    return len(pack) + sum(coming.values()), whole


def _changed(before: courses.Course, after: courses.Course) -> Mapping[str, bytes]:
    known = {hashlib.sha256(data).digest() for data in before.values()}
    return {
        path: data for path, data in after.items() if hashlib.sha256(data).digest() not in known
    }


def _flat(data: bytes) -> bytes:
    return nested.lay_out(data, MAX_PACK_BASE_BYTES) or data


def _one_file(before: courses.Course, after: courses.Course) -> int:
    """All changed files as one, with the files of the same names as its prefix: the bare
    difference, without the names and hashes that a pack has besides."""
    changed = _changed(before, after)
    prefix = b"".join(_flat(before[path]) for path in changed if path in before)
    return _squeezed(b"".join(map(_flat, changed.values())), prefix)


def _per_file(before: courses.Course, after: courses.Course) -> int:
    return sum(
        min(_squeezed(_flat(data), _flat(before.get(path, b""))), _squeezed(data, b""))
        for path, data in _changed(before, after).items()
    )


def _squeezed(data: bytes, prefix: bytes) -> int:
    """As `zstd --patch-from --ultra -22 --long` does it."""
    parameter = zstd.CompressionParameter
    options = {
        int(parameter.compression_level): 22,
        int(parameter.window_log): window_log(len(data), len(prefix)),
        int(parameter.enable_long_distance_matching): 1,
    }
    known = zstd.ZstdDict(prefix, is_raw=True).as_prefix if len(prefix) >= 8 else None
    return len(zstd.compress(data, options=options, zstd_dict=known))


def _repair() -> int:
    """Bytes fetched for one flipped byte in a film: the list of its ranges, and the range."""
    film = bytearray(hashlib.shake_128(b"film").digest(FILM_BYTES))
    ranges = FileRanges.of(io.BytesIO(bytes(film)))
    film[FILM_BYTES // 2] ^= 1
    damage = ranges.damaged(io.BytesIO(bytes(film)))
    listed = HASH_BYTES + 8 + sum(map(len, ranges.hashes))
    return listed + sum(span.length for span in damage)
