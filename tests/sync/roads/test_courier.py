"""Passes, receipts and files of a courier: what was written comes back, nothing else gets by."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.limits import CLOCK_FLOOR_MS, PASS_DAYS
from sync.roads import courier
from sync.roads.courier import Item, Pass, Receipt, Taken
from tests.sync.toy import HUB, SCHOOL

NOW = CLOCK_FLOOR_MS + 400 * 24 * 3_600_000
DAY = 24 * 3_600_000
GIVEN = Pass(SCHOOL, HUB, 1_800_000_000, NOW, ("http://tirek.local:8080",))
RECEIPT = Receipt(HUB, SCHOOL, "2" * 16, {"ab" * 16: Taken.DURABLE, "cd" * 16: Taken.PARTLY})


def sign(message: bytes) -> bytes:
    return hashlib.sha512(message).digest()


def knows(message: bytes, signature: bytes) -> bool:
    return sign(message) == signature


def test_a_pass_comes_back_and_shows_its_hand() -> None:
    found, signed = courier.read_pass(courier.write_pass(GIVEN, sign))
    assert found == GIVEN
    assert signed.by(knows)


def test_a_receipt_comes_back_and_shows_its_hand() -> None:
    found, signed = courier.read_receipt(courier.write_receipt(RECEIPT, sign))
    assert found == RECEIPT
    assert signed.by(knows)


@pytest.mark.parametrize(
    ("whole", "read"),
    [
        (courier.write_pass(GIVEN, sign), courier.read_pass),
        (courier.write_receipt(RECEIPT, sign), courier.read_receipt),
    ],
    ids=["pass", "receipt"],
)
def test_no_byte_of_either_can_change_unnoticed(whole: bytes, read: object) -> None:
    assert callable(read)
    for at in range(len(whole)):
        bad = bytearray(whole)
        bad[at] ^= 0x20
        try:
            _, signed = read(bytes(bad))
        except SyncError:
            continue
        assert not signed.by(knows), at
    for size in range(len(whole)):
        with pytest.raises(Malformed):
            read(whole[:size])


def test_a_receipt_cannot_pass_for_a_pass() -> None:
    with pytest.raises(Malformed):
        courier.read_pass(courier.write_receipt(RECEIPT, sign))
    with pytest.raises(UnknownVersion):
        courier.read_pass(b"TKP\x02" + courier.write_pass(GIVEN, sign)[4:])


def test_a_pass_is_good_for_some_weeks_by_the_clock() -> None:
    heard = GIVEN.number
    assert GIVEN.good(NOW, heard)
    assert GIVEN.good(NOW + PASS_DAYS * DAY, heard)
    assert not GIVEN.good(NOW + PASS_DAYS * DAY + 1, heard)
    assert not GIVEN.good(NOW - 2 * DAY, heard)


def test_a_school_with_a_dead_clock_can_still_send_a_courier_once() -> None:
    dead = Pass(SCHOOL, HUB, 8, 946_684_800_000)
    assert dead.good(NOW, heard=7)
    assert not dead.good(NOW, heard=8)


@given(st.lists(st.tuples(st.sampled_from(list(Item)), st.binary(max_size=40))), st.data())
def test_a_file_gives_its_items_back_and_a_stump_of_it_says_so(
    items: list[tuple[Item, bytes]], data: st.DataObject
) -> None:
    whole = courier.write_file(items)
    assert courier.is_file(whole)
    assert list(courier.read_file(whole)) == items
    cut = data.draw(st.integers(0, len(whole) - 1))
    try:
        found = list(courier.read_file(whole[:cut]))
    except Malformed:
        return
    assert courier.write_file(found) == whole[:cut], "a stump between two items is a shorter file"


def test_items_of_a_newer_release_are_passed_over() -> None:
    newer = courier.write_file([(Item.UP, b"x")]) + bytes([99, 0, 0, 0, 1]) + b"?"
    assert list(courier.read_file(newer)) == [(Item.UP, b"x")]
    with pytest.raises(Malformed):
        list(courier.read_file(b"PK\x03\x04"))


def test_names_of_parts() -> None:
    name = courier.part_id(b"a volume")
    assert courier.PART_ID.fullmatch(name)
    assert courier.read_ids(bytes.fromhex(name) * 3) == [name] * 3
    with pytest.raises(Malformed):
        courier.read_ids(b"x" * 15)
    with pytest.raises(Malformed):
        courier.read_ids(b"x" * 16 * 1025)
