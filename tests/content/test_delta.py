"""From one edition to the next in one small file, and nothing that a hostile one could do."""

import hashlib
import random
from collections.abc import Iterable, Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import delta, delta_making
from content.delta import Listed, Pack
from content.delta_making import Tree
from content.errors import PackRefused
from tests.content.editions import Shelf, listing, sha, zipped

DICE = random.Random(20_261_121)
PAGE = b"<p>" + b" ".join(DICE.randbytes(6).hex().encode() for _ in range(2_000)) + b"</p>"
PHOTO = DICE.randbytes(300_000)


def edited(page: bytes, at: int = 500) -> bytes:
    return page[:at] + b"<b>new</b>" + page[at:]


def packed(shelf: Shelf, old: Tree, new: Tree) -> bytes:
    made = delta_making.make(old, new, shelf.read)
    assert made is not None
    return made.data


def applied(data: bytes, old: Tree, shelf: Shelf) -> tuple[dict[str, bytes], dict[str, bytes]]:
    pack = Pack.read(data)
    texts = pack.texts(old.texts)
    new = listing(texts | {sha(text): text for text in old.texts})
    return texts, dict(pack.files(old.files, new, shelf.read))


def comes_across(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[int, set[bytes]]:
    """Bytes of the pack, and the files that it carried."""
    shelf = Shelf()
    old, new = shelf.tree(before), shelf.tree(after)
    data = packed(shelf, old, new)
    school = Shelf({sha(body): body for body in before.values()})
    texts, files = applied(data, old, school)
    assert next(iter(texts.values())) == new.texts[0]
    held = school.blobs | files
    assert all(held[sha(body)] == body for body in after.values())
    return len(data), set(files.values())


def test_an_edited_page_travels_as_its_edit() -> None:
    size, files = comes_across(
        {"a.html": PAGE, "b.jpg": PHOTO}, {"a.html": edited(PAGE), "b.jpg": PHOTO}
    )
    assert files == {edited(PAGE)}
    assert size < 500


def test_the_same_edit_in_many_files_travels_once() -> None:
    pages = {f"{n}/page.html": PAGE + str(n).encode() for n in range(40)}
    one, _ = comes_across(pages, {**pages, "3/page.html": edited(pages["3/page.html"])})
    note = DICE.randbytes(2_000)
    all_of_them, files = comes_across(pages, {path: page + note for path, page in pages.items()})
    assert len(files) == 40
    assert all_of_them < one + 2_000 + 40 * 120


def test_a_renamed_file_costs_nothing() -> None:
    size, files = comes_across(
        {"a/photo.jpg": PHOTO, "i.html": PAGE}, {"b/2.jpg": PHOTO, "i.html": edited(PAGE)}
    )
    assert files == {edited(PAGE)}
    assert size < 500


def test_a_moved_and_edited_file_is_compared_with_its_namesake() -> None:
    size, _ = comes_across({"a/photo.jpg": PHOTO}, {"b/photo.jpg": edited(PHOTO)})
    assert size < 500


def test_a_new_page_is_compared_with_its_siblings() -> None:
    size, files = comes_across({"p/1.html": PAGE}, {"p/1.html": PAGE, "p/2.html": edited(PAGE)})
    assert files == {edited(PAGE)}
    assert size < 500


def test_an_archive_inside_travels_as_its_edit() -> None:
    """Its deflated bytes differ nearly everywhere, its times and its directory do, too."""
    inside = {"h5p.json": b"{}", "content/content.json": PAGE, "images/a.jpg": PHOTO}
    old = zipped(inside)
    new = zipped({**inside, "content/content.json": edited(PAGE)}, year=2027)
    size, files = comes_across({"quiz.h5p": old}, {"quiz.h5p": new})
    assert files == {new}
    assert size < 1_000


def test_an_archive_of_another_program_travels_nevertheless() -> None:
    old = zipped({"a": PAGE})
    damaged = bytearray(zipped({"a": edited(PAGE)}))
    damaged[200] ^= 0xFF
    _, files = comes_across({"q.zip": old}, {"q.zip": bytes(damaged)})
    assert files == {bytes(damaged)}


def test_a_large_file_that_resembles_nothing_travels_by_itself() -> None:
    film = DICE.randbytes(400_000)
    shelf = Shelf()
    old, new = shelf.tree({"a.html": PAGE}), shelf.tree({"a.html": edited(PAGE), "film.mp4": film})
    data = packed(shelf, old, new)
    assert len(data) < 700
    _, files = applied(data, old, shelf)
    assert set(files.values()) == {edited(PAGE)}


def test_there_is_no_pack_that_is_larger_than_its_files() -> None:
    shelf = Shelf()
    old, new = shelf.tree({"a": DICE.randbytes(2_000)}), shelf.tree({"a": DICE.randbytes(2_000)})
    made = delta_making.make(old, new, shelf.read)
    assert made is None or len(made.data) < made.whole


def test_a_base_that_helps_nothing_is_not_asked_for() -> None:
    text = b" ".join(b"word%d" % (n % 50) for n in range(9_000))
    size, _ = comes_across({"a.txt": DICE.randbytes(90_000)}, {"a.txt": text})
    assert size < 2_000


def test_the_pack_is_the_same_whoever_makes_it() -> None:
    before, after = {"a": PAGE, "q.h5p": zipped({"x": PAGE})}, {"a": edited(PAGE), "b": PAGE[:900]}
    packs = set()
    for _ in range(2):
        shelf = Shelf()
        packs.add(packed(shelf, shelf.tree(before), shelf.tree(after)))
    assert len(packs) == 1


PATHS = st.sampled_from(["a.html", "b.html", "x/a.html", "x/q.h5p", "q.h5p", "f.js", "i.png"])
BODIES = st.one_of(
    st.binary(max_size=300),
    st.integers(0, 3_000).map(lambda at: edited(PAGE, at)),
    st.integers(0, 3_000).map(lambda at: zipped({"c": edited(PAGE, at), "d": PAGE[:at]})),
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(PATHS, BODIES, min_size=1),
    st.dictionaries(PATHS, BODIES, min_size=1),
)
def test_any_edition_comes_across(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    shelf = Shelf()
    old, new = shelf.tree(before), shelf.tree(after)
    made = delta_making.make(old, new, shelf.read)
    if made is not None and old.manifest != new.manifest:
        comes_across(before, after)


# --- hostile packs -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good() -> tuple[bytes, Tree, Shelf]:
    return a_good_one()


@cache
def a_good_one() -> tuple[bytes, Tree, Shelf]:
    shelf = Shelf()
    inside = {"c.json": PAGE}
    old = shelf.tree({"a.html": PAGE, "q.h5p": zipped(inside)})
    new = shelf.tree({"a.html": edited(PAGE), "q.h5p": zipped({"c.json": edited(PAGE)})})
    return packed(shelf, old, new), old, shelf


def refuses(data: bytes, old: Tree, shelf: Shelf) -> str:
    with pytest.raises(PackRefused) as caught:
        applied(data, old, shelf)
    return caught.value.code


def test_a_pack_cut_anywhere_is_refused(good: tuple[bytes, Tree, Shelf]) -> None:
    data, old, shelf = good
    for size in [*range(0, 120, 7), *range(120, len(data), 53), len(data) - 1]:
        assert refuses(data[:size], old, shelf) == "pack-damaged", size


def test_another_base_is_noticed(good: tuple[bytes, Tree, Shelf]) -> None:
    data, old, shelf = good
    assert refuses(data, Tree(old.manifest, [b"another"], old.files), shelf) == "pack-damaged"


def test_a_damaged_base_is_named(good: tuple[bytes, Tree, Shelf]) -> None:
    data, old, shelf = good
    page = old.files[0].sha256
    with pytest.raises(PackRefused) as caught:
        applied(data, old, Shelf({**shelf.blobs, page: shelf.blobs[page][:-1] + b"!"}))
    assert (caught.value.code, caught.value.subject) == ("pack-base-damaged", page)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=4))
