"""What a watcher reads: figures by route pattern, and nothing of anybody."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from server.metrics.counting import MAX_SERIES, Answers
from tests.server import cast
from tests.server.conftest import School
from tests.server.console.conftest import Hub, hub, new_box

__all__ = ["hub", "new_box"]
pytestmark = pytest.mark.sqlite
TOKEN = "a-token-for-the-watcher"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
LINE = re.compile(r'[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? -?[0-9.e+]+')


def test_without_a_token_in_the_settings_there_is_no_such_page(school: School) -> None:
    assert school.app.test_client().get("/metrics", headers=SHOWN).status_code == 404


def test_a_person_s_token_does_not_open_it(school: School) -> None:
    school.restart(metrics_token=TOKEN)
    client = school.app.test_client()
    assert client.get("/metrics").status_code == 401
    assert school.phone(cast.AIZHAN).get("/metrics").status_code == 401


def test_every_line_is_of_the_format_and_names_nobody(school: School) -> None:
    school.restart(metrics_token=TOKEN)
    school.phone(cast.ARU).refresh()
    answer = school.app.test_client().get("/metrics", headers=SHOWN)
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.get_data(as_text=True)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert any('route="/api/v1/changes"' in line for line in lines)
    for name in (cast.ARU, cast.AKBULAQ, "Серікбаева"):
        assert name not in text


def test_a_hub_counts_its_schools(hub: Hub, new_box: Callable[..., Flask]) -> None:
    watched = new_box("watched", role="hub", metrics_token=TOKEN)
    text = watched.test_client().get("/metrics", headers=SHOWN).get_data(as_text=True)
    assert 'tirek_schools{state="never"} 0' in text


def test_a_histogram_s_buckets_add_up() -> None:
    answers = Answers()
    for seconds in (0.001, 0.02, 0.02, 9.0):
        answers.note("GET", "/x", 200, seconds)
    lines = list(answers.lines())
    counts = [int(line.rpartition(" ")[2]) for line in lines if "_bucket" in line]
    assert counts == [1, 3, 3, 3, 3, 3, 4]
    assert lines[-1].endswith(" 4")


def test_strangers_cannot_fill_the_memory_with_methods() -> None:
    answers = Answers()
    for number in range(MAX_SERIES + 10):
        answers.note(f"M{number}", "-", 405, 0.1)
    assert sum("_count" in line for line in answers.lines()) == MAX_SERIES
