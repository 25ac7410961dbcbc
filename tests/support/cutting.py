"""The power fails at a step: for walks over every step of something that must survive it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest


class Cut(BaseException):
    """Stands for the power."""


def cut_at(step: int, places: Iterable[tuple[object, str]], patch: pytest.MonkeyPatch) -> None:
    """Cut before (odd) or after (even) the calls of these attributes, counted over all of them."""
    count = 0

    def failing(call: Callable[..., Any]) -> Callable[..., Any]:
        def step_of(*args: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                raise Cut
            answer = call(*args, **named)
            count += 1
            if count == step:
                raise Cut
            return answer

        return step_of

    for owner, name in places:
        patch.setattr(owner, name, failing(getattr(owner, name)))
