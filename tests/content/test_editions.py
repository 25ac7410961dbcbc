"""An edition's manifest, what it lets one check, and the cheapest way to it."""

import json
from typing import Any

import pytest

from content.description import Description, Item, StoredFile
from content.editions import (
    EditionItem,
    Manifest,
    Offer,
    PackOffer,
    RangesBlob,
    cheapest,
)
from content.errors import EditionInvalid
from tests.content.editions import sha

PAGE = b"<p>su</p>"
DESCRIPTION = Description(
    format="html",
    title="Су",
    language="kk",
    launch="index.html",
    items=(Item("i", "Су", "index.html"),),
    files={
        "b.css": StoredFile(sha(b"b"), 1, "text/css"),
        "index.html": StoredFile(sha(PAGE), len(PAGE), "text/html"),
    },
).canonical()
MANIFEST = Manifest(
    "course-1", 3, (EditionItem("l1", "i1", sha(DESCRIPTION)),), RangesBlob("f" * 64, 99)
)


def changed(**members: Any) -> bytes:
    return json.dumps(json.loads(MANIFEST.canonical()) | members).encode()


def test_a_manifest_comes_back_as_it_was() -> None:
    assert Manifest.read(MANIFEST.canonical()) == MANIFEST


def test_a_manifest_of_a_newer_release_may_say_more() -> None:
    assert Manifest.read(changed(extra=1)) == MANIFEST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        changed(version=2),
        changed(items=None),
        changed(items=[1]),
        changed(items=[{"lesson": "l", "item": "i", "description": "x"}]),
        changed(ranges={"sha256": "0" * 64, "bytes": 10**12}),
        changed(ranges=[]),
        changed(edition="3"),
        changed(edition=True),
    ],
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(EditionInvalid):
        Manifest.read(data)


def test_it_names_every_file_through_its_descriptions() -> None:
    own = MANIFEST.canonical()
    tree = MANIFEST.tree(own, {sha(DESCRIPTION): DESCRIPTION}.get)
    assert (tree.manifest, tree.texts) == (sha(own), [own, DESCRIPTION])
    assert [(one.path, one.sha256) for one in tree.files] == [
        ("i1/b.css", sha(b"b")),
        ("i1/index.html", sha(PAGE)),
    ]


@pytest.mark.parametrize("text", [None, DESCRIPTION + b" ", b"{}"])
def test_a_description_that_is_not_the_named_one_is_refused(text: bytes | None) -> None:
    with pytest.raises(EditionInvalid):
        MANIFEST.tree(b"own", lambda _: text)


def test_what_is_signed_says_everything() -> None:
    offer = Offer("c", 2, None, "m2", None, (PackOffer("m1", "p", 10, 100),))
    others = [
        Offer("d", 2, None, "m2", None, offer.packs),
        Offer("c", 3, None, "m2", None, offer.packs),
        Offer("c", 2, "school", "m2", None, offer.packs),
        Offer("c", 2, None, "m3", None, offer.packs),
        Offer("c", 2, None, "m2"),
        Offer("c", 2, None, "m2", "ranges", offer.packs),
        Offer("c", 2, None, "m2", None, (PackOffer("m1", "p", 11, 100),)),
    ]
    assert len({one.message() for one in (offer, *others)}) == 8


def pack(base: str, size: int, whole: int = 10_000) -> PackOffer:
    return PackOffer(base, f"{base}-{size}", size, whole)


OFFERS = [
    Offer("c", 2, None, "m2", None, (pack("m1", 30),)),
    Offer("c", 3, None, "m3", None, (pack("m2", 30), pack("m1", 100))),
    Offer("c", 4, None, "m4", None, (pack("m3", 30), pack("m2", 50))),
]


@pytest.mark.parametrize(
    ("held", "chain"),
    [
        (["m3"], [("m3", 30)]),
        (["m2"], [("m2", 50)]),
        (["m1"], [("m1", 30), ("m2", 50)]),
        (["m1", "m3"], [("m3", 30)]),
        (["m4"], []),
        ([], []),
        (["other"], []),
    ],
)
def test_the_cheapest_way(held: list[str], chain: list[tuple[str, int]]) -> None:
    assert [(one.base, one.bytes) for one in cheapest(OFFERS, held, "m4")] == chain


def test_packs_that_weigh_more_than_their_files_are_left() -> None:
    assert cheapest([Offer("c", 2, None, "m2", None, (pack("m1", 30, 30),))], ["m1"], "m2") == ()