def test_flipped_bytes_give_the_right_files_or_a_refusal(flips: list[tuple[float, int]]) -> None:
    pack, old, shelf = a_good_one()
    bad = bytearray(pack)
    for at, flip in flips:
        bad[int(at * len(pack))] ^= flip
    try:
        _, files = applied(bytes(bad), old, shelf)
    except PackRefused:
        return
    assert all(hashlib.sha256(body).hexdigest() == name for name, body in files.items())


def hostile(plan: bytes, files: bytes = b"", texts: Iterable[bytes] = (b"m",)) -> Pack:
    from backports import zstd

    framed = b"".join(len(text).to_bytes(4) + text for text in texts)
    target = sha(next(iter(texts)))
    data = delta.write(
        "0" * 64, target, zstd.compress(framed), zstd.compress(plan), zstd.compress(files)
    )
    return Pack.read(data)


ONE = [Listed("a", sha(b"abc"), 3)]


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (b"[]", "pack-damaged"),
        (b"{", "pack-damaged"),
        (b"[" * 100_000, "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[1],"apart":{}}', "pack-damaged"),
        (b'{"base":[-1],"laid":[],"files":[0],"apart":{}}', "pack-damaged"),
        (b'{"base":[7],"laid":[],"files":[0],"apart":{}}', "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[true],"apart":{}}', "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[0,0],"apart":{}}', "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[0],"apart":{"1":[3,0]}}', "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[0],"apart":{"0":[3,255]}}', "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[0],"apart":{"0":[3]}}', "pack-damaged"),
        (b'{"base":[],"laid":[],"files":[0],"apart":{"0":[67108864,0,1,0]}}', "pack-too-large"),
        (b'{"base":[],"laid":[],"files":[0],"apart":{}}', "pack-damaged"),
    ],
)
def test_a_plan_that_lies_is_refused(plan: bytes, code: str) -> None:
    pack = hostile(plan, b"ab")
    with pytest.raises(PackRefused) as caught:
        list(pack.files([], ONE, lambda _: b""))
    assert caught.value.code == code


