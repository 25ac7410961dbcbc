"""How the database finds statements: by an index that is already in the order of the answer."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select

from server.db import db
from server.lrs import reading
from server.lrs.reading import Filter, Span

pytestmark = pytest.mark.sqlite

FILTERS = {
    "all": Filter("akbulaq"),
    "since": Filter("akbulaq", since=5, ascending=True),
    "verb": Filter("akbulaq", verb=1),
    "agent": Filter("akbulaq", agent=1),
    "related agent": Filter("akbulaq", agent=1, related_agents=True, ascending=True),
    "activity": Filter("akbulaq", activity=1),
    "agent, activity and verb": Filter("akbulaq", agent=1, activity=1, verb=1, until=9),
    "registration": Filter("akbulaq", registration=1),
    "agent in a registration": Filter("akbulaq", agent=1, registration=1),
    "activity in a registration": Filter("akbulaq", activity=1, registration=1),
    "mine": Filter("akbulaq", authority=1, speaker=1),
    "second page": Filter("akbulaq", verb=1, after=9),
}
SPAN = Span(above=3, to=9)


def plan(query: Select[Any]) -> list[str]:
    compiled = query.limit(100).compile(db.engine, compile_kwargs={"literal_binds": True})
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
    steps = [row[3] for row in rows]
    # numbers of names are looked up once each, before the query begins
    return [step for step in steps if "SCALAR SUBQUERY" not in step and "lrs_name" not in step]


def test_a_page_is_read_from_an_index_without_sorting(app: Flask) -> None:
    with app.app_context():
        for name, wanted in FILTERS.items():
            steps = plan(reading.direct(wanted, SPAN))
            assert all(step.startswith("SEARCH") for step in steps), (name, steps)
            assert "lrs_statement_" in steps[0], (name, steps)


def test_what_refers_to_a_match_is_looked_for_among_the_few_references(app: Flask) -> None:
    with app.app_context():
        for wanted in FILTERS.values():
            if wanted.matches_content:
                first, *others = plan(reading.referring(wanted, SPAN))
                assert first.startswith("SCAN lrs_statement_reference"), first
                assert not any(step.startswith("SCAN") for step in others), others


def test_of_a_registration_only_what_the_link_has_is_read(app: Flask) -> None:
    with app.app_context():
        for name in ("agent", "activity"):
            steps = plan(reading.direct(FILTERS[f"{name} in a registration"], SPAN))
            assert "COVERING INDEX ix_lrs_statement_registration_row" in steps[0]
            assert steps[1].startswith(f"SEARCH lrs_statement_{name} USING PRIMARY KEY")
            assert steps[2].startswith("SEARCH lrs_statement USING INTEGER PRIMARY KEY")
