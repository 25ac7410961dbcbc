"""What a domain may declare, and what is refused at start rather than found in the data."""

import pytest

from sync.core.registry import Kind, Merge, Registry


def test_kinds_share_a_family_by_the_first_part_of_their_name() -> None:
    assert Kind("assignment.set", 1, Merge.FIELD, 0).family == "assignment"
    assert Kind("assignment.withdraw", 1, Merge.TOMBSTONE, 0).family == "assignment"
    assert Kind("submission.see", 1, Merge.APPEND, 1, family="sighting").family == "sighting"


def test_fields_of_old_versions_are_lifted_step_by_step() -> None:
    kind = Kind(
        "mark.give",
        3,
        Merge.SUPERSEDE,
        0,
        upcasters={
            1: lambda old: {**old, "max": "10"},
            2: lambda old: {"mark": old["value"], "max": old["max"]},
        },
    )
    registry = Registry([kind])
    assert registry.upcast(kind, 1, {"value": "5"}) == {"mark": "5", "max": "10"}
    assert registry.upcast(kind, 3, {"mark": "5"}) == {"mark": "5"}
    assert registry.knows("mark.give", 3) is kind
    assert registry.knows("mark.give", 4) is None
    assert registry.knows("mark.take", 1) is None
    assert registry.versions() == {"mark.give": 3}


@pytest.mark.parametrize(
    ("kinds", "why"),
    [
        ([Kind("a.set", 1, Merge.FIELD, 0), Kind("a.set", 1, Merge.FIELD, 0)], "twice"),
        ([Kind("a.set", 1, Merge.FIELD, 0), Kind("a.put", 1, Merge.APPEND, 0)], "mix"),
        ([Kind("a.set", 1, Merge.BRANCH, 0), Kind("a.end", 1, Merge.TOMBSTONE, 0)], "mix"),
    ],
)
def test_families_that_could_not_merge_are_refused(kinds: list[Kind], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Registry(kinds)


def test_a_kind_without_its_upcasters_or_with_a_wild_priority_is_refused() -> None:
    with pytest.raises(ValueError, match="upcaster"):
        Kind("a.set", 2, Merge.FIELD, 0)
    with pytest.raises(ValueError, match="priority"):
        Kind("a.set", 1, Merge.FIELD, 6)
