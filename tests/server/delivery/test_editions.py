"""A new edition reaches a school as its edit, and phones see it when all of it is there."""

from typing import Any

import pytest
from sqlalchemy import select

from content.blobs import BlobStore
from content.limits import RANGE_BYTES
from server.db import db, write_transaction
from server.delivery.models import EditionOffer, PackOutcome
from server.library.stores import course_store_of
from server.library.verifying import verify
from sync.plan import Budget
from tests.server.delivery.conftest import FIRST, SECOND, THIRD, Publisher, page, total
from tests.server.upstream.conftest import Pair

QUIET_BYTES = 20_000
"""What an exchange may cost besides content: messages and heads."""


def store_of(app: Any) -> BlobStore:
    return course_store_of(app.extensions["tirek.config"])


def offers(app: Any) -> list[EditionOffer]:
    with app.app_context():
        return list(db.session.scalars(select(EditionOffer).order_by(EditionOffer.edition)))


def outcomes(app: Any) -> list[str]:
    with app.app_context():
        return sorted(row.outcome for row in db.session.scalars(select(PackOutcome)))


def plays(publisher: Publisher, edition: int) -> None:
    """Phones see this edition, and every file of it is there to be read."""
    document = publisher.shown()
    item = document["lessons"][0]["items"][0]
    assert (document["edition"], item["here"]) == (edition, True)
    assert item["manifest"] == publisher.manifests[edition - 1]
    client = publisher.pair.school.app.test_client()
    described = client.get(f"/c/{item['manifest']}", buffered=True).get_json(force=True)
    for file in described["files"].values():
        assert client.get(f"/c/{file['sha256']}", buffered=True).status_code == 200


def test_the_first_edition_comes_file_by_file(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)

    outcome = pair.exchange()

    assert outcome.finished
    assert outcome.content_down == len(FIRST) + 2  # with the manifest and the description
    plays(publisher, 1)


def test_the_second_edition_comes_as_its_edit(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)

    outcome = pair.exchange()

    assert outcome.finished
    assert outcome.content_down == 1  # the pack
    assert outcome.bytes_down < QUIET_BYTES < total(SECOND) / 10
    plays(publisher, 2)
    assert outcomes(pair.school.app) == ["applied"]


