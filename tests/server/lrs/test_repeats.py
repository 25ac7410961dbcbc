"""What is remembered of a value belongs to that value alone."""

import itertools

import pytest

from server.lrs import packing, statements
from server.lrs.errors import Invalid
from server.lrs.limits import REPEATS
from server.lrs.repeats import Repeats
from tests.support.xapi import statement


def test_the_work_is_done_once_for_equal_values() -> None:
    asked = itertools.count(1)
    known = Repeats(lambda _value, _level: next(asked))

    assert known({"id": "a", "n": [1, None]}, 1) == known({"id": "a", "n": [1, None]}, 1) == 1
    assert known({"id": "a", "n": [1, None]}, 2) == 2


@pytest.mark.parametrize("other", [{"n": True}, {"n": 1.0}, {"n": "1"}, {"m": 1}, {"n": [1]}, {}])
def test_values_that_only_look_alike_are_told_apart(other: object) -> None:
    known = Repeats(lambda value, _: repr(value))

    assert known({"n": 1}, 0) != known(other, 0) == repr(other)


def test_a_fault_is_found_each_time_and_at_its_own_place() -> None:
    right, wrong = statement(), statement(verb={"id": "no address"})
    statements.check(right)
    for at in ("[0]", "[7]"):
        with pytest.raises(Invalid) as found:
            statements.check(wrong, at)
        assert found.value.path == f"{at}.verb.id"


def test_a_repeated_part_with_a_fraction_comes_back() -> None:
    score = {"https://example.kz/weight": 0.1 + 0.2}
    sent = statement(object={"id": "https://example.kz/q", "definition": {"extensions": score}})

    assert [packing.unpack(packing.pack(sent)) for _ in range(2)] == [sent, sent]


def test_strangers_cannot_fill_the_memory() -> None:
    known = Repeats(lambda value, _: value)
    for number in range(2 * REPEATS):
        known(number, 0)

    assert len(known) <= REPEATS
