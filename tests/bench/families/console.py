"""The hub's console over ten thousand schools: what an operator waits for at the server."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Integer

from server import db
from server.app import create_app
from server.audience.deciding import decide
from server.audience.naming import PLAN, named
from server.backup.models import KeptCopy
from server.config import Config
from server.console import counting, operators
from server.console.models import ConsoleSchool, SchoolReport
from server.operations.local import submit
from server.people.accounts import Account
from server.rows import insert_many, table_of
from server.templates import publishing as templates
from tests.bench.figures import Figure

SCHOOLS: Final = 10_000
REGIONS: Final = 20
ASKED: Final = 15
NOW_MS: Final = 1_795_406_400_000
HOUR_MS: Final = 3_600_000
LEVELS: Final = ("ok", "ok", "ok", "advice", "warning", "bad")


LEARNERS: Final = 10
LEARNERS_FULL: Final = 120
"""Learners of a school, ten in each class; each has handed in one work."""
STAGED: Final = 10
"""Courses that some schools have first; forty more are for all."""
POLICY: Final = {
    "rules": {
        "formative_mean_places": None,
        "part_places": None,
        "total_places": 0,
        "weights": [{"formative": 25, "section": 75}, {"formative": 100}],
        "bands": [{"grades": [0, 12], "from": [[0, 2], [40, 3], [65, 4], [85, 5]]}],
        "pass_from": 40,
        "year": "mean",
        "exam_weight": 30,
    },
    "starts_on": "2026-12-01",
    "audience": {"regions": [], "languages": [], "share": 50},
}


def measure(full: bool) -> Iterator[Figure]:
    """All schools of the country; at full size with more of their people and works."""
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        home = Path(folder)
        config = Config.load({"TIREK_HOME": folder, "TIREK_ROLE": "hub"})
        app = create_app(config, unix_ms=lambda: NOW_MS, app_build=home, shell_build=home)
        db.upgrade(app)
        with app.app_context():
            account = operators.add("dana", "Сейтқали", "Дана", "qazaq-tili-2026")
            operators.grant(account.person, "", "", ())
            _fill()
            _fill_schools(LEARNERS_FULL if full else LEARNERS)
            _publish()
            began = time.process_time()
            counting.keep()
            yield Figure("console.count", time.process_time() - began, "s", "<=30")
        yield from _asked(app.test_client(), account)
        with app.app_context():
            db.db.session.remove()
            db.db.engine.dispose()


def _asked(client: Any, account: Account) -> Iterator[Figure]:
    told = {"login": account.login, "password": account.password, "device": "bench"}
    token = client.post("/api/v1/sessions", json=told).get_json()["token"]

    def ask(path: str) -> Any:
        answer = client.get(f"/api/v1/console{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer

    def tell(path: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post(f"/api/v1/console{path}", headers=headers, json=POLICY)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer

    middle = ask("/schools").get_json()["next"]
    for _ in range(99):
        middle = ask(f"/schools?after={middle}").get_json()["next"]
    paths = {
        "list": "/schools",
        "list_middle": f"/schools?after={middle}",
        "list_state": "/schools?state=bad&sort=heard",
        "search": "/schools?text=мектеп 77",
        "counts": "",
    }
    for name, path in paths.items():
        yield Figure(f"console.{name}", _milliseconds(partial(ask, path)), "ms", "<=100")
    yield Figure("console.map", _milliseconds(lambda: ask("/map")), "ms", "<=300")
    yield Figure("console.map_size", len(ask("/map").get_data()) / 1000, "KB", "<=600")
    yield Figure("console.overview", _milliseconds(lambda: ask("/overview")), "ms", "<=1000")
    for page in ("courses", "plans", "releases"):
        yield Figure(f"console.{page}", _milliseconds(partial(ask, f"/{page}")), "ms", "<=1000")
    yield Figure(
        "console.preview", _milliseconds(lambda: tell("/policies/preview")), "ms", "<=1000"
    )


def _milliseconds(call: Callable[[], Any]) -> float:
    call()
    times = []
    for _ in range(ASKED):
        began = time.process_time()
        call()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def _fill() -> None:
    drawn = random.Random(7)
    schools, reports, copies = [], [], []
    for number in range(SCHOOLS):
        school, heard_ms = f"school-{number}", NOW_MS - drawn.randrange(300) * HOUR_MS
        schools.append(
            {
                "school": school,
                "name": f"Мектеп {number}",
                "folded": f"мектеп {number}",
                "language": drawn.choice(("kk", "ru")),
                "region": f"Облыс {number % REGIONS}",
                "district": f"Аудан {number % (REGIONS * 10)}",
                "latitude": drawn.uniform(40.6, 55.4),
                "longitude": drawn.uniform(46.5, 87.3),
                "heard_ms": heard_ms,
            }
        )
        reports.append(
            {
                "school": school,
                "node": f"{number:016x}",
                "latest": True,
                "version": f"0.{drawn.randrange(4)}.0",
                "level": drawn.choice(LEVELS),
                "findings": "[]",
                "disk_free": 10**10,
                "disk_total": 6 * 10**10,
                "certificate_ends": "2027-01-10T00:00:00.000Z",
                "copied_at": "2026-11-20T01:00:00.000Z",
                "waiting_operations": drawn.randrange(200),
                "waiting_bytes": drawn.randrange(10**6),
                "lessons_planned": 800,
                "lessons_held": drawn.randrange(700, 800),
                "receipts": drawn.randrange(5000),
                "said_ms": heard_ms,
                "op": f"{number:016x}.1.1",
            }
        )
        made_ms = NOW_MS - drawn.randrange(40) * 24 * HOUR_MS
        copies.append(
            {
                "node": f"{number:016x}",
                "received_ms": made_ms + HOUR_MS,
                "made_ms": made_ms,
                "bytes": drawn.randrange(10**6, 10**9),
            }
        )
    with db.write_transaction() as session:
        insert_many(session, table_of(KeptCopy), copies)
        insert_many(session, table_of(ConsoleSchool), schools)
        insert_many(session, table_of(SchoolReport), reports)


def _fill_schools(learners: int) -> None:
    """Classes, learners and their works; the tables as they are, without a word in the log."""
    for first in range(0, SCHOOLS, 500):
        classes, enrolments, assignments, submissions = [], [], [], []
        for number in range(first, first + 500):
            school = f"school-{number}"
            for n in range(learners // 10):
                group, grade = f"class-{number}-{n}", n % 11 + 1
                classes.append(
                    {"id": group, "school": school, "label": f"{grade}A", "grades": f"[{grade}]"}
                )
                assignments.append(
                    {"id": f"task-{number}-{n}", "school": school, "class_id": group}
                )
            for n in range(learners):
                person, at = f"person-{number}-{n}", f"{number}-{n // 10}"
                enrolments.append(
                    {
                        "id": f"in-{number}-{n}",
                        "person": person,
                        "school": school,
                        "class_id": f"class-{at}",
                        "grade": n // 10 % 11 + 1,
                    }
                )
                submissions.append(
                    {
                        "id": f"work-{number}-{n}",
                        "assignment": f"task-{at}",
                        "learner": person,
                        "judge": f"{number:016x}",
                    }
                )
        with db.write_transaction() as session:
            for table, rows in (
                ("school_class", classes),
                ("assignment", assignments),
                ("enrolment", enrolments),
                ("submission", submissions),
            ):
                _many(session, table, rows)


def _many(session: Any, table: str, rows: list[dict[str, Any]]) -> None:
    """As the tables are; what has to have a value and is not counted is empty."""
    columns = {one.name: one for one in db.Model.metadata.tables[table].columns}
    rest = {
        name: _nothing(one.type)
        for name, one in columns.items()
        if not one.nullable and name not in rows[0]
    }
    names = [*rows[0], *rest]
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
    values = [tuple({**row, **rest}.values()) for row in rows]
    session.connection().exec_driver_sql(statement, values)


def _nothing(type_: Any) -> int | str:
    if isinstance(type_, JSON):
        return "[]"
    return 0 if isinstance(type_, Boolean | Integer) else ""


def _publish() -> None:
    """Courses and ready plans for all, and some that a share of the schools has first."""
    for number in range(50):
        share = 5 if number < STAGED else 100
        lessons = [{"id": "l", "title": "Сабақ", "summary": "", "items": []}]
        fields = {
            "edition": 1,
            "title": f"Курс {number}",
            "language": "kk",
            "subject": "science",
            "grades": [5],
            "school": None,
            "lessons": lessons,
        }
        with db.write_transaction():
            course = str(submit("course.publish", None, fields))
        decide(course, {"regions": [], "languages": [], "share": share}, None)
        about = {"subject": "science", "grade": 5, "language": "kk", "title": f"Жоспар {number}"}
        plan = templates.publish(about, [ROW])
        decide(named(PLAN, plan), {"regions": [], "languages": [], "share": share}, None)


ROW: Final = {
    "hours": 1,
    "section": "",
    "topic": "Бөлшектер",
    "objectives": [],
    "homework": "",
    "resources": [],
    "summative": "none",
    "outline": "",
}
