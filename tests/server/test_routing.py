"""Routes whose URL builders are written late build the URLs that werkzeug's own would."""

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from server.access import access_of
from server.routing import LIST, LazyRule, listed
from tests.server import cast
from tests.server.conftest import School


def test_an_address_is_built_as_by_werkzeug_itself() -> None:
    def built(made: type[Rule], values: dict[str, object], *, append_unknown: bool) -> str:
        rules = Map([made("/classes/<id>/weeks/<int:week>", endpoint="week", defaults={"week": 3})])
        return rules.bind("localhost").build("week", values, append_unknown=append_unknown)

    for values in ({"id": "5 Ә"}, {"id": "a/b", "week": 3, "also": "x y"}):
        for more in (True, False):
            lazy = built(LazyRule, dict(values), append_unknown=more)
            assert lazy == built(Rule, dict(values), append_unknown=more)
            assert lazy.startswith("/classes/")


def test_the_list_of_routes_is_what_the_views_say() -> None:
    written = LIST.read_text(encoding="utf-8")
    assert written == listed(), "python -m tests.docs.reference writes it again"


def test_a_domain_s_views_come_with_the_first_that_is_asked_for(school: School) -> None:
    views = school.app.view_functions
    assert "search.get_search" not in views
    school.phone(cast.ARU).client.get("/api/v1/search")
    assert access_of(views["search.get_search"]) is not None
    with pytest.raises(KeyError):
        views["search.nothing"]


def test_every_route_of_the_application_is_such_a_one(school: School) -> None:
    app: Flask = school.app
    assert all(type(rule) is LazyRule for rule in app.url_map.iter_rules())
