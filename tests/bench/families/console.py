"""The hub's console over ten thousand schools: what an operator waits for at the server."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from server import db
from server.app import create_app
from server.config import Config
from server.console import operators
from server.console.models import ConsoleSchool, SchoolReport
from server.people.accounts import Account
from server.rows import insert_many, table_of
from tests.bench.figures import Figure

SCHOOLS: Final = 10_000
REGIONS: Final = 20
ASKED: Final = 15
NOW_MS: Final = 1_795_406_400_000
HOUR_MS: Final = 3_600_000
LEVELS: Final = ("ok", "ok", "ok", "advice", "warning", "bad")


def measure(full: bool) -> Iterator[Figure]:
    """The same at full size: it is the country's."""
    del full
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        home = Path(folder)
        config = Config.load({"TIREK_HOME": folder, "TIREK_ROLE": "hub"})
        app = create_app(config, unix_ms=lambda: NOW_MS, app_build=home, shell_build=home)
        db.upgrade(app)
        with app.app_context():
            account = operators.add("dana", "Сейтқали", "Дана", "qazaq-tili-2026")
            operators.grant(account.person, "", "", ())
            _fill()
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


def _milliseconds(call: Callable[[], Any]) -> float:
    call()
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _fill() -> None:
    drawn = random.Random(7)
    schools, reports = [], []
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
                "findings": [],
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
    with db.write_transaction() as session:
        insert_many(session, table_of(ConsoleSchool), schools)
        insert_many(session, table_of(SchoolReport), reports)
