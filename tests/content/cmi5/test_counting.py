"""Of what a registration may say once, the earliest counts; every order says the same."""

import itertools
from typing import Any

import pytest

from content.cmi5.counting import Told, is_defined, uncounted

ADL = "http://adlnet.gov/expapi/verbs/"
CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"


def told(id_: str, verb: str, order: int, *, registration: str = "r", activity: str = "u") -> Told:
    return Told(registration, activity, f"{ADL}{verb}", order, id_)


def test_one_passed_one_completed_and_no_failed_after_it_count() -> None:
    everything = [
        told("f0", "failed", 1),
        told("p1", "passed", 2),
        told("c1", "completed", 3),
        told("p2", "passed", 4),
        told("c2", "completed", 5),
        told("f2", "failed", 6),
    ]
    expected = {"p2": "9.3.0.0-7", "c2": "9.3.0.0-6", "f2": "9.3.0.0-8"}

    for order in itertools.permutations(everything):
        assert uncounted(order) == expected


def test_other_units_and_registrations_are_others() -> None:
    assert uncounted([
        told("a", "passed", 1),
        told("b", "passed", 2, activity="v"),
        told("c", "passed", 3, registration="s"),
    ]) == {}  # fmt: skip


def test_of_two_at_one_moment_the_smaller_id_counts() -> None:
    assert uncounted([told("b", "passed", 1), told("a", "passed", 1)]) == {"b": "9.3.0.0-7"}


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"registration": "r", "contextActivities": {"category": [{"id": CMI5}]}}, True),
        ({"registration": "r", "contextActivities": {"category": {"id": CMI5}}}, True),
        ({"contextActivities": {"category": [{"id": CMI5}]}}, False),
        ({"registration": "r", "contextActivities": {"category": [{"id": "x"}]}}, False),
        ({"registration": "r"}, False),
    ],
)
def test_only_cmi5_defined_statements_are_judged(context: dict[str, Any], expected: bool) -> None:
    assert is_defined({"context": context}) is expected
