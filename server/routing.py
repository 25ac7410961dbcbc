"""Routes whose way back, from a name to a URL, is made only when somebody takes it."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LazyRule(Rule):
    """Werkzeug writes and compiles two functions a route that build URLs. Hardly any URL is ever
    built here, and writing them took two thirds of the time in which an application is made."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        written: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not written:
                written.append(super(LazyRule, self)._compile_builder(append_unknown))
            return written[0](rule, **values)

        return build
