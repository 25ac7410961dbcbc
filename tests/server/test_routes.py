"""Every route says who may call it, and errs in one shape."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from server.access import Access, access_of
from server.errors import PROBLEM_JSON, Problem
from tests.server import cast
from tests.server.conftest import School

WRONG_METHOD = "PROPFIND"
PAGES = "/plain/"


def rules(app: Flask) -> Iterator[tuple[Rule, Access | None]]:
    for rule in app.url_map.iter_rules():
        yield rule, access_of(app.view_functions[rule.endpoint])


def path_of(rule: Rule) -> str:
    """An address that the rule matches, naming nothing that exists."""
    values = {
        name: 424242 if isinstance(converter, IntegerConverter) else "0" * 16
        for name, converter in rule._converters.items()
    }
    built = rule.build(values)
    assert built is not None, rule.rule
    return str(built[1])


def calls(app: Flask, kinds: set[str]) -> Iterator[tuple[str, str]]:
    for rule, access in rules(app):
        if access is not None and access.kind in kinds:
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                yield method, path_of(rule)


def is_problem(answer: TestResponse) -> bool:
    if answer.mimetype != PROBLEM_JSON:
        return False
    body = answer.get_json()
    return (
        body["type"].startswith("/problems/")
        and body["status"] == answer.status_code
        and bool(body["title"])
        and bool(body["hint"])
    )


def is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html" and "<form" in answer.get_data(as_text=True)


def test_every_route_states_who_may_call_it(app: Flask) -> None:
    silent = [rule.rule for rule, access in rules(app) if access is None]

    assert silent == []


def test_a_route_without_a_statement_is_refused(school: School) -> None:
    # once the first request has been answered, Flask takes no more routes
    app = school.app
    app.add_url_rule("/api/v1/forgotten", view_func=lambda: "secret")

    answer = app.test_client().get("/api/v1/forgotten")

    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)


def test_nobody_gets_in_without_a_token(app: Flask) -> None:
    client = app.test_client()
    tried = 0
    for method, path in calls(app, {"person", "roles", "node", "lrs", "courier", "mail", "kit"}):
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
            answer = client.open(path, method=method, headers=headers)
            assert answer.status_code == 401, f"{method} {path}"
            assert is_problem(answer), f"{method} {path}"
            tried += 1
    assert tried > 10


def test_every_route_errs_as_problem_json(school: School) -> None:
    """An unknown method, a body that is no JSON, and records that do not exist. What a browser
    without scripts shows as it comes is a page, from which one goes on."""
    aizhan = school.phone(cast.AIZHAN)
    tried = 0
    for rule, access in rules(school.app):
        assert access is not None
        path = path_of(rule)
        answers = [aizhan.request(WRONG_METHOD, path)]
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH"}):
            answers.append(
                aizhan.request(method, path, data=b"{", headers={"Content-Type": "text/json"})
            )
        if rule.arguments:
            answers += [
                aizhan.request(m, path) for m in sorted((rule.methods or set()) & {"GET", "DELETE"})
            ]
        for answer in answers:
            if answer.status_code >= 400:
                told = is_problem(answer) or (path.startswith(PAGES) and is_page(answer))
                assert told, f"{rule.rule}: {answer.status_code} {answer.mimetype}"
                tried += 1
    assert tried >= len(list(school.app.url_map.iter_rules())) - 2


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/sync/v1/nothing", "/c/nothing", "/assets/x"])
def test_an_address_that_is_none_is_not_the_app(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)

    assert answer.status_code == 404 or path.startswith("/sync")
    assert is_problem(answer)


def test_a_mistake_of_ours_is_a_problem_too_and_tells_no_secrets(school: School) -> None:
    def broken() -> str:
        raise RuntimeError("password=hunter2")

    from server.access import public

    school.app.add_url_rule("/api/v1/broken", view_func=public(broken))

    answer = school.app.test_client().get("/api/v1/broken")

    assert answer.status_code == 500
    assert is_problem(answer)
    assert "hunter2" not in answer.get_data(as_text=True)


def test_a_problem_carries_its_own_members() -> None:
    problem = Problem(409, "offset-wrong", "Wrong offset", detail="Expected 7.", offset=7)

    assert problem.extra == {"offset": 7}
    assert str(problem) == "offset-wrong: Wrong offset"


def test_answers_name_their_request_and_are_not_kept_by_others(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/me")

    assert answer.headers["X-Request-Id"] == answer.get_json()["request_id"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
