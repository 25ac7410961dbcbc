"""Routes that are there before their views are, and whose way back, from a name to a URL, is made
only when somebody takes it."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

from flask import Flask
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import Rule

from server.domains import DOMAINS

if TYPE_CHECKING:
    from flask.sansio.app import App

View = Callable[..., Any]

_IMPORTING: Final = Lock()
"""A bell's first requests come at once, and domains import each other: whoever comes second waits
for whole modules."""

LIST: Final = Path(__file__).with_name("routes.txt")
"""A line for each route: domain, endpoint, methods, address. `python -m tests.docs.reference`
writes it, and a test compares."""


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


class Routes:
    """What a domain's views register, taken down instead of taken in: addresses and views."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.views: dict[str, View] = {}

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: View | None = None, **options: Any
    ) -> None:
        """As Flask's, which a blueprint calls when it is registered."""
        if view_func is None:
            raise ValueError(f"{rule} has no view")
        name = endpoint or view_func.__name__
        if self.views.setdefault(name, view_func) is not view_func:
            raise ValueError(f"two views are called {name}")
        self.lines.append(f"{name} {','.join(options.get('methods') or ('GET',))} {rule}")


def routes_of(domain: str) -> Routes:
    """The routes of a domain, whose views are imported for it."""
    module = import_module(f"server.{domain}.views")
    found = Routes()
    state = BlueprintSetupState(module.blueprint, cast("App", found), {}, first_registration=False)
    for defer in module.blueprint.deferred_functions:
        defer(state)
    outside: Callable[[Routes], None] | None = getattr(module, "outside", None)
    if outside is not None:
        outside(found)
    return found


def listed() -> str:
    """What routes.txt has to say, from the views of all domains."""
    return "".join(
        f"{domain} {line}\n"
        for domain in DOMAINS
        if find_spec(f"server.{domain}.views")
        for line in routes_of(domain).lines
    )


class Views(dict[str, View]):
    """The views of an application by endpoint, each domain's imported when the first of them is
    asked for: together they are a fifth of what a school's server holds at rest, and of the time in
    which it starts, and on most days most of them are asked for by nobody."""

    def __init__(self, domains: Mapping[str, str]) -> None:
        super().__init__()
        self._domains = domains

    def __missing__(self, endpoint: str) -> View:
        domain = self._domains[endpoint]
        with _IMPORTING:
            if endpoint not in self:
                self.update(routes_of(domain).views)
        return self[endpoint]


def register(app: Flask) -> None:
    """Serve the addresses that routes.txt lists."""
    domains: dict[str, str] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        domain, endpoint, methods, rule = line.split(" ")
        domains[endpoint] = domain
        app.add_url_rule(rule, endpoint, methods=methods.split(","), defaults={})
    app.view_functions = Views(domains)
