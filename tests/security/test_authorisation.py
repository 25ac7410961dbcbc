"""Every route with every caller: the table says who was meant, and nobody else gets as far as the
route's own code."""

from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from server.access import Access
from server.errors import Problem
from server.people.grants import ROLES
from tests.security.ground import NODE, Ground, routes

TABLE: Final = Path(__file__).parent / "authorisation.txt"
PASSED: Final = "passed"


def meant() -> dict[tuple[str, str], str]:
    """(method, route) → who may call it, as the table has it."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    told = {}
    for line in lines:
        if not line.startswith("#"):
            method, rule, who = line.split(maxsplit=2)
            assert (method, rule) not in told, f"twice in the table: {line}"
            told[method, rule] = who
    return told


def declared(access: Access | None) -> str:
    """The mark of a view, as the table writes it."""
    if access is None:
        return "nobody said"
    return " ".join(sorted(access.roles)) if access.kind == "roles" else f"({access.kind})"


def test_every_route_has_its_line_in_the_table(ground: Ground) -> None:
    stated = {(method, rule.rule): declared(access) for method, rule, access in ground.routes()}

    assert stated == meant()


def expected(who: str, caller: str) -> str:
    """`passed`, or the refusal that the caller must meet."""
    if who == "(public)":
        return PASSED
    if who in ("(node)", "(mail)"):
        return PASSED if caller == NODE else "not-logged-in"
    if who in ("(courier)", "(kit)") or caller == NODE:
        return "not-logged-in"
    return PASSED if who in ("(person)", "(lrs)") or caller in who.split() else "not-allowed"


@pytest.mark.parametrize("caller", [*ROLES, NODE])
def test_everybody_gets_exactly_as_far_as_was_meant(ground: Ground, caller: str) -> None:
    """All that runs before a route's code is run for every route; the code itself is not."""
    table = meant()
    wrong = []
    for method, rule, _access in ground.routes():
        path = ground.path(rule)
        met = _met(ground.app, method, path, ground.headers(caller))
        due = expected(table[method, rule.rule], caller)
        if met != due:
            wrong.append(f"{method} {rule.rule}: {met}, not {due}")
    assert not wrong, "\n".join(wrong)


def _met(app: Flask, method: str, path: str, headers: dict[str, str]) -> str:
    with app.test_request_context(path, method=method, headers=headers):
        try:
            answer = app.preprocess_request()
        except Problem as problem:
            return problem.type
    return PASSED if answer is None else "answered"


def test_a_route_that_nobody_thought_of_is_missed(ground: Ground) -> None:
    """The two tests above can fail: a route that was added without a line is found."""
    app = Flask("another")
    app.add_url_rule("/api/v1/forgotten", view_func=lambda: "secret")

    found = {(method, rule.rule): declared(access) for method, rule, access in routes(app)}

    assert found.items() - meant().items() >= {(("GET", "/api/v1/forgotten"), "nobody said")}