def test_a_school_that_missed_editions_takes_one_pack(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    publisher.edition(THIRD)

    outcome = pair.exchange()

    assert outcome.content_down == 1
    plays(publisher, 3)


def test_a_school_goes_by_a_chain_where_no_pack_is_direct(
    publisher: Publisher, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.delivery.limits.PACK_BASES", 1)
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    publisher.edition(THIRD)

    outcome = pair.exchange()

    assert outcome.content_down == 2
    plays(publisher, 3)


def test_a_school_without_the_former_edition_takes_the_files(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    publisher.edition(SECOND)

    outcome = pair.exchange()

    assert outcome.content_down == len(SECOND) + 2
    plays(publisher, 2)


def test_phones_see_the_former_edition_until_all_of_the_new_one_is_here(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    former = publisher.shown()
    everything_else = {f"pages/{n}.html": page(n + 50) for n in range(1, 8)}
    publisher.edition({**FIRST, **everything_else})

    pair.exchange(budget=Budget(bytes=9_000))
    assert publisher.announced() == 2
    assert publisher.shown() == former

    while not pair.exchange(budget=Budget(bytes=90_000)).finished:
        assert publisher.shown()["edition"] in (1, 2)
    plays(publisher, 2)


def test_old_editions_stay_readable(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    pair.exchange()

    client = pair.school.app.test_client()
    assert client.get(f"/c/{publisher.manifests[0]}", buffered=True).status_code == 200


@pytest.mark.parametrize("place", range(1, 9))
def test_a_cut_at_any_request_leaves_the_former_edition_and_goes_on(
    publisher: Publisher, pair: Pair, place: int
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)

    pair.exchange(cut_at={place})
    assert publisher.shown()["edition"] in (1, 2)

    pair.exchange()
    plays(publisher, 2)


def test_a_damaged_pack_is_left_and_the_files_come_whole(publisher: Publisher, pair: Pair) -> None:
    """The hub's disk has flipped a byte before it hashed: the pack's name is right, it is not."""
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    spoil_pack(pair)

    pair.exchange()
    outcome = pair.exchange()

    assert outcome.finished
    plays(publisher, 2)
    assert outcomes(pair.school.app) == ["pack-damaged"]


def spoil_pack(pair: Pair) -> None:
    """The second edition's offer names, and is signed for, a pack that has one wrong byte."""
    from server.delivery.offering import offer_of
    from server.delivery.offers import submit_offer

    with pair.hub.app_context():
        store = store_of(pair.hub)
        row = db.session.scalars(select(EditionOffer).where(EditionOffer.edition == 2)).one()
        offer = offer_of(row)
        data = bytearray(store.read(offer.packs[0].sha256))
        data[-5] ^= 0xFF
        sha256, _ = store.put(bytes(data))
        packs = (
            type(offer.packs[0])(offer.packs[0].base, sha256, len(data), offer.packs[0].whole),
        )
        db.session.rollback()
        with write_transaction():
            changed = type(offer)(
                offer.course, 2, offer.school, offer.manifest, offer.ranges, packs
            )
            submit_offer(changed)


def test_an_edition_that_is_not_signed_is_not_shown(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    with pair.hub.app_context(), write_transaction() as session:
        row = session.scalars(select(EditionOffer).where(EditionOffer.edition == 2)).one()
        from server.delivery.operations import EDITION_OFFER
        from server.operations.local import submit

        submit(
            EDITION_OFFER,
            row.record,
            {
                "course": row.course, "edition": 2, "school": None, "manifest": row.manifest,
                "ranges": row.ranges, "packs": [], "signer": row.signer, "signature": "0" * 128,
            },
        )  # fmt: skip

    pair.exchange()

    assert publisher.announced() == 2
    assert publisher.shown()["edition"] == 1


def test_a_lost_file_of_the_former_edition_comes_again_before_the_pack(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    store = store_of(pair.school.app)
    client = pair.school.app.test_client()
    described = client.get(f"/c/{publisher.manifests[0]}", buffered=True).get_json(force=True)
    lost = described["files"]["pages/3.html"]["sha256"]
    store.path(lost).write_bytes(b"rubbish")
    publisher.edition(SECOND)

    pair.exchange()
    pair.exchange()

    plays(publisher, 2)
    assert store.verify(lost)
    assert outcomes(pair.school.app) == ["applied"]


def test_what_a_full_disk_cannot_take_waits(
    publisher: Publisher, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    with monkeypatch.context() as patch:
        patch.setattr(BlobStore, "free_bytes", lambda _: 0)
        outcome = pair.exchange()
        assert outcome.content_down == 0
        assert publisher.shown()["edition"] == 1

    pair.exchange()

    plays(publisher, 2)


def test_packs_and_manifests_are_public_and_for_ever(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    publisher.edition(SECOND)
    client = pair.hub.test_client()
    first, second = offers(pair.hub)
    assert first.packs == []
    for sha256 in (first.manifest, second.manifest, second.ranges, second.packs[0]["sha256"]):
        answer = client.get(f"/c/{sha256}", buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_one_damaged_byte_costs_its_range(publisher: Publisher, pair: Pair) -> None:
    """Of a photo of 200 KB: the list of ranges, and 64 KiB."""
    publisher.edition(FIRST)
    pair.exchange()
    store = store_of(pair.school.app)
    client = pair.school.app.test_client()
    described = client.get(f"/c/{publisher.manifests[0]}", buffered=True).get_json(force=True)
    photo = described["files"]["photo.jpg"]["sha256"]
    with store.path(photo).open("r+b") as file:
        file.seek(100_000)
        file.write(b"?!")
    with pair.school.app.app_context():
        assert verify(store, drop_damaged=True).damaged == [photo]
    assert not store.has(photo)

    outcome = pair.exchange()

    assert store.verify(photo)
    assert outcome.content_down == 2
    assert RANGE_BYTES < outcome.bytes_down < RANGE_BYTES + 5_000
    plays(publisher, 1)


def test_a_mended_file_that_is_still_wrong_comes_whole(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    store = store_of(pair.school.app)
    client = pair.school.app.test_client()
    described = client.get(f"/c/{publisher.manifests[0]}", buffered=True).get_json(force=True)
    photo = described["files"]["photo.jpg"]["sha256"]
    good = store.read(photo)
    store.path(photo).write_bytes(good[:150_000] + b"cut and longer than it was" * 9_000)
    with pair.school.app.app_context():
        verify(store, drop_damaged=True)

    pair.exchange()
    pair.exchange()

    assert store.read(photo) == good
