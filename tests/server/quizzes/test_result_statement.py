"""The statement that the app makes of a finished paper (pwa/tests/quizzes/result.test.ts)."""

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from server.db import db
from server.lrs.models import Statement
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone

VECTOR = json.loads((Path(__file__).parent / "result_statement.json").read_text(encoding="utf-8"))


def test_a_papers_result_stands_in_the_learners_record_once(
    phone: Callable[[str], Phone], school: School
) -> None:
    aru, fields, record = phone(cast.ARU), VECTOR["fields"], VECTOR["record"]

    told = [aru.submit("statement.put", fields, record=record) for _ in range(2)]

    assert [one["outcome"] for one in told] == ["admitted", "admitted"]
    with school.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Statement)) == 1


def test_nobody_tells_of_somebody_elses_paper(phone: Callable[[str], Phone]) -> None:
    held = phone(cast.DIAS).submit("statement.put", VECTOR["fields"], record=VECTOR["record"])
    assert (held["outcome"], held["reason"]) == ("held", "statement-not-own")