def test_files_out_of_all_proportion_are_refused_before_they_are_read() -> None:
    pack = hostile(b'{"base":[0],"laid":[],"files":[0],"apart":{}}')
    huge = [Listed("a", "0" * 64, 65 * 1024 * 1024)]
    for base, new in ((huge, ONE), (ONE, huge)):
        with pytest.raises(PackRefused) as caught:
            list(pack.files(base, new, lambda _: pytest.fail("nothing may be read")))
        assert caught.value.code == "pack-too-large"


def test_a_bomb_gives_no_more_than_its_list_promises() -> None:
    pack = hostile(b'{"base":[],"laid":[],"files":[0],"apart":{}}', bytes(60_000_000))
    with pytest.raises(PackRefused) as caught:
        list(pack.files([], [Listed("a", sha(bytes(3)), 3)], lambda _: b""))
    assert (caught.value.code, caught.value.subject) == ("pack-damaged", "end")


def test_texts_that_promise_too_much_are_refused() -> None:
    from backports import zstd

    framed = (1_000_000_000).to_bytes(4) + bytes(1_000)
    data = delta.write("0" * 64, "0" * 64, zstd.compress(framed), b"", b"")
    with pytest.raises(PackRefused) as caught:
        Pack.read(data).texts([])
    assert caught.value.code == "pack-too-large"


def test_a_manifest_that_is_not_the_promised_one_is_refused() -> None:
    from backports import zstd

    framed = (5).to_bytes(4) + b"other"
    data = delta.write("0" * 64, sha(b"promised"), zstd.compress(framed), b"", b"")
    with pytest.raises(PackRefused) as caught:
        Pack.read(data).texts([])
    assert (caught.value.code, caught.value.subject) == ("pack-damaged", "manifest")


@pytest.mark.parametrize("code", ["pack-damaged", "pack-too-large", "pack-base-damaged"])
def test_every_refusal_is_told_in_three_languages(code: str) -> None:
    error = PackRefused(code, "plan")
    assert len({error.message(lang) for lang in ("kk", "ru", "en")}) == 3
