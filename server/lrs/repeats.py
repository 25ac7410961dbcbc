"""What many statements say in the same words, and what was found out about these words before.

A lesson's statements repeat its verbs, activities, pupils and contexts. Whether such a value keeps
the rules, and how it stands in an operation, is the same each time. Values are known again by the
bytes of their whole content, so a stranger's statement never passes for another's.
"""

import marshal
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from server.lrs.limits import REPEAT_BYTES, REPEATS

_Found = TypeVar("_Found")
# Without references between parts: equal values made by json have equal bytes.
_FORM: Final = 2


class Repeats(Generic[_Found]):
    """What `work` gives for a value of JSON, worked out once for the values that come again.

    What it raises is not remembered. It may not depend on anything but the value and `of`.
    """

    def __init__(self, work: Callable[[Any, Any], _Found]) -> None:
        self._work = work
        self._known: dict[tuple[Any, bytes], _Found] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, value: Any, of: Any, seen_as: Any = None) -> _Found:
        """`of` goes to `work`; where its result is the same for every `of`, `seen_as` is one."""
        try:
            key = (of if seen_as is None else seen_as, marshal.dumps(value, _FORM))
        except ValueError:
            return self._work(value, of)
        found = self._known.get(key)
        if found is None:
            found = self._work(value, of)
            if len(key[1]) <= REPEAT_BYTES:
                if len(self._known) >= REPEATS:
                    self._known.clear()
                self._known[key] = found
        return found


def checked(check: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """The same check, which looks at a value once; an error names the path of where it stands."""

    def look(value: Any, at: str) -> bool:
        check(value, at)
        return True

    known = Repeats(look)

    def checks(value: Any, at: str) -> Any:
        known(value, at, True)
        return value

    return checks


__all__ = ["Repeats", "checked"]
