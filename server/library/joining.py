"""What a course holds when several people have published it without knowing of one another.

Everybody publishes the whole course as they saw it. Taken by itself, the later one would remove
the lesson that a colleague added meanwhile. So each version is laid over what stood before it as
what it changed of its base: additions of both stay, and what one removed and the other left alone
goes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sync.core.merge import Version
from sync.core.ops import OpId

Part = Mapping[str, Any]
"""A lesson or an item, as `course.publish` states it."""


def joined(versions: Iterable[Version]) -> tuple[int, list[Part]]:
    """The edition and the lessons that these versions make, given in the order of precedence.

    A version whose edition follows the one reached so far was made with all before it in view and
    stands as it is. Any other is taken for its difference from its base, or, where it names none
    that is known, from the edition before its own.
    """
    edition = 0
    lessons: list[Part] = []
    stated: dict[OpId, list[Part]] = {}
    reached: dict[int, list[Part]] = {}
    for version in versions:
        fields: Any = version.values
        own: list[Part] = fields["lessons"]
        if fields["edition"] > edition:
            edition, lessons = fields["edition"], own
        else:
            before = reached.get(fields["edition"] - 1, [])
            base = before if version.base is None else stated.get(version.base, before)
            edition, lessons = edition + 1, _laid(base, own, lessons, _lesson)
        stated[version.id] = own
        reached[edition] = lessons
    return edition, lessons


def _laid(
    base: Sequence[Part],
    own: Sequence[Part],
    others: Sequence[Part],
    both: Callable[[Part | None, Part, Part], Part],
) -> list[Part]:
    """`own` over `others`, which both come from `base`; `both` joins two parts of one id."""
    was = {one["id"]: one for one in base}
    there = {one["id"]: one for one in others}
    mine = {one["id"] for one in own}
    kept = [
        both(was.get(one["id"]), one, there[one["id"]]) if one["id"] in there else one
        for one in own
        if one["id"] in there or one != was.get(one["id"])
    ]
    added = (one for one in others if one["id"] not in mine and one != was.get(one["id"]))
    return [*kept, *added]


def _lesson(was: Part | None, own: Part, other: Part) -> Part:
    names = ("title", "summary")
    unchanged = was is not None and all(own[name] == was[name] for name in names)
    items = _laid([] if was is None else was["items"], own["items"], other["items"], _item)
    return {**(other if unchanged else own), "items": items}


def _item(was: Part | None, own: Part, other: Part) -> Part:
    return other if own == was else own
