"""Which of two releases is the older one. Pure."""

import re
from typing import Final

_PART: Final = re.compile(r"\d+|[A-Za-z]+|~")


def is_older(version: str, than: str) -> bool:
    """Numbers count as numbers, and what is only on its way to a release (1.0rc1, 1.0.dev2, 1.0~3)
    comes before it; what follows a plus tells builds of one release apart, none of them older."""
    return _order(version) < _order(than)


def _order(version: str) -> list[tuple[int, int, str]]:
    parts = _PART.findall(version.partition("+")[0])
    found = [(1, int(part), "") if part.isdigit() else (-1, 0, part) for part in parts]
    return [*found, (0, 0, "")]
